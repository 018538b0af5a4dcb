import type { NumberRange, SearchRange, TuneParams } from '#lib/recipe/tuning.ts';
import type { RandomState } from '../random.ts';
import { unitOf, valueAt } from './space.ts';

/** Settings that were tried, best first, and those that are under way. */
export interface Tried {
  readonly best: readonly TuneParams[];
  readonly pending: readonly TuneParams[];
}

/** Drawn where the good ones lie; the one is taken that is likeliest good for how likely it is bad. Optuna's numbers. */
const candidates = 24;
const goodOf = (n: number): number => Math.min(25, Math.ceil(0.1 * n));

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for hyper-parameter optimization", section 4),
 * each parameter by itself, as Optuna's TPESampler has it: a density of the good tenth of the trials and one of the
 * rest, and the largest quotient of the two among values drawn from the first. What is under way counts as bad
 * ("constant liar"), so that a batch does not propose one place over and over.
 *
 * The kernels are Epanechnikov's, polynomials, where Optuna has normal ones: drawn and weighed without a logarithm, and
 * so the same bit for bit everywhere.
 */
export function tpeProposal(
  space: readonly SearchRange[],
  { best, pending }: Tried,
  rng: RandomState,
): TuneParams {
  const good = best.slice(0, goodOf(best.length));
  const bad = [...best.slice(good.length), ...pending];
  return Object.fromEntries(
    space.map((range) => {
      const at = (all: readonly TuneParams[]): unknown[] => all.map((p) => p[range.name]);
      const value =
        range.kind === 'number'
          ? numberOf(range, at(good), at(bad), rng)
          : choiceOf(range.values, at(good), at(bad), rng);
      return [range.name, value];
    }),
  );
}

function choiceOf(
  values: readonly (string | boolean)[],
  good: readonly unknown[],
  bad: readonly unknown[],
  rng: RandomState,
): string | boolean {
  // A whole trial's worth of doubt, spread over the values.
  const weights = (seen: readonly unknown[]): number[] =>
    values.map((v) => (seen.filter((s) => s === v).length + 1 / values.length) / (seen.length + 1));
  const [inGood, inBad] = [weights(good), weights(bad)];
  const draw = (): number => {
    let left = rng.randomSample();
    const at = inGood.findIndex((w) => (left -= w) < 0);
    return at < 0 ? values.length - 1 : at;
  };
  const likeliest = bestDraw(draw, (k) => inGood[k]! / inBad[k]!);
  return values[likeliest]!;
}

function numberOf(
  range: NumberRange,
  good: readonly unknown[],
  bad: readonly unknown[],
  rng: RandomState,
): number {
  const units = (seen: readonly unknown[]): number[] => seen.flatMap((v) => unitOf(range, v) ?? []);
  const [inGood, inBad] = [kernelsOf(units(good)), kernelsOf(units(bad))];
  const unit = bestDraw(
    () => drawFrom(inGood, rng),
    (u) => densityOf(inGood, u) / densityOf(inBad, u),
  );
  return valueAt(range, unit) as number;
}

function bestDraw(draw: () => number, worth: (value: number) => number): number {
  let best = draw();
  for (let k = 1; k < candidates; k += 1) {
    const other = draw();
    if (worth(other) > worth(best)) best = other;
  }
  return best;
}

interface Kernel {
  readonly centre: number;
  readonly reach: number;
  /** What of it lies within 0 to 1. */
  readonly mass: number;
}

/** Each as wide as the larger gap to its neighbours, so that lone points speak for a wide stretch. */
function kernelsOf(units: readonly number[]): Kernel[] {
  const sorted = units.toSorted((a, b) => a - b);
  const narrowest = 1 / Math.min(100, sorted.length + 1);
  return sorted.map((centre, i) => {
    const gap = Math.max(centre - (sorted[i - 1] ?? 0), (sorted[i + 1] ?? 1) - centre);
    const reach = Math.sqrt(5) * Math.min(1, Math.max(narrowest, gap));
    return { centre, reach, mass: below((1 - centre) / reach) - below(-centre / reach) };
  });
}

/** Epanechnikov's distribution function. */
function below(z: number): number {
  if (z <= -1) return 0;
  return z >= 1 ? 1 : 0.5 + 0.75 * (z - (z * z * z) / 3);
}

/** With one even density over 0 to 1 beside the kernels: no value is ever out of reach. */
function densityOf(kernels: readonly Kernel[], u: number): number {
  let sum = 1;
  for (const { centre, reach, mass } of kernels) {
    const z = (u - centre) / reach;
    if (z > -1 && z < 1) sum += (0.75 * (1 - z * z)) / (reach * mass);
  }
  return sum / (kernels.length + 1);
}

function drawFrom(kernels: readonly Kernel[], rng: RandomState): number {
  const kernel = kernels[rng.randint(0, kernels.length + 1)];
  if (!kernel) return rng.randomSample();
  for (;;) {
    const u = kernel.centre + kernel.reach * epanechnikov(rng);
    if (u >= 0 && u <= 1) return u;
  }
}

/** Devroye and Györfi 1985, page 236: of three even draws from −1 to 1, the last, or the second where the last is farthest out. */
function epanechnikov(rng: RandomState): number {
  const [a, b, c] = [0, 0, 0].map(() => 2 * rng.randomSample() - 1) as [number, number, number];
  return Math.abs(c) >= Math.abs(b) && Math.abs(c) >= Math.abs(a) ? b : c;
}
