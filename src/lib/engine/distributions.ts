import { exp, log, log1p } from './elementary.ts';

/**
 * Tails of the distributions that tests need; relative error some 1e−10. Logarithms and powers are our own, since those of
 * browsers differ in the last bit, and a score's interval has to be the same in all.
 */

/** Lanczos's approximation, g = 7, 9 terms (Godfrey 2001); x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = lanczos[0]!;
  for (let k = 1; k < lanczos.length; k += 1) sum += lanczos[k]! / (x - 1 + k);
  const t = x + 6.5;
  return 0.5 * log(2 * Math.PI) + (x - 0.5) * log(t) - t + log(sum);
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

const tiny = 1e-300;

/** P(χ² > x) with `df` degrees of freedom. */
export const chiSquareTail = (x: number, df: number): number =>
  x <= 0 ? 1 : upperGamma(df / 2, x / 2);

/** Regularised upper incomplete gamma Q(a, x): a series below a + 1, else Lentz's continued fraction (Press et al. 2007, 6.2). */
function upperGamma(a: number, x: number): number {
  const front = exp(a * log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && Math.abs(term) > Math.abs(sum) * 1e-16; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return Math.max(0, 1 - front * sum);
  }
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonzero(an * d + b);
    c = nonzero(b + an / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * h;
}

const nonzero = (x: number): number => (Math.abs(x) < tiny ? tiny : x);

/** P(|T| > |t|) of Student's t. */
export function studentTails(t: number, df: number): number {
  if (!Number.isFinite(t)) return t === Infinity || t === -Infinity ? 0 : NaN;
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

/** The t beyond which both tails together hold `alpha`; by bisection, to the last bits. */
export function studentQuantile(alpha: number, df: number): number {
  let [low, high] = [0, 1];
  while (studentTails(high, df) > alpha) high *= 2;
  for (let k = 0; k < 200 && high - low > 1e-15 * high; k += 1) {
    const middle = (low + high) / 2;
    if (studentTails(middle, df) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|Z| > |z|) of the standard normal. */
export const normalTails = (z: number): number => chiSquareTail(z * z, 1);

/** Regularised incomplete beta I_x(a, b) by a continued fraction (Press et al. 2007, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x);
  return x < (a + 1) / (a + b + 2)
    ? (exp(logFront) * betaFraction(x, a, b)) / a
    : 1 - (exp(logFront) * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** Fisher's exact test of the table [[a, b], [c, d]], two-sided: all tables with these margins that are no likelier. */
export function fisherExact([a, b, c, d]: readonly [number, number, number, number]): number {
  const row = a + b;
  const column = a + c;
  const n = row + c + d;
  const least = Math.max(0, row + column - n);
  const most = Math.min(row, column);
  const weight = (x: number): number => choose(column, x) + choose(n - column, row - x);
  const own = weight(a);
  const top = weight(Math.floor(((row + 1) * (column + 1)) / (n + 2)));
  let all = 0;
  let extreme = 0;
  for (let x = least; x <= most; x += 1) {
    const logP = weight(x);
    const p = exp(logP - top);
    all += p;
    if (logP <= own + 1e-7) extreme += p;
  }
  return Math.min(1, extreme / all);
}

const choose = (n: number, k: number): number =>
  logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/**
 * The normal number below which a share p of all lie: Wichura 1988, algorithm AS 241 (PPND16), relative error about
 * 1e−16; −∞ at 0 and ∞ at 1.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, centralUp)) / polynomial(r, centralDown);
  }
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return tail === 0 ? Math.sign(q) * Infinity : NaN;
  const r = Math.sqrt(-log(tail));
  const far =
    r <= 5
      ? polynomial(r - 1.6, middleUp) / polynomial(r - 1.6, middleDown)
      : polynomial(r - 5, farUp) / polynomial(r - 5, farDown);
  return q < 0 ? -far : far;
}

/** Highest power first. */
const polynomial = (x: number, powers: readonly number[]): number =>
  powers.reduce((sum, a) => sum * x + a, 0);

const centralUp = [
  2.509080928730122672756e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
  4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
  1.3314166789178437745e2, 3.387132872796366608,
];
const centralDown = [
  5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4,
  5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1,
];
const middleUp = [
  7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1,
  1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
  1.42343711074968357734,
];
const middleDown = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
  1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187,
  1,
];
const farUp = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
  2.6532189526576123093e-2, 2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699,
  6.6579046435011037772,
];
const farDown = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
  7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1,
  5.9983220655588793769e-1, 1,
];
