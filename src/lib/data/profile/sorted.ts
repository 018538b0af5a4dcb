/** numpy's default: (n − 1)·p, and between its neighbours in proportion. */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  const t = at - low;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}

/** How many are below x; with `orEqual`, how many are not above it. */
export function countBelow(sorted: Float64Array, x: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid]! < x || (orEqual && sorted[mid] === x)) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Median of |x − centre|, by walking outwards from the centre. */
export function medianDeviation(sorted: Float64Array, centre: number): number {
  const n = sorted.length;
  let right = countBelow(sorted, centre, false);
  let left = right - 1;
  let [before, last] = [NaN, NaN];
  for (let taken = 0; taken <= n >> 1; taken += 1) {
    const below = left >= 0 ? centre - sorted[left]! : Infinity;
    const above = right < n ? sorted[right]! - centre : Infinity;
    before = last;
    last = Math.min(below, above);
    if (below <= above) left -= 1;
    else right += 1;
  }
  return n % 2 === 1 ? last : before + (last - before) / 2;
}

export interface Counted {
  readonly value: number;
  readonly count: number;
}

/** The `wanted` smallest distinct values, ascending, or the largest, descending. */
export function distinctFrom(sorted: Float64Array, end: 'low' | 'high', wanted: number): Counted[] {
  const n = sorted.length;
  const found: Counted[] = [];
  let taken = 0;
  while (taken < n && found.length < wanted) {
    const value = sorted[end === 'low' ? taken : n - 1 - taken]!;
    const upTo =
      end === 'low' ? countBelow(sorted, value, true) : n - countBelow(sorted, value, false);
    found.push({ value, count: upTo - taken });
    taken = upTo;
  }
  return found;
}
