/**
 * scikit-learn's thresholds of a feature: midpoints between distinct values where they are at most `most`, else the
 * quantiles that numpy calls averaged_inverted_cdf. Plain words for the kernels of assembly/bins.ts.
 * @param x may hold NaN, which has no part in it
 */
export function quantileEdges(x: Float64Array, most: number): Float64Array {
  const sorted = x.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const edges =
    distinct.length <= most
      ? Array.from(distinct.subarray(1), (value, i) => (distinct[i]! + value) / 2)
      : Array.from({ length: most - 1 }, (_, j) =>
          invertedCdf(sorted, ((j + 1) * (100 / most)) / 100),
        );
  const bounded = edges.map((edge) => Math.min(edge, 1e300));
  return Float64Array.from(bounded.filter((edge, i) => i === 0 || edge > bounded[i - 1]!));
}

function invertedCdf(sorted: Float64Array, share: number): number {
  const at = sorted.length * share - 1;
  const low = Math.floor(at);
  const here = sorted[Math.max(low, 0)]!;
  const next = sorted[Math.min(Math.max(low, 0) + 1, sorted.length - 1)]!;
  return at === low ? next - (next - here) * 0.5 : next;
}

/** The bin of each value: how many edges are below it, or `missing` for NaN. */
export const binsOf = (x: Float64Array, edges: Float64Array, missing: number): number[] =>
  Array.from(x, (value) =>
    Number.isNaN(value) ? missing : edges.filter((edge) => value > edge).length,
  );
