// One look at a logistic model over rows from `from` to `to`, both even: scores, probabilities, loss, residuals, slopes.
// Column-major: x has a column every `stride` doubles, an even number; rows beyond the last have weight 0.
// ../reference/logistic.ts says the same plainly.
import { exp2 } from './exp';

// @ts-ignore: decorator
@inline
function both(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * Moves a column to mean 0 (where `centre`) and mean square 1, in place; of a constant column nothing is left. `said` gets
 * its mean (0 without centre) and its root mean square: 1 for a column of zeros, NaN where that is not finite.
 */
export function standardise(x: usize, n: i32, centre: i32, said: usize): void {
  const end = x + (<usize>n << 3);
  const first = centre ? sumOf(x, end) / n : 0;
  // The first mean is off by rounding; what is left of it is seen on the moved values, and taken away with them.
  const m = f64x2.splat(first);
  let a = f64x2.splat(0), b = a, s = a, t = a, at = x;
  for (; at + 32 <= end; at += 32) {
    const v = f64x2.sub(v128.load(at), m), w = f64x2.sub(v128.load(at, 16), m);
    s = f64x2.add(s, v);
    t = f64x2.add(t, w);
    a = f64x2.add(a, f64x2.mul(v, v));
    b = f64x2.add(b, f64x2.mul(w, w));
  }
  let rest = both(f64x2.add(s, t)), squares = both(f64x2.add(a, b));
  for (; at < end; at += 8) {
    const v = load<f64>(at) - first;
    rest += v;
    squares += v * v;
  }
  const mean = centre ? first + rest / n : 0, off = mean - first;
  const left = squares / n - off * off;
  const root = left > 1e-30 * squares / n ? Math.sqrt(left) : 0, scale = root > 0 ? root : squares - squares == 0 ? 1 : NaN;
  moveScale(x, n, mean, scale);
  store<f64>(said, mean);
  store<f64>(said, scale, 8);
}

/** (x - mean) / scale in place, as `standardise` leaves a column whose mean and scale these are. */
export function moveScale(x: usize, n: i32, mean: f64, scale: f64): void {
  const end = x + (<usize>n << 3), factor = 1 / scale, f = f64x2.splat(factor), whole = f64x2.splat(mean);
  let at = x;
  for (; at + 16 <= end; at += 16) v128.store(at, f64x2.mul(f64x2.sub(v128.load(at), whole), f));
  for (; at < end; at += 8) store<f64>(at, (load<f64>(at) - mean) * factor);
}

function sumOf(x: usize, end: usize): f64 {
  let a = f64x2.splat(0), b = a, c = a, d = a, at = x;
  for (; at + 64 <= end; at += 64) {
    a = f64x2.add(a, v128.load(at));
    b = f64x2.add(b, v128.load(at, 16));
    c = f64x2.add(c, v128.load(at, 32));
    d = f64x2.add(d, v128.load(at, 48));
  }
  let sum = both(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
  for (; at < end; at += 8) sum += load<f64>(at);
  return sum;
}

/** z_i = sum of theta_j x_ij, four columns at a time; columns that the last four lack are the last one times 0. */
export function scores(x: usize, stride: i32, p: i32, theta: usize, z: usize, from: i32, to: i32): void {
  const step = <usize>stride << 3, first = <usize>from << 3, last = <usize>to << 3, none = f64x2.splat(0);
  for (let j = 0, c0 = x; j < p; j += 4, c0 += 4 * step) {
    const t = theta + (<usize>j << 3), left = p - j;
    const c1 = left > 1 ? c0 + step : c0, c2 = left > 2 ? c1 + step : c0, c3 = left > 3 ? c2 + step : c0;
    const t0 = v128.load64_splat(t), t1 = left > 1 ? v128.load64_splat(t, 8) : none;
    const t2 = left > 2 ? v128.load64_splat(t, 16) : none, t3 = left > 3 ? v128.load64_splat(t, 24) : none;
    if (j == 0) {
      for (let i = first; i < last; i += 16) {
        const a = f64x2.add(f64x2.mul(t0, v128.load(c0 + i)), f64x2.mul(t1, v128.load(c1 + i)));
        const b = f64x2.add(f64x2.mul(t2, v128.load(c2 + i)), f64x2.mul(t3, v128.load(c3 + i)));
        v128.store(z + i, f64x2.add(a, b));
      }
    } else {
      for (let i = first; i < last; i += 16) {
        const a = f64x2.add(f64x2.mul(t0, v128.load(c0 + i)), f64x2.mul(t1, v128.load(c1 + i)));
        const b = f64x2.add(f64x2.mul(t2, v128.load(c2 + i)), f64x2.mul(t3, v128.load(c3 + i)));
        v128.store(z + i, f64x2.add(v128.load(z + i), f64x2.add(a, b)));
      }
    }
  }
}

/** grad_j += sum of r_i x_ij, four columns at a time; columns that the last four lack are the last one again. */
export function slopes(x: usize, stride: i32, p: i32, r: usize, grad: usize, from: i32, to: i32): void {
  const step = <usize>stride << 3, first = <usize>from << 3, last = <usize>to << 3;
  for (let j = 0, c0 = x; j < p; j += 4, c0 += 4 * step) {
    const left = p - j;
    const c1 = left > 1 ? c0 + step : c0, c2 = left > 2 ? c1 + step : c0, c3 = left > 3 ? c2 + step : c0;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let i = first; i < last; i += 16) {
      const v = v128.load(r + i);
      s0 = f64x2.add(s0, f64x2.mul(v, v128.load(c0 + i)));
      s1 = f64x2.add(s1, f64x2.mul(v, v128.load(c1 + i)));
      s2 = f64x2.add(s2, f64x2.mul(v, v128.load(c2 + i)));
      s3 = f64x2.add(s3, f64x2.mul(v, v128.load(c3 + i)));
    }
    grow(grad, j, s0);
    if (left > 1) grow(grad, j + 1, s1);
    if (left > 2) grow(grad, j + 2, s2);
    if (left > 3) grow(grad, j + 3, s3);
  }
}

// @ts-ignore: decorator
@inline
function grow(list: usize, j: i32, by: v128): void {
  const at = list + (<usize>j << 3);
  store<f64>(at, load<f64>(at) + both(by));
}

/** out_j += sum of r_i x_ij squared. */
export function squares(x: usize, stride: i32, p: i32, r: usize, out: usize, from: i32, to: i32): void {
  const step = <usize>stride << 3, last = <usize>to << 3;
  for (let j = 0, c = x; j < p; j += 1, c += step) {
    let s = f64x2.splat(0);
    for (let i = <usize>from << 3; i < last; i += 16) {
      const v = v128.load(c + i);
      s = f64x2.add(s, f64x2.mul(f64x2.mul(v128.load(r + i), v), v));
    }
    grow(out, j, s);
  }
}

const magic: i64 = 0x4338000000000000;
const magicValue: f64 = 6755399441055744;

/** ln u for normal u > 0: u = 2^k m with m from 0.7 to 1.42, and the series of ln m in (m - 1) / (m + 1). */
// @ts-ignore: decorator
@inline
export function log2lanes(u: v128): v128 {
  const k = i64x2.shr_s(i64x2.sub(u, i64x2.splat(0x3fe6a09e667f3bcd)), 52);
  const m = i64x2.sub(u, i64x2.shl(k, 52));
  const kf = f64x2.sub(i64x2.add(k, i64x2.splat(magic)), f64x2.splat(magicValue));
  const one = f64x2.splat(1);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one)), q = f64x2.mul(s, s), q2 = f64x2.mul(q, q), q4 = f64x2.mul(q2, q2);
  const a = pair(q, 2.0 / 3, 2.0 / 5), b = pair(q, 2.0 / 7, 2.0 / 9), c = pair(q, 2.0 / 11, 2.0 / 13);
  const d = pair(q, 2.0 / 15, 2.0 / 17), e = pair(q, 2.0 / 19, 2.0 / 21);
  const low = f64x2.add(a, f64x2.mul(b, q2));
  const high = f64x2.add(f64x2.add(c, f64x2.mul(d, q2)), f64x2.mul(e, q4));
  const tail = f64x2.mul(f64x2.mul(s, q), f64x2.add(low, f64x2.mul(high, q4)));
  return f64x2.add(f64x2.mul(kf, f64x2.splat(Math.LN2)), f64x2.add(f64x2.add(s, s), tail));
}

