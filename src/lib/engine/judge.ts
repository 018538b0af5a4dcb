import { parts, type Part } from '#lib/recipe/run.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, Progress } from './model.ts';
import { eachPart, type SplitData } from './prepare.ts';
import type { Judged } from './scoring.ts';

/** Rows predicted between two breaths: a worker that predicts a million rows in one go would seem dead. */
const rowsAtOnce = 8192;

/** What a fitted model predicts for each part, beside the truth. */
export function* judgeParts(
  model: AnyModelCompute,
  fitted: unknown,
  matrices: Readonly<Record<Part, Matrix>>,
  data: SplitData,
): Generator<Progress, Record<Part, Judged>> {
  const nClasses = data.target.classes?.length ?? 1;
  const predicted = eachPart((p) => new Float64Array(data[p].y.length * nClasses));
  for (const [k, part] of parts.entries()) {
    const X = matrices[part];
    for (let from = 0; from < X.rows; from += rowsAtOnce) {
      const to = Math.min(X.rows, from + rowsAtOnce);
      predicted[part].set(model.predict(fitted, rowsOf(X, from, to)), from * nClasses);
      yield { share: (k + to / X.rows) / parts.length };
    }
  }
  return eachPart((p) => ({
    task: data.target.task,
    nClasses,
    yTrue: data[p].y,
    predicted: predicted[p],
    weight: data[p].weight,
  }));
}

/** A view of some rows: nothing is copied. */
const rowsOf = (X: Matrix, from: number, to: number): Matrix => ({
  rows: to - from,
  names: X.names,
  columns: X.columns.map((c) => c.subarray(from, to)),
});
