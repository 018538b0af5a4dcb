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

/** Median of |x − centre|: distances grow on both sides of the centre, so it is found among two sorted lists. */
export function medianDeviation(sorted: Float64Array, centre: number): number {
  const n = sorted.length;
  const right = countBelow(sorted, centre, false);
  const upper = nearest(sorted, centre, right, n >> 1);
  if (n % 2 === 1) return upper;
  const lower = nearest(sorted, centre, right, (n >> 1) - 1);
  return lower + (upper - lower) / 2;
}

/** The distance from the centre that k others do not exceed; `right` is the first place at or above the centre. */
function nearest(sorted: Float64Array, centre: number, right: number, k: number): number {
  const below = (i: number): number => (i < right ? centre - sorted[right - 1 - i]! : Infinity);
  const above = (i: number): number =>
    right + i < sorted.length ? sorted[right + i]! - centre : Infinity;
  let low = Math.max(0, k - (sorted.length - right));
  let high = Math.min(k, right);
  while (low < high) {
    const mid = (low + high) >> 1;
    if (above(k - mid - 1) > below(mid)) low = mid + 1;
    else high = mid;
  }
  return Math.min(below(low), above(k - low));
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
