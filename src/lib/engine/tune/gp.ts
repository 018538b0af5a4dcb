import type { SearchRange, TuneParams } from '#lib/recipe/tuning.ts';
import { erf, exp, log } from '../elementary.ts';
import type { RandomState } from '../random.ts';
import { drawn, unitOf, valueAt } from './space.ts';

/** Settings that were tried with what they are worth, more is better; and those that are under way. */
export interface Seen {
  readonly tried: readonly { readonly params: TuneParams; readonly worth: number }[];
  readonly pending: readonly TuneParams[];
}

/** The latest, as the time grows with the cube. */
const mostPoints = 150;
const draws = 256;
const near = 64;
const reach = 0.1;
const lengths = [0.15, 0.3, 0.6, 1.2];
const noises = [0.001, 0.01, 0.1];

/**
 * The settings with the largest expected improvement (Jones, Schonlau and Welch 1998) under a Gaussian process with a
 * Matérn 5/2 kernel (Snoek, Larochelle and Adams 2012, section 3), among drawn ones and neighbours of the best. Length and
 * noise are those of a grid that make the scores likeliest. What is under way counts as average, so that a batch spreads.
 * Exponentials are this engine's own, so that every browser proposes the same.
 */
export function gpProposal(
  space: readonly SearchRange[],
  { tried, pending }: Seen,
  rng: RandomState,
): TuneParams {
  const known = tried.slice(-mostPoints).flatMap(({ params, worth }) => {
    const at = placeOf(space, params);
    return at ? [{ at, worth }] : [];
  });
  if (known.length < 2) return drawn(space, rng);
  const worths = standardised(known.map((p) => p.worth));
  const lies = pending.flatMap((params) => {
    const at = placeOf(space, params);
    return at ? [at] : [];
  });
  const points = [...known.map((p) => p.at), ...lies];
  const process = likeliest(points, [...worths, ...lies.map(() => 0)]);
  const top = worths.indexOf(Math.max(...worths));
  let best: TuneParams | null = null;
  let most = -Infinity;
  for (let k = 0; k < draws + near; k += 1) {
    const params = k < draws ? drawn(space, rng) : beside(space, known[top]!.at, rng);
    const gain = improvement(process, placeOf(space, params)!, worths[top]!);
    if (gain <= most) continue;
    most = gain;
    best = params;
  }
  return best!;
}

/** Each number from 0 to 1, each choice as a corner that is 1 away from the others; null for what is outside. */
function placeOf(space: readonly SearchRange[], params: TuneParams): number[] | null {
  const at: number[] = [];
  for (const range of space) {
    const value = params[range.name];
    if (range.kind === 'number') {
      const unit = unitOf(range, value);
      if (unit === null) return null;
      at.push(unit);
    } else {
      if (!range.values.some((v) => v === value)) return null;
      for (const v of range.values) at.push(v === value ? Math.SQRT1_2 : 0);
    }
  }
  return at;
}

/** Numbers moved a little, choices now and then. */
function beside(
  space: readonly SearchRange[],
  at: readonly number[],
  rng: RandomState,
): TuneParams {
  let j = 0;
  return Object.fromEntries(
    space.map((range) => {
      if (range.kind === 'number') {
        const moved = at[j]! + reach * (2 * rng.randomSample() - 1);
        j += 1;
        return [range.name, valueAt(range, Math.min(1, Math.max(0, moved)))];
      }
      const own = range.values.findIndex((_, c) => at[j + c]! > 0);
      j += range.values.length;
      const other = rng.randomSample() < 0.2;
      const value = other ? valueAt(range, rng.randomSample()) : range.values[own]!;
      return [range.name, value];
    }),
  );
}

/** Mean 0 and deviation 1; a score far below all others says no more than that it is bad. */
function standardised(worths: readonly number[]): number[] {
  const mean = worths.reduce((a, b) => a + b, 0) / worths.length;
  const spread = Math.sqrt(worths.reduce((s, w) => s + (w - mean) ** 2, 0) / worths.length);
  return worths.map((w) => (spread === 0 ? 0 : Math.max(-3, (w - mean) / spread)));
}

interface Process {
  readonly points: readonly (readonly number[])[];
  readonly length: number;
  /** Lower triangle, row by row. */
  readonly factor: readonly Float64Array[];
  /** Of the kernel's matrix with noise, and the scores. */
  readonly solved: Float64Array;
  readonly likelihood: number;
}

function likeliest(points: readonly (readonly number[])[], y: readonly number[]): Process {
  let best: Process | null = null;
  for (const length of lengths)
    for (const noise of noises) {
      const one = fitted(points, y, length, noise);
      if (best === null || one.likelihood > best.likelihood) best = one;
    }
  return best!;
}

function fitted(
  points: readonly (readonly number[])[],
  y: readonly number[],
  length: number,
  noise: number,
): Process {
  const factor: Float64Array[] = [];
  for (const [i, a] of points.entries()) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j += 1) {
      let sum = kernel(a, points[j]!, length) + (i === j ? noise : 0);
      for (let k = 0; k < j; k += 1) sum -= row[k]! * (factor[j] ?? row)[k]!;
      row[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j]![j]!;
    }
    factor.push(row);
  }
  const half = forward(factor, y);
  const solved = backward(factor, half);
  let likelihood = 0;
  for (const [i, row] of factor.entries()) likelihood -= 0.5 * half[i]! ** 2 + log(row[i]!);
  return { points, length, factor, solved, likelihood };
}

function kernel(a: readonly number[], b: readonly number[], length: number): number {
  let square = 0;
  for (let j = 0; j < a.length; j += 1) square += (a[j]! - b[j]!) ** 2;
  const r = Math.sqrt(5 * square) / length;
  return (1 + r + (r * r) / 3) * exp(-r);
}

function forward(factor: readonly Float64Array[], y: ArrayLike<number>): Float64Array {
  const x = new Float64Array(factor.length);
  for (const [i, row] of factor.entries()) {
    let sum = y[i]!;
    for (let k = 0; k < i; k += 1) sum -= row[k]! * x[k]!;
    x[i] = sum / row[i]!;
  }
  return x;
}

function backward(factor: readonly Float64Array[], y: Float64Array): Float64Array {
  const x = y.slice();
  for (let i = factor.length - 1; i >= 0; i -= 1) {
    x[i]! /= factor[i]![i]!;
    for (let k = 0; k < i; k += 1) x[k]! -= factor[i]![k]! * x[i]!;
  }
  return x;
}

function improvement(
  { points, length, factor, solved }: Process,
  at: readonly number[],
  best: number,
): number {
  const k = points.map((p) => kernel(p, at, length));
  const mean = k.reduce((sum, v, i) => sum + v * solved[i]!, 0);
  const half = forward(factor, k);
  const spread = Math.sqrt(Math.max(1e-12, 1 - half.reduce((sum, v) => sum + v * v, 0)));
  const z = (mean - best) / spread;
  const below = 0.5 * (1 + erf(z * Math.SQRT1_2));
  const density = 0.3989422804014327 * exp(-0.5 * z * z);
  return spread * (z * below + density);
}
