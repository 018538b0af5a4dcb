import { parts, type Part } from '#lib/recipe/run.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, Progress } from './model.ts';
import type { SplitData } from './prepare.ts';
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
  const judged: Partial<Record<Part, Judged>> = {};
  for (const [k, part] of parts.entries())
    for (const work = judgePart(model, fitted, matrices[part], { data, part }); ;) {
      const turn = work.next();
      if (turn.done) {
        judged[part] = turn.value;
        break;
      }
      yield { share: (k + turn.value.share) / parts.length };
    }
  return judged as Record<Part, Judged>;
}

/** The same for one part alone. */
export function* judgePart(
  model: AnyModelCompute,
  fitted: unknown,
  X: Matrix,
  { data, part }: { readonly data: SplitData; readonly part: Part },
): Generator<Progress, Judged> {
  const { task, classes } = data.target;
  const nClasses = classes?.length ?? 1;
  const { y, weight } = data[part];
  const predicted = new Float64Array(y.length * nClasses);
  for (let from = 0; from < X.rows; from += rowsAtOnce) {
    const to = Math.min(X.rows, from + rowsAtOnce);
    predicted.set(model.predict(fitted, rowsOf(X, from, to)), from * nClasses);
    yield { share: to / X.rows };
  }
  const decisions = model.decides?.(fitted) ?? false;
  return { task, nClasses, yTrue: y, predicted, weight, ...(decisions && { decisions }) };
}

/** A view of some rows: nothing is copied. */
const rowsOf = (X: Matrix, from: number, to: number): Matrix => ({
  rows: to - from,
  names: X.names,
  columns: X.columns.map((c) => c.subarray(from, to)),
});
