import { meanAndDeviation } from '#lib/engine/stats.ts';

const mostRounds = 300;

/**
 * k-means of one column (Lloyd 1982) from given centres, until no number changes its group or the centres hardly move, as
 * scikit-learn's KMeans(n_init=1) ends. A group that loses all its numbers stays where it is.
 * @param sorted ascending
 * @returns ascending
 */
export function groupCentres(sorted: Float64Array, starts: readonly number[]): number[] {
  const tolerance = 1e-4 * meanAndDeviation(sorted).deviation ** 2;
  let centres = [...starts];
  let before: readonly number[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const ends = endsOf(sorted, centres);
    const next = centres.map((c, k) => meanBetween(sorted, ends[k - 1] ?? 0, ends[k]!, c));
    const moved = next.reduce((sum, x, k) => sum + (x - centres[k]!) ** 2, 0);
    centres = next.sort((a, b) => a - b);
    const isSame = ends.every((e, k) => e === before[k]);
    if (isSame || moved <= tolerance) break;
    before = ends;
  }
  return centres;
}

/** Where each centre's numbers end: the first place nearer to the next centre. */
function endsOf(sorted: Float64Array, centres: readonly number[]): number[] {
  let place = 0;
  return centres.map((c, k) => {
    const next = centres[k + 1] ?? Infinity;
    while (place < sorted.length && sorted[place]! - c <= next - sorted[place]!) place += 1;
    return place;
  });
}

function meanBetween(sorted: Float64Array, from: number, to: number, otherwise: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += sorted[i]!;
  return to > from ? sum / (to - from) : otherwise;
}
