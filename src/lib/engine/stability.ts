import { adjustedRand } from './agreement.ts';
import type { Stability } from '#lib/recipe/run.ts';
import type { Matrix } from './matrix.ts';
import type { AnyModelCompute, Progress } from './model.ts';
import { RandomState } from './random.ts';
import { within } from './run.ts';

/** More rows, and ten more fits would take too long to be done unasked. */
export const stabilityRows = 5000;
const stabilityPairs = 5;
const sampleShare = 0.8;

/** Labels of pairs of samples, compared on the rows that both have (Ben-Hur, Elisseeff and Guyon 2002). */
export function* stabilityOf(
  model: AnyModelCompute,
  input: Parameters<AnyModelCompute['fit']>[0],
): Generator<Progress, Stability | null> {
  const { X, weight } = input;
  const size = Math.floor(sampleShare * X.rows);
  if (size < 4) return null;
  const random = new RandomState(input.seed);
  const found: number[] = [];
  for (let pair = 0; pair < stabilityPairs; pair += 1) {
    const labels: Int32Array[] = [];
    for (const half of [0, 1]) {
      const rows = random.permutation(X.rows).slice(0, size).sort();
      const from = (pair + half / 2) / stabilityPairs;
      const counted = weight && Float64Array.from(rows, (i) => weight[i]!);
      if (counted?.every((w) => w === 0)) return null;
      const sample = { ...input, X: takeMatrix(X, rows), ...(counted && { weight: counted }) };
      const work = within(from, from + 0.5 / stabilityPairs, model.fit(sample));
      const own = yield* fitOrNull(work, model);
      if (!own) return null;
      const all = new Int32Array(X.rows).fill(absent);
      rows.forEach((row, i) => (all[row] = own[i]!));
      labels.push(all);
    }
    found.push(adjustedRand(labels[0]!, labels[1]!, absent));
  }
  return {
    mean: found.reduce((sum, x) => sum + x, 0) / found.length,
    low: Math.min(...found),
    high: Math.max(...found),
    pairs: found.length,
  };
}

const absent = -2;

/** A sample may be refused where the whole was not: then there is no stability to tell. */
function* fitOrNull(
  work: Generator<Progress, unknown>,
  model: AnyModelCompute,
): Generator<Progress, Int32Array | null> {
  let fitted: unknown;
  try {
    fitted = yield* work;
  } catch {
    return null;
  }
  return model.describe!(fitted).labels;
}

export const takeMatrix = (X: Matrix, rows: Int32Array): Matrix => ({
  rows: rows.length,
  names: X.names,
  columns: X.columns.map((x) => Float64Array.from(rows, (i) => x[i]!)),
});
