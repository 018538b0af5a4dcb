// A multilayer perceptron's sums. Row-major; rows and the vectors in them are an even number of doubles long, the last of
// an odd number being 0. Every sum runs in the order of its index, so that blocks do not change a bit of it.
// reference/net.ts says the same plainly.
import { exp2 } from './exp';
import { log2lanes } from './logistic';

/**
 * c_ij += sum over l of a_il b_lj for m rows and n (even) columns. `a` is read with any two steps, in bytes, so that its
 * transpose is the same memory with the steps exchanged. Blocks of 4 x 4 keep their sums in registers.
 */
export function netMatmul(a: usize, rowStep: usize, innerStep: usize, b: usize, bStep: usize, c: usize, cStep: usize, m: i32, n: i32, inner: i32): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const ai = a + <usize>i * rowStep, ci = c + <usize>i * cStep;
    let j = 0;
    for (; j + 4 <= n; j += 4) four(ai, rowStep, innerStep, b + (<usize>j << 3), bStep, ci + (<usize>j << 3), cStep, inner);
    for (; j < n; j += 2) {
      for (let r = 0; r < 4; r += 1) one(ai + <usize>r * rowStep, innerStep, b + (<usize>j << 3), bStep, ci + <usize>r * cStep + (<usize>j << 3), inner);
    }
  }
  for (; i < m; i += 1) {
    for (let j = 0; j < n; j += 2) one(a + <usize>i * rowStep, innerStep, b + (<usize>j << 3), bStep, c + <usize>i * cStep + (<usize>j << 3), inner);
  }
}

function four(a: usize, rowStep: usize, innerStep: usize, b: usize, bStep: usize, c: usize, cStep: usize, inner: i32): void {
  const c1 = c + cStep, c2 = c1 + cStep, c3 = c2 + cStep;
  let s00 = v128.load(c), s01 = v128.load(c, 16), s10 = v128.load(c1), s11 = v128.load(c1, 16);
  let s20 = v128.load(c2), s21 = v128.load(c2, 16), s30 = v128.load(c3), s31 = v128.load(c3, 16);
  let a0 = a, a1 = a0 + rowStep, a2 = a1 + rowStep, a3 = a2 + rowStep;
  for (let l = 0; l < inner; l += 1) {
    const y0 = v128.load(b), y1 = v128.load(b, 16);
    let x = v128.load64_splat(a0);
    s00 = f64x2.add(s00, f64x2.mul(x, y0));
    s01 = f64x2.add(s01, f64x2.mul(x, y1));
    x = v128.load64_splat(a1);
    s10 = f64x2.add(s10, f64x2.mul(x, y0));
    s11 = f64x2.add(s11, f64x2.mul(x, y1));
    x = v128.load64_splat(a2);
    s20 = f64x2.add(s20, f64x2.mul(x, y0));
    s21 = f64x2.add(s21, f64x2.mul(x, y1));
    x = v128.load64_splat(a3);
    s30 = f64x2.add(s30, f64x2.mul(x, y0));
    s31 = f64x2.add(s31, f64x2.mul(x, y1));
    a0 += innerStep;
    a1 += innerStep;
    a2 += innerStep;
    a3 += innerStep;
    b += bStep;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

function one(a: usize, innerStep: usize, b: usize, bStep: usize, c: usize, inner: i32): void {
  let sum = v128.load(c);
  for (let l = 0; l < inner; l += 1) {
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(a), v128.load(b)));
    a += innerStep;
    b += bStep;
  }
  v128.store(c, sum);
}

/** Writes the n (even) values into each of m rows. */
export function netSpread(c: usize, m: i32, n: i32, values: usize): void {
  const bytes = <usize>n << 3;
  for (let i = 0; i < m; i += 1) memory.copy(c + <usize>i * bytes, values, bytes);
}

/** out_ji = a_ij; steps in doubles. */
export function netTranspose(a: usize, rows: i32, columns: i32, aStep: i32, out: usize, outStep: i32): void {
  for (let i = 0; i < rows; i += 1) {
    let from = a + (<usize>(i * aStep) << 3), to = out + (<usize>i << 3);
    for (let j = 0; j < columns; j += 1) {
      store<f64>(to, load<f64>(from));
      from += 8;
      to += <usize>outStep << 3;
    }
  }
}

/** 1 / (1 + exp(-z)), without a difference of close numbers. */
// @ts-ignore: decorator
@inline
function sigmoid(z: v128): v128 {
  const one = f64x2.splat(1), e = exp2(f64x2.neg(f64x2.abs(z)));
  return f64x2.div(v128.bitselect(one, e, f64x2.ge(z, f64x2.splat(0))), f64x2.add(one, e));
}

/** In place. kind: 0 identity, 1 relu, 2 tanh, 3 logistic. */
export function netActivate(kind: i32, at: usize, count: i32): void {
  const end = at + (<usize>count << 3), zero = f64x2.splat(0), one = f64x2.splat(1);
  if (kind == 1) for (; at < end; at += 16) v128.store(at, f64x2.pmax(zero, v128.load(at)));
  if (kind == 2) {
    const sign = f64x2.splat(-0.0);
    for (; at < end; at += 16) {
      const z = v128.load(at), size = f64x2.abs(z);
      const e = exp2(f64x2.mul(size, f64x2.splat(-2)));
      const t = f64x2.div(f64x2.sub(one, e), f64x2.add(one, e));
      v128.store(at, v128.or(t, v128.and(z, sign)));
    }
  }
  if (kind == 3) for (; at < end; at += 16) v128.store(at, sigmoid(v128.load(at)));
}

