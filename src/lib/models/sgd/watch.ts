import type { FitInput } from '#lib/engine/model.ts';
import { trainTestSplit } from '#lib/engine/split.ts';
import { EngineError } from '#lib/recipe/errors.ts';

/** Rows held back from learning, and how good weights are on them. */
export interface Watch {
  /** 1 for a row that is held back. */
  readonly held: Uint8Array;
  /** Accuracy, or R², by what the rows count: scikit-learn's `score`. */
  readonly score: (w: Float64Array, intercept: number) => number;
}

interface Stopping {
  readonly earlyStopping: boolean;
  readonly validationFraction: number;
}

/**
 * The rows that scikit-learn would hold back with this seed; null without early stopping.
 * @param codes classes to hold back in their shares; null for values
 * @throws EngineError 'too-few-rows' for fewer than 2 rows, or none that counts
 */
export function heldBack(
  { X, weight, seed, params }: FitInput<Stopping>,
  codes: Int32Array | null,
  model: string,
): Uint8Array | null {
  if (!params.earlyStopping) return null;
  const { test } = trainTestSplit({
    nSamples: X.rows,
    testSize: params.validationFraction,
    stratify: codes,
    seed,
    part: 'validation',
  });
  if (test.length < 2 || (weight && !test.some((i) => weight[i]! > 0)))
    throw new EngineError({
      code: 'too-few-rows',
      what: `Only ${test.length} of ${X.rows} training rows would be held back to stop early, and 2 that count are the least`,
      where: { model },
      remedy: 'Raise the share held back, or do not stop early.',
    });
  const held = new Uint8Array(X.rows);
  for (const i of test) held[i] = 1;
  return held;
}

interface Held {
  /** Row-major rows × p. */
  readonly x: Float64Array;
  /** 1 and −1, or values. */
  readonly y: Float64Array;
  readonly held: Uint8Array | null;
  readonly weight: Float64Array | undefined;
}

/**
 * How rows are scored: values by R², signs by accuracy. Of 'positives' only the rows of the machine's own class can be
 * right: scikit-learn 1.9 scores log_loss so, whose other rows it calls 0 there and −1 in its answers. The exported code
 * stops where it does, and so must this.
 */
type Way = 'values' | 'signs' | 'positives';

export function watching({ x, y, held, weight }: Held, way: Way): Watch | null {
  if (!held) return null;
  const rows = Int32Array.from(held.keys()).filter((i) => held[i] === 1);
  const count = (i: number): number => weight?.[i] ?? 1;
  const total = rows.reduce((sum, i) => sum + count(i), 0);
  const level = rows.reduce((sum, i) => sum + count(i) * y[i]!, 0) / total;
  const spread = rows.reduce((sum, i) => sum + count(i) * (y[i]! - level) ** 2, 0);
  const right = (said: number, is: number): boolean =>
    is > 0 ? said > 0 : way === 'signs' && said <= 0;
  const score = (w: Float64Array, intercept: number): number => {
    let sum = 0;
    for (const i of rows) {
      const said = answerAt(x, w, i, intercept);
      sum += count(i) * (way === 'values' ? (y[i]! - said) ** 2 : Number(right(said, y[i]!)));
    }
    if (way !== 'values') return sum / total;
    return spread > 0 ? 1 - sum / spread : Number(sum === 0);
  };
  return { held, score };
}

function answerAt(x: Float64Array, w: Float64Array, row: number, intercept: number): number {
  let sum = intercept;
  for (let j = 0, at = row * w.length; j < w.length; j += 1, at += 1) sum += w[j]! * x[at]!;
  return sum;
}
