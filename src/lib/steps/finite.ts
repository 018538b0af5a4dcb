import { EngineError } from '#lib/recipe/errors.ts';
import { missingIn, numberColumn, type Table } from '#lib/engine/table.ts';
import { nothingToLearn } from './cells.ts';

/** The columns' numbers, all finite. @throws EngineError 'no-rows' or 'not-finite' naming the column */
export function finiteNumbers(
  table: Table,
  columns: readonly string[],
  step: string,
): Float64Array[] {
  return columns.map((name) => {
    const c = numberColumn(table, name, step);
    const missing = missingIn(c);
    if (missing === table.rows)
      throw nothingToLearn(step, name, table.rows, 'Drop this column, or impute it first.');
    if (c.values.every((x) => Number.isFinite(x))) return c.values;
    throw new EngineError({
      code: 'not-finite',
      what: `“${name}” has ${missing} missing values among ${table.rows} training rows, or infinite ones`,
      where: { step, column: name },
      remedy: 'Impute it before this step, or leave the column out.',
    });
  });
}