// @ts-ignore: decorator
@inline
function pair(q: v128, c0: f64, c1: f64): v128 {
  return f64x2.add(f64x2.splat(c0), f64x2.mul(q, f64x2.splat(c1)));
}

/**
 * Two classes: share_i = 1 / (1 + exp(-z_i)) and rest_i = w_i (share_i - y_i), y being 0 or 1 and w_i the weight w0 or w1
 * of the class. The logarithms of a stretch of rows are one logarithm of a product: each factor is at most 2, so that a
 * stretch may have up to 1,000 rows.
 * @returns sum of w_i times the log loss
 */
export function sigmoids(z: usize, y: usize, w: usize, w0: f64, w1: f64, share: usize, rest: usize, from: i32, to: i32): f64 {
  const one = f64x2.splat(1), zero = f64x2.splat(0), last = <usize>to << 3;
  let straight = zero, first = one, second = one;
  for (let i = <usize>from << 3; i < last; i += 16) {
    const v = v128.load(z + i), target = v128.load(y + i), weight = v128.load(w + i);
    const e = exp2(f64x2.neg(f64x2.abs(v)));
    const u = f64x2.add(one, e);
    const p = f64x2.div(v128.bitselect(one, e, f64x2.ge(v, zero)), u);
    const isSecond = f64x2.gt(target, zero), counts = f64x2.gt(weight, zero);
    const factor = v128.bitselect(u, one, counts);
    first = f64x2.mul(first, v128.bitselect(one, factor, isSecond));
    second = f64x2.mul(second, v128.bitselect(factor, one, isSecond));
    straight = f64x2.add(straight, f64x2.mul(weight, f64x2.sub(f64x2.pmax(v, zero), f64x2.mul(target, v))));
    v128.store(share + i, p);
    v128.store(rest + i, f64x2.mul(weight, f64x2.sub(p, target)));
  }
  return both(straight) + w0 * both(log2lanes(first)) + w1 * both(log2lanes(second));
}

