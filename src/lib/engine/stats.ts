/**
 * Summaries of one column. NaN marks a missing value and is left out everywhere; a summary of nothing is NaN.
 */

export type Numbers = ArrayLike<number>;

/** Neumaier's compensated sum (1974): the error does not grow with the number of terms. */
export function sum(values: Numbers): number {
  let total = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i]!;
    const next = total + x;
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total;
    total = next;
  }
  return Number.isFinite(lost) ? total + lost : total;
}

export const mean = (values: Numbers): number => meanAndDeviation(values).mean;

/** Population standard deviation (ddof = 0), as numpy's default and StandardScaler. */
export const populationDeviation = (values: Numbers): number => meanAndDeviation(values).deviation;

/** Sample standard deviation (ddof = 1), as pandas; NaN for fewer than two values. */
export const sampleDeviation = (values: Numbers): number => meanAndDeviation(values, 1).deviation;

/**
 * Corrected two-pass algorithm (Chan, Golub and LeVeque 1983, eq. 1.7): the second sum takes out what
 * rounding left in the mean.
 * @param ddof 0 for the population's deviation, 1 for the sample's
 * @returns `n` counts the present values; mean and deviation are NaN where n or n − ddof is 0
 */
export function meanAndDeviation(
  values: Numbers,
  ddof: 0 | 1 = 0,
): { readonly mean: number; readonly deviation: number; readonly n: number } {
  const x = present(values);
  const n = x.length;
  if (n === 0) return { mean: NaN, deviation: NaN, n };
  const centre = sum(x) / n;
  const apart = x.map((v) => v - centre);
  const off = sum(apart);
  const squares = sum(apart.map((d) => d * d));
  const variance = (squares - (off * off) / n) / (n - ddof);
  return { mean: centre, deviation: n > ddof ? Math.sqrt(Math.max(0, variance)) : NaN, n };
}

/** numpy's `nanmedian`: the middle value, or the mean of the two in the middle. */
export function median(values: Numbers): number {
  const x = present(values).sort();
  if (x.length === 0) return NaN;
  const half = x.length >> 1;
  return x.length % 2 === 1 ? x[half]! : (x[half - 1]! + x[half]!) / 2;
}

/** numpy's `nanquantile`, linear interpolation. @param q from 0 to 1 */
export const quantile = (values: Numbers, q: number): number => quantiles(values, [q])[0]!;

/** Several quantiles for the price of one sort. */
export function quantiles(values: Numbers, qs: readonly number[]): readonly number[] {
  const x = present(values).sort();
  return qs.map((q) => sortedQuantile(x, q));
}

/** The most frequent value; the smallest of those that tie, as scipy and SimpleImputer decide. */
export function mode(values: Numbers): number {
  const x = present(values).sort();
  let best = NaN;
  let most = 0;
  let start = 0;
  for (let i = 1; i <= x.length; i += 1) {
    if (i < x.length && x[i] === x[start]) continue;
    if (i - start > most) {
      most = i - start;
      best = x[start]!;
    }
    start = i;
  }
  return best;
}

/**
 * The most frequent category; among ties the first in Python's order of texts, as SimpleImputer decides.
 * @param codes index `levels`; negative codes are missing
 * @returns null when every value is missing
 */
export function categoryMode(codes: Int32Array, levels: readonly string[]): string | null {
  const counts = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]! += 1;
  let best: number | null = null;
  for (let c = 0; c < levels.length; c += 1) {
    if (counts[c] === 0) continue;
    const ahead = best === null ? 1 : counts[c]! - counts[best]!;
    if (ahead > 0 || (ahead === 0 && compareTexts(levels[c]!, levels[best!]!) < 0)) best = c;
  }
  return best === null ? null : levels[best]!;
}

/**
 * Python's order of texts: by code point. JavaScript's `<` orders by UTF-16 unit, which puts U+1F600
 * before U+FB01.
 */
export function compareTexts(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i += 1) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      // Inside a surrogate pair only the second half may differ, and it orders as the pair does.
      const [x, y] = [a.codePointAt(i)!, b.codePointAt(i)!];
      return x - y;
    }
  }
  return a.length - b.length;
}

function present(values: Numbers): Float64Array {
  const kept = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i += 1) {
    const x = values[i]!;
    if (!Number.isNaN(x)) {
      kept[n] = x;
      n += 1;
    }
  }
  return kept.subarray(0, n);
}

/** numpy's two-sided interpolation: from the nearer end, so that it never falls outside. */
function sortedQuantile(x: Float64Array, q: number): number {
  if (x.length === 0) return NaN;
  const at = q * (x.length - 1);
  const below = Math.floor(at);
  const a = x[below]!;
  const b = x[Math.min(below + 1, x.length - 1)]!;
  const t = at - below;
  if (a === b) return a;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}
