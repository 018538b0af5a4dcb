import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import type { Form } from '#lib/engine/state.ts';
import { numberColumn, withColumns, type Table } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import type { normalizeRows as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

const nothing: Form<null> = (value) => (value === null ? null : ' is not empty');

/** Normalizer: a row of zeros stays as it is. Only the check for gaps is done on the training rows. */
export const normalizeRows = defineLearned<typeof spec>()<null>({
  kind: 'learned',
  state: { version: 1, form: nothing },

  fit({ table, columns, params }) {
    if (table.rows === 0 && columns[0] !== undefined) {
      numberColumn(table, columns[0], 'normalizeRows');
      throw nothingToLearn('normalizeRows', columns[0], 0, '');
    }
    lengths(table, columns, params);
    return null;
  },

  transform: ({ table, columns, params }) => scaled(table, columns, params),

  report({ table, columns, params }, _, mood) {
    const after = scaled(table, columns, params);
    return columns.map((col) => {
      const [was, is] = [table, after].map((t) => numberColumn(t, col).values);
      const n = was!.reduce((count, x, i) => count + (is![i] === x ? 0 : 1), 0);
      const message = `${verb(mood, 'scaled')} '${col}' with its row to length 1`;
      return effect('scale', message, { rows_affected: n, col });
    });
  },
});

function scaled(table: Table, columns: readonly string[], params: Params): Table {
  const by = lengths(table, columns, params);
  return withColumns(
    table,
    columns.map((name) => {
      const { values } = numberColumn(table, name, 'normalizeRows');
      return [name, { kind: 'number', values: values.map((x, i) => x / by[i]!) }] as const;
    }),
  );
}

/** Of each row, 1 where it is 0. @throws EngineError 'not-finite' naming the column, 'no-rows' where all of it is missing */
function lengths(table: Table, columns: readonly string[], { norm }: Params): Float64Array {
  const found = new Float64Array(table.rows);
  for (const name of columns) {
    const { values } = numberColumn(table, name, 'normalizeRows');
    const missing = values.reduce((n, x) => n + (Number.isNaN(x) ? 1 : 0), 0);
    if (missing > 0) throw withGaps(name, missing, table.rows);
    values.forEach((x, i) => {
      if (norm === 'max') found[i] = Math.max(found[i]!, Math.abs(x));
      else found[i]! += norm === 'l1' ? Math.abs(x) : x * x;
    });
  }
  return found.map((x) => (x === 0 ? 1 : norm === 'l2' ? Math.sqrt(x) : x));
}

const withGaps = (column: string, missing: number, rows: number): EngineError =>
  missing === rows
    ? nothingToLearn('normalizeRows', column, rows, 'Drop this column, or impute it first.')
    : new EngineError({
        code: 'not-finite',
        what: `“${column}” has ${missing} missing values, and a row with a gap has no length`,
        where: { step: 'normalizeRows', column },
        remedy: 'Impute it before this step, or leave the column out.',
      });
