import { addScaled, dot } from '#lib/engine/linalg.ts';
import { spectrumOf } from '#lib/engine/svd.ts';

const mostTurns = 100;
const least = 1e-6;

/**
 * Loadings (k lists of p) turned so that they are simple, as scikit-learn's `_ortho_rotation` does (Kaiser 1958 by
 * singular values).
 */
export function* rotated(
  loadings: readonly Float64Array[],
  method: 'varimax' | 'quartimax',
): Generator<number, Float64Array[]> {
  const k = loadings.length;
  const p = loadings[0]!.length;
  let turning: Float64Array[] = loadings.map((_, a) =>
    Float64Array.from({ length: k }, (__, b) => +(a === b)),
  );
  let before = 0;
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const now = applied(loadings, turning);
    const aims = now.map((x) => {
      const mean = method === 'varimax' ? dot(x, x) / p : 0;
      return x.map((y) => y * y * y - y * mean);
    });
    const { turning: next, sum } = yield* polar(loadings, aims);
    turning = next;
    if (before !== 0 && sum < before * (1 + least)) break;
    before = sum;
  }
  return applied(loadings, turning);
}

/** New loading b is Σ over a of old a times turning[a][b]. */
function applied(
  loadings: readonly Float64Array[],
  turning: readonly Float64Array[],
): Float64Array[] {
  return loadings.map((_, b) => {
    const out = new Float64Array(loadings[0]!.length);
    for (const [a, x] of loadings.entries()) addScaled(out, turning[a]![b]!, x);
    return out;
  });
}

/** U V' of the matrix whose entry (a, b) is loadings[a] · aims[b], and the sum of its singular values. */
function* polar(
  loadings: readonly Float64Array[],
  aims: readonly Float64Array[],
): Generator<number, { turning: Float64Array[]; sum: number }> {
  const matrix = aims.map((aim) => Float64Array.from(loadings, (x) => dot(x, aim)));
  const { values, vectors } = yield* spectrumOf(matrix);
  const turning = loadings.map(() => new Float64Array(loadings.length));
  for (const [m, v] of vectors.entries()) {
    const u = new Float64Array(loadings.length);
    for (const [b, column] of matrix.entries()) addScaled(u, v[b]! / values[m]!, column);
    for (const [a, row] of turning.entries()) addScaled(row, u[a]!, v);
  }
  return { turning, sum: values.reduce((total, s) => total + s, 0) };
}
