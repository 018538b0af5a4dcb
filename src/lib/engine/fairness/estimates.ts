import { normalTails, studentQuantile } from '../distributions.ts';
import { wilson, z95 } from '../wilson.ts';

/** A number that was estimated, with its interval at any level: `z` is of the standard normal. */
export interface Estimate {
  readonly value: number;
  readonly rows: number;
  readonly interval: (z: number) => Ends | null;
}

export interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Weights of some rows, in sum and as the rows that they are worth (Kish 1965): (Σw)² ÷ Σw². */
export interface Mass {
  readonly rows: number;
  readonly sum: number;
  readonly worth: number;
}

export function massOf(weight: Float64Array | null, rows: Int32Array): Mass {
  if (!weight) return { rows: rows.length, sum: rows.length, worth: rows.length };
  let [sum, squares] = [0, 0];
  for (const i of rows) {
    sum += weight[i]!;
    squares += weight[i]! ** 2;
  }
  return { rows: rows.length, sum, worth: squares > 0 ? (sum * sum) / squares : 0 };
}

/** A share of rows, with Wilson's interval. @returns null of no rows */
export function shareOf(hits: number, { rows, sum, worth }: Mass): Estimate | null {
  if (!(sum > 0)) return null;
  const value = hits / sum;
  return { value, rows, interval: (z) => wilson(Math.min(1, value), worth, z) };
}

/** A mean, with Student's interval; of one row there is none. @returns null of no rows */
export function meanOf(
  values: Float64Array,
  weight: Float64Array | null,
  rows: Int32Array,
): Estimate | null {
  const mass = massOf(weight, rows);
  if (!(mass.sum > 0)) return null;
  let total = 0;
  for (const i of rows) total += (weight ? weight[i]! : 1) * values[i]!;
  const value = total / mass.sum;
  let squares = 0;
  for (const i of rows) squares += (weight ? weight[i]! : 1) * (values[i]! - value) ** 2;
  const error = Math.sqrt(squares / mass.sum / (mass.worth - 1));
  const interval = (z: number): Ends | null => {
    if (!(mass.worth > 1)) return null;
    const half = studentQuantile(tailsOf(z), mass.worth - 1) * error;
    return { low: value - half, high: value + half };
  };
  return { value, rows: mass.rows, interval };
}

/** The same number seen through an increasing function, as a root. */
export const seenThrough = (of: Estimate, f: (x: number) => number): Estimate => ({
  value: f(of.value),
  rows: of.rows,
  interval: (z) => {
    const ends = of.interval(z);
    return ends && { low: f(ends.low), high: f(ends.high) };
  },
});

/**
 * Area under ROC; its variance is DeLong, DeLong and Clarke-Pearson's (1988), and the interval Wilson's over as many rows as that
 * variance stands for, which stays within 0 and 1.
 * @returns null where one class has no row
 */
export function areaOf({ positive, score, weight }: Scored, rows: Int32Array): Estimate | null {
  const order = rows.toSorted((a, b) => score[a]! - score[b]! || a - b);
  const of = [order.filter((i) => !positive[i]!), order.filter((i) => positive[i]!)] as const;
  const mass = [massOf(weight, of[0]), massOf(weight, of[1])] as const;
  if (!(mass[0].sum > 0 && mass[1].sum > 0)) return null;
  const placements = placementsOf({ positive, score, weight }, order, mass);
  const value = placements.sums[1] / mass[1].sum;
  const spread = ([0, 1] as const).map((side) => {
    let squares = 0;
    for (const [k, i] of placements.rows[side].entries())
      squares += (weight ? weight[i]! : 1) * (placements.values[side][k]! - value) ** 2;
    const { sum, worth } = mass[side];
    return worth > 1 ? squares / sum / (worth - 1) : 0;
  });
  const variance = spread[0]! + spread[1]!;
  const least = Math.min(mass[0].worth, mass[1].worth);
  const worth = variance > 0 ? (value * (1 - value)) / variance : least;
  return {
    value,
    rows: rows.length,
    interval: (z) => (least > 1 ? wilson(value, worth, z) : null),
  };
}

export interface Scored {
  readonly positive: Uint8Array;
  readonly score: Float64Array;
  readonly weight: Float64Array | null;
}

/** Of each row the share of the other class that it is ranked right against, ties by half. */
function placementsOf(
  { positive, score, weight }: Scored,
  order: Int32Array,
  mass: readonly [Mass, Mass],
): {
  readonly rows: readonly [number[], number[]];
  readonly values: readonly [number[], number[]];
  readonly sums: readonly [number, number];
} {
  const rows: [number[], number[]] = [[], []];
  const values: [number[], number[]] = [[], []];
  const sums: [number, number] = [0, 0];
  const below: [number, number] = [0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    const tied: [number, number] = [0, 0];
    for (; to < order.length && score[order[to]!] === score[order[from]!]; to += 1)
      tied[positive[order[to]!]! ? 1 : 0] += weight ? weight[order[to]!]! : 1;
    for (let k = from; k < to; k += 1) {
      const i = order[k]!;
      const own = positive[i]! ? 1 : 0;
      const v =
        own === 1
          ? (below[0] + tied[0] / 2) / mass[0].sum
          : (mass[1].sum - below[1] - tied[1] / 2) / mass[1].sum;
      rows[own].push(i);
      values[own].push(v);
      sums[own] += (weight ? weight[i]! : 1) * v;
    }
    below[0] += tied[0];
    below[1] += tied[1];
    from = to;
  }
  return { rows, values, sums };
}

/** The interval of high − low from those of both: Newcombe 1998, method 10; Donner and Zou 2012 for any two estimates. */
export function differenceOf(high: Estimate, low: Estimate, z: number): Ends | null {
  const [a, b] = [high.interval(z), low.interval(z)];
  if (!a || !b) return null;
  const d = high.value - low.value;
  return {
    low: d - root(high.value - a.low, b.high - low.value),
    high: d + root(a.high - high.value, low.value - b.low),
  };
}

/**
 * The interval of low ÷ high of two numbers that are not below 0: Donner and Zou 2012, eq. 9, its lower end turned round so that
 * nothing is divided by what may be 0.
 * @returns null where there is no upper end, as when `high` may be 0
 */
export function ratioOf(high: Estimate, low: Estimate, z: number): Ends | null {
  const [a, b] = [low.interval(z), high.interval(z)];
  if (!a || !b || !(b.low > 0)) return null;
  const [p, q] = [low.value, high.value];
  const product = p * q;
  const downwards = a.low * (2 * p - a.low);
  const upwards = b.high * (2 * q - b.high);
  const under = product + Math.sqrt(Math.max(0, product * product - downwards * upwards));
  const outwards = a.high * (2 * p - a.high);
  const inwards = b.low * (2 * q - b.low);
  return {
    low: downwards > 0 ? downwards / under : 0,
    high: (product + Math.sqrt(Math.max(0, product * product - outwards * inwards))) / inwards,
  };
}

/** √(a² + b²) from operations that every engine rounds alike. */
const root = (a: number, b: number): number => Math.sqrt(a * a + b * b);

/** Both tails of the standard normal beyond z. */
const tailsOf = (z: number): number => (z === z95 ? 0.05 : normalTails(z));
