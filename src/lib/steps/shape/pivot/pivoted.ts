import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { freeName } from '../../names.ts';
import { summaryType, type Aggregate } from '../grouping.ts';
import { factsOf, noColumn } from '../renumber.ts';

/** More columns than this are no table that a person reads. */
export const mostLevels = 100;

interface Params {
  readonly names: string;
  readonly levels: readonly string[];
  readonly values: string;
  readonly aggfunc: Aggregate;
}

/** A new column, and the cell of the column of names whose rows fill it: a number where that column holds numbers. */
export interface Spread extends ColumnFacts {
  readonly level: string | number;
}

/** `sales_Jan`: by the column of cells and the value. */
export const spreadNames = (
  keys: readonly string[],
  { levels, values }: Pick<Params, 'levels' | 'values'>,
): string[] => {
  const taken = new Set(keys);
  return [...new Set(levels)].map((level) => freeName(`${values}_${level}`, taken));
};

/**
 * The new columns; null while the columns of names and cells are not both chosen.
 * @throws EngineError 'column-missing', 'column-kind', 'params-invalid' for a value that is no number in a column of numbers
 */
export function spreadOf(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  params: Params,
): readonly Spread[] | null {
  if (columns.length === 0) throw noColumn('pivot', 'keep');
  for (const name of columns) factsOf(before, name, 'pivot');
  if (params.names === '' || params.values === '') return null;
  const names = factsOf(before, params.names, 'pivot');
  const type = summaryType(factsOf(before, params.values, 'pivot'), params.aggfunc, 'pivot');
  const levels = [...new Set(params.levels)];
  return spreadNames(columns, params).map((name, k) => ({
    name,
    type,
    level: isNumeric(names.type) ? numberOf(levels[k]!, names.name) : levels[k]!,
  }));
}

export function pivoted(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  params: Params,
): readonly ColumnFacts[] {
  const spread = spreadOf(before, columns, params);
  return spread ? [...columns.map((name) => factsOf(before, name, 'pivot')), ...spread] : before;
}

function numberOf(text: string, column: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new EngineError({
    code: 'params-invalid',
    what: `“${column}” holds numbers, and “${text}” is none`,
    where: { step: 'pivot', column },
    remedy: 'Take it from the list of values that become columns.',
  });
}