/** delta times the slope of the activation, told from its value. */
export function netSlope(kind: i32, value: usize, delta: usize, count: i32): void {
  const end = value + (<usize>count << 3), zero = f64x2.splat(0), one = f64x2.splat(1);
  for (; value < end; value += 16, delta += 16) {
    const a = v128.load(value), d = v128.load(delta);
    if (kind == 1) v128.store(delta, v128.and(d, f64x2.gt(a, zero)));
    if (kind == 2) v128.store(delta, f64x2.mul(d, f64x2.sub(one, f64x2.mul(a, a))));
    if (kind == 3) v128.store(delta, f64x2.mul(d, f64x2.mul(a, f64x2.sub(one, a))));
  }
}

const eps: f64 = 2.220446049250313e-16;

// @ts-ignore: decorator
@inline
function logOf(p: f64): f64 {
  return f64x2.extract_lane(log2lanes(f64x2.splat(max(eps, min(1 - eps, p)))), 0);
}

/**
 * z becomes the answers and delta w (answer - truth), the loss's slope in z; delta null (0): answers only.
 * kind: 0 half the squared error, 1 log loss of one sigmoid, y being 0 or 1, 2 log loss of a softmax, y being a class.
 * @returns the sum of w times the loss, probabilities clipped as scikit-learn clips them
 */
export function netLoss(kind: i32, z: usize, delta: usize, stride: i32, rows: i32, outputs: i32, y: usize, w: usize): f64 {
  const step = <usize>stride << 3;
  let loss: f64 = 0;
  for (let i = 0; i < rows; i += 1, z += step) {
    if (kind == 2) softmax(z, outputs);
    if (kind == 1) store<f64>(z, f64x2.extract_lane(sigmoid(f64x2.splat(load<f64>(z))), 0));
    if (!delta) continue;
    const target = load<f64>(y + (<usize>i << 3)), weight = w ? load<f64>(w + (<usize>i << 3)) : 1;
    for (let k = 0; k < outputs; k += 1) {
      const p = load<f64>(z + (<usize>k << 3));
      const truth: f64 = kind == 2 ? (<f64>k == target ? 1 : 0) : target;
      store<f64>(delta + (<usize>k << 3), weight * (p - truth));
      if (kind == 0) loss += 0.5 * weight * (p - truth) * (p - truth);
      else if (kind == 2 && truth == 1) loss -= weight * logOf(p);
      else if (kind == 1) loss -= weight * (truth == 1 ? logOf(p) : logOf(1 - p));
    }
    delta += step;
  }
  return loss;
}

function softmax(z: usize, outputs: i32): void {
  const end = z + (<usize>outputs << 3);
  let top = load<f64>(z), sum: f64 = 0;
  for (let at = z; at < end; at += 8) top = max(top, load<f64>(at));
  for (let at = z; at < end; at += 8) {
    const e = f64x2.extract_lane(exp2(f64x2.splat(load<f64>(at) - top)), 0);
    store<f64>(at, e);
    sum += e;
  }
  for (let at = z; at < end; at += 8) store<f64>(at, load<f64>(at) / sum);
}

/** g = (g + alpha w) / total */
export function netFinish(g: usize, w: usize, count: i32, alpha: f64, total: f64): void {
  const end = g + (<usize>count << 3), a = f64x2.splat(alpha), by = f64x2.splat(total);
  for (; g < end; g += 16, w += 16) v128.store(g, f64x2.div(f64x2.add(v128.load(g), f64x2.mul(a, v128.load(w))), by));
}

export function netSquares(w: usize, count: i32): f64 {
  const end = w + (<usize>count << 3);
  let sum = f64x2.splat(0);
  for (; w < end; w += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(w), v128.load(w)));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** A step of Adam; `rate` holds the corrections of the moments. */
export function netAdam(w: usize, g: usize, m: usize, v: usize, count: i32, rate: f64, beta1: f64, beta2: f64, epsilon: f64): void {
  const end = w + (<usize>count << 3), b1 = f64x2.splat(beta1), b2 = f64x2.splat(beta2);
  const o1 = f64x2.splat(1 - beta1), o2 = f64x2.splat(1 - beta2), by = f64x2.splat(-rate), small = f64x2.splat(epsilon);
  for (; w < end; w += 16, g += 16, m += 16, v += 16) {
    const slope = v128.load(g);
    const first = f64x2.add(f64x2.mul(b1, v128.load(m)), f64x2.mul(o1, slope));
    const second = f64x2.add(f64x2.mul(b2, v128.load(v)), f64x2.mul(o2, f64x2.mul(slope, slope)));
    v128.store(m, first);
    v128.store(v, second);
    v128.store(w, f64x2.add(v128.load(w), f64x2.div(f64x2.mul(by, first), f64x2.add(f64x2.sqrt(second), small))));
  }
}

/** A step down the slope with momentum, Nesterov's where asked. */
export function netSgd(w: usize, g: usize, v: usize, count: i32, rate: f64, momentum: f64, nesterov: i32): void {
  const end = w + (<usize>count << 3), by = f64x2.splat(rate), keep = f64x2.splat(momentum);
  for (; w < end; w += 16, g += 16, v += 16) {
    const down = f64x2.mul(by, v128.load(g));
    let step = f64x2.sub(f64x2.mul(keep, v128.load(v)), down);
    v128.store(v, step);
    if (nesterov) step = f64x2.sub(f64x2.mul(keep, step), down);
    v128.store(w, f64x2.add(v128.load(w), step));
  }
}
