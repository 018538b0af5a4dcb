import { sqlName } from '#lib/engine/sqlText.ts';
import type { Relation } from '#lib/engine/step.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';

/**
 * SQL of a relation's rows counted anew in some order, with `src`, the number that each had.
 * @param order what stands after ORDER BY; may name `src`
 * @param items what is selected beside `rid` and `src`
 * @param beside what stands in FROM beside the relation
 */
export function renumbered(
  { columns, from }: Relation,
  order: string,
  items: readonly string[],
  beside = '',
): string {
  const was = `(SELECT ${['rid AS src', ...columns.map((c) => sqlName(c.id))].join(', ')} FROM ${from})`;
  const counted = `row_number() OVER (ORDER BY ${order}) - 1 AS rid`;
  return `(SELECT ${[counted, 'src', ...items].join(', ')} FROM ${was} AS was${beside})`;
}

/** A spec's `columnsAfter` by what the compute does; where that does not fit, the columns as they are. */
export const columnsBy =
  <Params>(
    make: (
      before: readonly ColumnFacts[],
      columns: readonly string[],
      params: Params,
    ) => readonly ColumnFacts[],
  ) =>
  (
    before: readonly ColumnFacts[],
    columns: readonly string[],
    params: Params,
  ): readonly ColumnFacts[] => {
    try {
      return make(before, columns, params).map(({ name, type }) => ({ name, type }));
    } catch (error) {
      if (error instanceof EngineError) return before;
      throw error;
    }
  };

/** @throws EngineError 'column-missing' naming the column */
export function factsOf(before: readonly ColumnFacts[], name: string, step: string): ColumnFacts {
  const found = before.find((c) => c.name === name);
  if (found) return found;
  throw new EngineError({
    code: 'column-missing',
    what: `There is no column “${name}”`,
    where: { step, column: name },
    remedy: 'Pick a column of the table, or undo the step that removed it.',
  });
}

export const noColumn = (step: string, act: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `No column to ${act} is chosen`,
    where: { step },
    remedy: 'Choose at least one column.',
  });
