import * as v from 'valibot';

/** What the models of unusual rows share. */
export const contamination = v.pipe(
  v.union([v.literal('auto'), v.pipe(v.number(), v.gtValue(0), v.maxValue(0.5))]),
  v.title('Share of unusual rows'),
  v.description(
    'How many rows to call unusual; auto draws the line where the paper does. Too small misses some, too large accuses usual rows.',
  ),
);

/** Rows below 0 are unusual: −1, the others 0. */
export const labelsOf = (scores: Float64Array): Int32Array =>
  Int32Array.from(scores, (score) => (score < 0 ? -1 : 0));

/** The value below which that share of the rows lies: numpy's percentile, linear between two. */
export function lineAt(scores: Float64Array, share: number): number {
  const sorted = scores.toSorted();
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  const [a, b] = [sorted[below]!, sorted[above]!];
  const t = place - below;
  // As numpy: from the nearer end, so that both ends are exact.
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}
