import { expm1, log, log1p } from '#lib/engine/elementary.ts';
import { meanAndDeviation, sum } from '#lib/engine/stats.ts';

/** Yeo and Johnson 2000, eq. 2.1, in the form of scipy.stats.yeojohnson: log1p and expm1 keep small numbers exact. */
export function yeoJohnson(x: number, lambda: number): number {
  if (x >= 0)
    return Math.abs(lambda) < Number.EPSILON ? log1p(x) : expm1(lambda * log1p(x)) / lambda;
  const power = 2 - lambda;
  return Math.abs(power) > Number.EPSILON ? -expm1(power * log1p(-x)) / power : -log1p(-x);
}

/**
 * The power of the greatest likelihood, as scipy.stats.yeojohnson_normmax finds it: within bounds that keep the
 * variance of the transformed values a double, to 1.48e-8. Equal to scipy's to 1e-6, but for columns that lie far from
 * 0 and close together (longitudes near −120): there the likelihood drowns in rounding, and scipy's answer is as vague.
 * @param x finite values, none missing
 */
export function bestPower(x: Float64Array): number {
  if (x.every((value) => value === 0)) return 1;
  const logs = sum(x.map((value) => Math.sign(value) * log1p(Math.abs(value))));
  const [low, high] = boundsOf(x);
  return lowest((lambda) => -likelihood(x, lambda, logs), low, high);
}

/** The smallest positive double that is not denormal. */
const smallestNormal = 2 ** -1022;

/** Log-likelihood without its constant; −∞ where the transformed values lie too close together to tell. */
function likelihood(x: Float64Array, lambda: number, logs: number): number {
  const { deviation } = meanAndDeviation(x.map((value) => yeoJohnson(value, lambda)));
  const variance = deviation * deviation;
  if (!(variance >= smallestNormal)) return -Infinity;
  const found = (-x.length / 2) * log(variance) + (lambda - 1) * logs;
  return Number.isFinite(found) ? found : -Infinity;
}

/** Values up to 20 times the largest stay within half of a double's range of exponents. */
function boundsOf(x: Float64Array): readonly [number, number] {
  const reach = log1p(20 * x.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const epsilon = log(Number.EPSILON);
  const low = (log(smallestNormal) - epsilon) / 2 / reach;
  const high = (log(Number.MAX_VALUE) + epsilon) / 2 / reach;
  if (x.every((value) => value < 0)) return [2 - high, 2 - low];
  return x.some((value) => value < 0)
    ? [Math.max(2 - high, low), Math.min(2 - low, high)]
    : [low, high];
}

const golden = 0.5 * (3 - Math.sqrt(5));
const tolerance = 1.48e-8;
const mostCalls = 500;

/** A place with the value there. */
interface Place {
  readonly at: number;
  readonly value: number;
}

/** Brent 1973, chapter 5 (localmin), with the tolerances of scipy.optimize.fminbound. */
export function lowest(f: (x: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  const start = a + golden * (b - a);
  let best = placed(f, start);
  let [second, third] = [best, best];
  let [step, before] = [0, 0];
  for (let calls = 1; calls < mostCalls; calls += 1) {
    const middle = 0.5 * (a + b);
    const least = Math.sqrt(2.2e-16) * Math.abs(best.at) + tolerance / 3;
    if (Math.abs(best.at - middle) <= 2 * least - 0.5 * (b - a)) break;
    const parabolic =
      Math.abs(before) > least ? parabola([best, second, third], before, [a, b]) : null;
    if (Math.abs(before) > least) before = step;
    if (parabolic === null) {
      before = best.at >= middle ? a - best.at : b - best.at;
      step = golden * before;
    } else {
      const x = best.at + parabolic;
      const atEnd = x - a < 2 * least || b - x < 2 * least;
      step = atEnd ? least * (middle >= best.at ? 1 : -1) : parabolic;
    }
    const next = placed(f, best.at + (step >= 0 ? 1 : -1) * Math.max(Math.abs(step), least));
    [a, b] = closed([a, b], best, next);
    [best, second, third] = ranked(next, [best, second, third]);
  }
  return best.at;
}

const placed = (f: (x: number) => number, at: number): Place => ({ at, value: f(at) });

/** The bracket with one end moved to the worse of two places. */
function closed([a, b]: readonly [number, number], best: Place, next: Place): [number, number] {
  const isBetter = next.value <= best.value;
  const edge = isBetter ? best.at : next.at;
  return isBetter === next.at >= best.at ? [edge, b] : [a, edge];
}

type Three = readonly [best: Place, second: Place, third: Place];

/** The step to the lowest point of the parabola through three places; null where it leaves the bracket or is too long. */
function parabola(
  [best, second, third]: Three,
  before: number,
  [a, b]: readonly [number, number],
): number | null {
  const r = (best.at - second.at) * (best.value - third.value);
  let q = (best.at - third.at) * (best.value - second.value);
  let p = (best.at - third.at) * q - (best.at - second.at) * r;
  q = 2 * (q - r);
  if (q > 0) p = -p;
  q = Math.abs(q);
  const fits =
    Math.abs(p) < Math.abs(0.5 * q * before) && p > q * (a - best.at) && p < q * (b - best.at);
  return fits ? p / q : null;
}

function ranked(next: Place, [best, second, third]: Three): Three {
  if (next.value <= best.value) return [next, best, second];
  if (next.value <= second.value || second.at === best.at) return [best, next, second];
  const replaces = next.value <= third.value || third.at === best.at || third.at === second.at;
  return [best, second, replaces ? next : third];
}