/** `sigmoids` where each row has a weight of its own: a logarithm a row. */
export function sigmoidsEach(z: usize, y: usize, w: usize, share: usize, rest: usize, from: i32, to: i32): f64 {
  const one = f64x2.splat(1), zero = f64x2.splat(0), last = <usize>to << 3;
  let loss = zero;
  for (let i = <usize>from << 3; i < last; i += 16) {
    const v = v128.load(z + i), target = v128.load(y + i), weight = v128.load(w + i);
    const e = exp2(f64x2.neg(f64x2.abs(v)));
    const u = f64x2.add(one, e);
    const p = f64x2.div(v128.bitselect(one, e, f64x2.ge(v, zero)), u);
    const straight = f64x2.sub(f64x2.pmax(v, zero), f64x2.mul(target, v));
    loss = f64x2.add(loss, f64x2.mul(weight, f64x2.add(straight, log2lanes(u))));
    v128.store(share + i, p);
    v128.store(rest + i, f64x2.mul(weight, f64x2.sub(p, target)));
  }
  return both(loss);
}

/**
 * More classes, a column each in z, share and rest every `stride` doubles: share is the softmax of z, rest is
 * w (share - is class k). @returns sum of w_i times the log loss
 */
export function softmaxes(z: usize, stride: i32, classes: i32, y: usize, w: usize, share: usize, rest: usize, from: i32, to: i32): f64 {
  const step = <usize>stride << 3, all = step * <usize>classes, last = <usize>to << 3;
  let loss = f64x2.splat(0);
  for (let i = <usize>from << 3; i < last; i += 16) {
    const target = v128.load(y + i), weight = v128.load(w + i);
    let top = v128.load(z + i), own = top;
    for (let c: usize = step; c < all; c += step) top = f64x2.pmax(top, v128.load(z + c + i));
    let sum = f64x2.splat(0), code = f64x2.splat(0);
    const one = f64x2.splat(1);
    for (let c: usize = 0; c < all; c += step) {
      const v = v128.load(z + c + i), e = exp2(f64x2.sub(v, top));
      sum = f64x2.add(sum, e);
      own = v128.bitselect(v, own, f64x2.eq(target, code));
      v128.store(share + c + i, e);
      code = f64x2.add(code, one);
    }
    loss = f64x2.add(loss, f64x2.mul(weight, f64x2.sub(f64x2.add(top, log2lanes(sum)), own)));
    code = f64x2.splat(0);
    for (let c: usize = 0; c < all; c += step) {
      const p = f64x2.div(v128.load(share + c + i), sum);
      v128.store(share + c + i, p);
      const hit = v128.and(one, f64x2.eq(target, code));
      v128.store(rest + c + i, f64x2.mul(weight, f64x2.sub(p, hit)));
      code = f64x2.add(code, one);
    }
  }
  return both(loss);
}

/** w a (1 - a), or -w a b where b is another class: the loss's curvature between two scores. */
export function bends(a: usize, b: usize, w: usize, out: usize, from: i32, to: i32): void {
  const one = f64x2.splat(1), last = <usize>to << 3;
  for (let i = <usize>from << 3; i < last; i += 16) {
    const p = v128.load(a + i), weight = v128.load(w + i);
    const other = a == b ? f64x2.sub(one, p) : f64x2.neg(v128.load(b + i));
    v128.store(out + i, f64x2.mul(f64x2.mul(weight, p), other));
  }
}

/** The loss's curvature times the scores z, a column for each class: rest = w p (z - sum of p z), which for one column is w p (1 - p) z. */
export function bend(z: usize, stride: i32, classes: i32, w: usize, share: usize, rest: usize, from: i32, to: i32): void {
  const step = <usize>stride << 3, all = step * <usize>classes, last = <usize>to << 3;
  for (let i = <usize>from << 3; i < last; i += 16) {
    const weight = v128.load(w + i);
    let centre = f64x2.splat(0);
    for (let c: usize = 0; c < all; c += step) {
      centre = f64x2.add(centre, f64x2.mul(v128.load(share + c + i), v128.load(z + c + i)));
    }
    for (let c: usize = 0; c < all; c += step) {
      const p = f64x2.mul(weight, v128.load(share + c + i));
      v128.store(rest + c + i, f64x2.mul(p, f64x2.sub(v128.load(z + c + i), centre)));
    }
  }
}
