import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { factsOf, noColumn } from '../renumber.ts';

/** What is left beside the stacked columns, and the two that take their place. */
export interface Melted {
  readonly stacked: readonly ColumnFacts[];
  readonly kept: readonly ColumnFacts[];
  readonly names: ColumnFacts;
  readonly values: ColumnFacts;
}

/**
 * @throws EngineError 'column-missing'; 'column-kind' where numbers and texts would share a column; 'params-invalid'
 * where a new column has the name of one that is there
 */
export function melted(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  { varName, valueName }: { readonly varName: string; readonly valueName: string },
): Melted {
  if (columns.length === 0) throw noColumn('melt', 'stack');
  const stacked = columns.map((name) => factsOf(before, name, 'melt'));
  const kept = before.filter((c) => !columns.includes(c.name));
  const taken = new Set(kept.map((c) => c.name));
  for (const name of [varName, valueName]) {
    if (taken.has(name))
      throw new EngineError({
        code: 'params-invalid',
        what: `There is a column “${name}” already`,
        where: { step: 'melt', column: name },
        remedy: 'Give the new column another name.',
      });
    taken.add(name);
  }
  return {
    stacked,
    kept,
    names: { name: varName, type: 'category' },
    values: { name: valueName, type: commonType(stacked) },
  };
}

function commonType(columns: readonly ColumnFacts[]): ColumnType {
  const types = [...new Set(columns.map((c) => c.type))];
  if (types.length === 1) return types[0]!;
  if (types.every(isNumeric)) return types.every((t) => t === 'integer') ? 'integer' : 'number';
  if (types.some(isNumeric)) {
    const text = columns.find((c) => !isNumeric(c.type))!;
    throw new EngineError({
      code: 'column-kind',
      what: `“${text.name}” holds text and other chosen columns hold numbers`,
      where: { step: 'melt', column: text.name },
      remedy: 'Choose columns of one kind, or cast some of them before.',
    });
  }
  return 'text';
}
