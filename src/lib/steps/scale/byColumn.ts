import type { FitInput, LearnedCompute, Plain } from '#lib/engine/step.ts';
import { list, perFeature, type Form } from '#lib/engine/state.ts';
import { missingIn, numberColumn } from '#lib/engine/table.ts';
import { nothingToLearn } from '../cells.ts';
import { effect, verb } from '../report.ts';
import { changedCells, mapNumbers } from './rescale.ts';

/** What is particular to a scaler that takes each column by itself; missing cells are passed over and stay missing. */
interface Scaler<Params, Fitted> {
  readonly id: string;
  /** What is learned of one column. */
  readonly form: Form<Fitted>;
  /** @param values all cells of the column, NaN where missing, at least one present */
  readonly learn: (values: Float64Array, input: FitInput<Params>, column: string) => Fitted;
  /** The new number; `x` is not missing. */
  readonly apply: (x: number, fitted: Fitted, params: Params) => number;
  /** What was learned, in words that follow the column's name: "median 3, spread 2". */
  readonly words: (fitted: Fitted, params: Params) => string;
}

/** A learned step from them. */
export const columnScaler = <Params, Fitted extends Plain>({
  id,
  form,
  learn,
  apply,
  words,
}: Scaler<Params, Fitted>): LearnedCompute<Params, readonly Fitted[]> => ({
  kind: 'learned',
  state: { version: 1, form: list(form, perFeature) },

  fit: (input) =>
    input.columns.map((name) => {
      const c = numberColumn(input.table, name, id);
      if (missingIn(c) === input.table.rows)
        throw nothingToLearn(
          id,
          name,
          input.table.rows,
          'Drop this column, or impute a constant first.',
        );
      return learn(c.values, input, name);
    }),

  transform: ({ table, columns, params }, fitted) =>
    mapNumbers(table, columns, id, (x, j) => (Number.isNaN(x) ? x : apply(x, fitted[j]!, params))),

  report: ({ table, columns, params }, fitted, mood) =>
    columns.map((col, j) => {
      const c = numberColumn(table, col, id);
      const n = changedCells(c, (x) => apply(x, fitted[j]!, params));
      const message = `${verb(mood, 'scaled')} '${col}', ${words(fitted[j]!, params)}`;
      return effect('scale', message, { rows_affected: n, col });
    }),
});
