// Plain words for the kernels of assembly/boost.ts: the same operations in the same order, and so the same bits.

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

/** 2 to a whole power from −1022 to 1023. */
function powerOfTwo(k: number): number {
  words[0] = 0;
  words[1] = (1023 + k) << 20;
  return bits[0]!;
}

/** Rounds half to even, as wasm's nearest does. */
function nearest(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

const evenTerms = [1 / 3628800, 1 / 40320, 1 / 720, 1 / 24, 0.5, 1];
const oddTerms = [1 / 39916800, 1 / 362880, 1 / 5040, 1 / 120, 1 / 6, 1];

/** e to the x, to 14 digits: 2^k times the series of what is left. */
export function exp(x: number): number {
  const clipped = Math.min(Math.max(x, -700), 700);
  const whole = nearest(clipped * 1.4426950408889634);
  const r = clipped - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10;
  const horner = (terms: readonly number[]): number =>
    terms.reduce((sum, c) => sum * (r * r) + c, 0);
  return (horner(evenTerms) + r * horner(oddTerms)) * powerOfTwo(whole);
}

export type Pair = readonly [gradient: number, hessian: number];

/** Gradient and hessian of one row, by the kernel's number of the loss. */
export const gradientsBy: readonly ((y: number, raw: number, level: number) => Pair)[] = [
  (y, raw) => [raw - y, 1],
  (y, raw) => [raw > y ? 1 : -1, 1],
  (y, raw, level) => [y >= raw ? -level : 1 - level, 1],
  (y, raw) => [exp(raw) - y, exp(raw)],
  (y, raw) => [1 - y * exp(-raw), y * exp(-raw)],
  (y, raw) => {
    const e = exp(-Math.abs(raw));
    const share = 1 / (1 + e);
    return [(raw < 0 ? e : 1) * share - y, e * share * share];
  },
];

/** Gradient and hessian of one row for class k of many. */
export function gradientOfClass(k: number, code: number, scores: readonly number[]): Pair {
  const top = Math.max(...scores);
  const share = 1 / scores.reduce((sum, score) => sum + exp(score - top), 0);
  const p = exp(scores[k]! - top) * share;
  return [code === k ? p - 1 : p, p * (1 - p)];
}

/** A packed row, or a sum of them: whole numbers. */
export type Packed = readonly [g: number, h: number, count: number];

export const pack = ([g, h]: Pair, gs: number, hs: number): Packed => [
  nearest(Math.fround(g) * gs),
  nearest(Math.fround(h) * hs),
  1,
];

export const add = (a: Packed, b: Packed): Packed => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** One feature's histogram: the sum of the rows in each bin. */
export function histogram(
  bins: readonly number[],
  rows: readonly Packed[],
  size: number,
): Packed[] {
  const sums: Packed[] = Array.from({ length: size }, () => [0, 0, 0]);
  bins.forEach((bin, i) => (sums[bin] = add(sums[bin]!, rows[i]!)));
  return sums;
}

export interface Limits {
  /** Fewest rows and least hessian of a side. */
  readonly leaf: number;
  readonly light: number;
  readonly l2: number;
}

export interface Found {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly left: Packed;
}

export interface Feature {
  readonly histogram: readonly Packed[];
  /** Bins without the missing one, which stands after them where there is one. */
  readonly bins: number;
  readonly gaps: boolean;
}

/** The best split with a gain above `floor`; of equal ones the first feature, missing right, the lowest bin. */
export function scan(
  features: readonly Feature[],
  node: Packed,
  limits: Limits,
  floor: number,
): Found | null {
  let best: Found | null = null;
  const above = (): number => best?.gain ?? floor;
  features.forEach(({ histogram: sums, bins, gaps }, feature) => {
    const right = parting(sums.slice(0, gaps ? bins : bins - 1), [0, 0, 0], node, limits);
    const first = right.find((one) => one.gain === most(right));
    if (first && first.gain > above()) best = { ...first, feature, missingLeft: false };
    if (!gaps) return;
    const left = parting(sums.slice(0, bins - 1), sums[bins]!, node, limits);
    const last = left.findLast((one) => one.gain === most(left));
    if (last && last.gain > above()) best = { ...last, feature, missingLeft: true };
  });
  return best;
}

type Place = Pick<Found, 'gain' | 'bin' | 'left'>;

const most = (places: readonly Place[]): number => Math.max(...places.map((one) => one.gain));

/** Every place where both sides keep enough, with its gain. */
function parting(
  sums: readonly Packed[],
  first: Packed,
  node: Packed,
  { leaf, light, l2 }: Limits,
): Place[] {
  const places: Place[] = [];
  let left = first;
  sums.forEach((sum, bin) => {
    left = add(left, sum);
    const [g, h, count] = left;
    const [rg, rh, rest] = [node[0] - g, node[1] - h, node[2] - count];
    if (count < leaf || rest < leaf || h < light || rh < light) return;
    const [l, r] = [h + l2, rh + l2];
    places.push({ bin, left, gain: (g * g * r + rg * rg * l) / (l * r) });
  });
  return places;
}

/** Rows whose bin is at most `bin`, or is `missing`, before the others; both in their order. */
export function partition(
  rows: readonly number[],
  bins: readonly number[],
  bin: number,
  missing: number,
): readonly [left: number[], right: number[]] {
  const goes = (row: number): boolean => bins[row]! <= bin || bins[row] === missing;
  return [rows.filter(goes), rows.filter((row) => !goes(row))];
}
