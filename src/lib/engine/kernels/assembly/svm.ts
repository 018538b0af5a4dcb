// Support vector machines: rows of a kernel matrix, and sequential minimal optimisation as libsvm does it, step for step
// (second-order working sets: Fan, Chen & Lin 2005; no shrinking). reference/svm.ts says the same plainly.
import { exp2 } from './exp';

// The rows that a kernel is taken with: blocks of 16 rows, each dimension's 16 doubles side by side.
let blocks: usize = 0, norms: usize = 0, padded = 0, width = 0;
let kind = 0, gamma: f64 = 0, coef0: f64 = 0, degree = 0;

/** @param n rows, to a multiple of 16 @param squares of each row its x'x */
export function svmRows(x: usize, squares: usize, n: i32, p: i32): void {
  blocks = x;
  norms = squares;
  padded = n;
  width = p;
}

/** 0: x'z; 1: (gamma x'z + c)^d; 2: exp(-gamma |x - z|^2); 3: tanh(gamma x'z + c). */
export function svmKernel(which: i32, g: f64, c: f64, d: i32): void {
  kind = which;
  gamma = g;
  coef0 = c;
  degree = d;
}

/** x' x of every row that svmRows named, summed from the first dimension to the last as the kernel does. */
export function svmSquares(out: usize): void {
  for (let i = 0; i < padded; i += 1) {
    let sum: f64 = 0, at = place(i);
    for (let d = 0; d < width; d += 1, at += 128) {
      const v = load<f64>(at);
      sum += v * v;
    }
    store<f64>(out + (<usize>i << 3), sum);
  }
}

// @ts-ignore: decorator
@inline
function place(i: i32): usize {
  return blocks + (<usize>(i >> 4) * <usize>width << 7) + (<usize>(i & 15) << 3);
}

function power(base: v128): v128 {
  let value = f64x2.splat(1), b = base;
  for (let t = degree; t > 0; t >>= 1) {
    if (t & 1) value = f64x2.mul(value, b);
    b = f64x2.mul(b, b);
  }
  return value;
}

function tanh2(u: v128): v128 {
  const one = f64x2.splat(1), size = f64x2.abs(u);
  const e = exp2(f64x2.add(size, size));
  const value = f64x2.div(f64x2.sub(e, one), f64x2.add(e, one));
  return v128.bitselect(u, value, f64x2.splat(-0.0));
}

// @ts-ignore: decorator
@inline
function shaped(dot: v128, square: v128, squares: v128): v128 {
  if (kind == 2) {
    const apart = f64x2.sub(f64x2.add(square, squares), f64x2.add(dot, dot));
    return exp2(f64x2.mul(f64x2.splat(-gamma), apart));
  }
  if (kind == 0) return dot;
  const u = f64x2.add(f64x2.mul(f64x2.splat(gamma), dot), f64x2.splat(coef0));
  return kind == 1 ? power(u) : tanh2(u);
}

// @ts-ignore: decorator
@inline
function both(a: v128, b: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 2);
}

/** The kernel of `z` (`width` doubles) with each row, as floats. Eight sums at once hide the time that an addition takes. */
function kernelRow(z: usize, square: f64, out: usize): void {
  const s = f64x2.splat(square);
  for (let i = 0, at = blocks; i < padded; i += 16) {
    let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (let q = z, end = z + (<usize>width << 3); q < end; q += 8, at += 128) {
      const v = v128.load64_splat(q);
      a = f64x2.add(a, f64x2.mul(v, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(v, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(v, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(v, v128.load(at, 48)));
      e = f64x2.add(e, f64x2.mul(v, v128.load(at, 64)));
      f = f64x2.add(f, f64x2.mul(v, v128.load(at, 80)));
      g = f64x2.add(g, f64x2.mul(v, v128.load(at, 96)));
      h = f64x2.add(h, f64x2.mul(v, v128.load(at, 112)));
    }
    const n = norms + (<usize>i << 3), o = out + (<usize>i << 2);
    v128.store(o, both(shaped(a, s, v128.load(n)), shaped(b, s, v128.load(n, 16))));
    v128.store(o, both(shaped(c, s, v128.load(n, 32)), shaped(d, s, v128.load(n, 48))), 16);
    v128.store(o, both(shaped(e, s, v128.load(n, 64)), shaped(f, s, v128.load(n, 80))), 32);
    v128.store(o, both(shaped(g, s, v128.load(n, 96)), shaped(h, s, v128.load(n, 112))), 48);
  }
}

/** The same as doubles, for decisions. */
function exactRow(z: usize, square: f64, out: usize): void {
  const s = f64x2.splat(square);
  for (let i = 0, at = blocks; i < padded; i += 16) {
    let a = f64x2.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (let q = z, end = z + (<usize>width << 3); q < end; q += 8, at += 128) {
      const v = v128.load64_splat(q);
      a = f64x2.add(a, f64x2.mul(v, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(v, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(v, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(v, v128.load(at, 48)));
      e = f64x2.add(e, f64x2.mul(v, v128.load(at, 64)));
      f = f64x2.add(f, f64x2.mul(v, v128.load(at, 80)));
      g = f64x2.add(g, f64x2.mul(v, v128.load(at, 96)));
      h = f64x2.add(h, f64x2.mul(v, v128.load(at, 112)));
    }
    const n = norms + (<usize>i << 3), o = out + (<usize>i << 3);
    v128.store(o, shaped(a, s, v128.load(n)));
    v128.store(o, shaped(b, s, v128.load(n, 16)), 16);
    v128.store(o, shaped(c, s, v128.load(n, 32)), 32);
    v128.store(o, shaped(d, s, v128.load(n, 48)), 48);
    v128.store(o, shaped(e, s, v128.load(n, 64)), 64);
    v128.store(o, shaped(f, s, v128.load(n, 80)), 80);
    v128.store(o, shaped(g, s, v128.load(n, 96)), 96);
    v128.store(o, shaped(h, s, v128.load(n, 112)), 112);
  }
}

function weighed(row: usize, coef: usize, from: i32, to: i32): f64 {
  let a = f64x2.splat(0), b = a, i = from;
  for (; i + 4 <= to; i += 4) {
    const at = <usize>i << 3;
    a = f64x2.add(a, f64x2.mul(v128.load(row + at), v128.load(coef + at)));
    b = f64x2.add(b, f64x2.mul(v128.load(row + at, 16), v128.load(coef + at, 16)));
  }
  a = f64x2.add(a, b);
  let sum = f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
  for (; i < to; i += 1) sum += load<f64>(row + (<usize>i << 3)) * load<f64>(coef + (<usize>i << 3));
  return sum;
}

/**
 * Decisions of `count` rows (row-major, `width` doubles each): each output is the sum over two spans of rows of
 * coefficient x kernel. spans: i32 row of coefficients, from, to; twice for each output. coefs: rows of `padded` doubles.
 */
export function svmDecide(queries: usize, count: i32, spans: usize, outputs: i32, coefs: usize, spare: usize, out: usize): void {
  const stride = <usize>padded << 3;
  for (let i = 0; i < count; i += 1) {
    const z = queries + (<usize>i * <usize>width << 3);
    let square: f64 = 0;
    for (let d = 0; d < width; d += 1) {
      const v = load<f64>(z + (<usize>d << 3));
      square += v * v;
    }
    exactRow(z, square, spare);
    for (let o = 0, s = spans; o < outputs; o += 1, s += 24, out += 8) {
      const one = weighed(spare, coefs + <usize>load<i32>(s) * stride, load<i32>(s, 4), load<i32>(s, 8));
      const two = weighed(spare, coefs + <usize>load<i32>(s, 12) * stride, load<i32>(s, 16), load<i32>(s, 20));
      store<f64>(out, one + two);
    }
  }
}

// The cache: `room` rows of the kernel matrix, thrown out by a clock that gives used ones a second chance.
let cache: usize = 0, slotOf: usize = 0, owners: usize = 0, used: usize = 0, query: usize = 0;
let room = 0, taken = 0, hand = 0;

/** @param slots i32 for each row @param held i32 for each place @param chances u8 for each place @param z `width` doubles */
export function svmCache(rows: usize, places: i32, slots: usize, held: usize, chances: usize, z: usize): void {
  cache = rows;
  room = places;
  slotOf = slots;
  owners = held;
  used = chances;
  query = z;
  taken = hand = 0;
  memory.fill(slots, 255, <usize>padded << 2);
}

/** Row i of the kernel matrix; the row `keep` stays. */
function rowOf(i: i32, keep: i32): usize {
  let slot = load<i32>(slotOf + (<usize>i << 2));
  if (slot < 0) {
    slot = taken < room ? taken++ : freed(keep);
    store<i32>(owners + (<usize>slot << 2), i);
    store<i32>(slotOf + (<usize>i << 2), slot);
    let at = place(i);
    for (let d = 0; d < width; d += 1, at += 128) store<f64>(query + (<usize>d << 3), load<f64>(at));
    kernelRow(query, load<f64>(norms + (<usize>i << 3)), cache + (<usize>slot * <usize>padded << 2));
  }
  store<u8>(used + slot, 1);
  return cache + (<usize>slot * <usize>padded << 2);
}

function freed(keep: i32): i32 {
  while (true) {
    const slot = hand;
    hand = hand + 1 == room ? 0 : hand + 1;
    const owner = load<i32>(owners + (<usize>slot << 2));
    if (owner == keep) continue;
    if (load<u8>(used + slot)) store<u8>(used + slot, 0);
    else {
      store<i32>(slotOf + (<usize>owner << 2), -1);
      return slot;
    }
  }
}

// One dual problem: `sides` times `padded` variables, the second side (regression's) over the same rows again.
// slope: -y G of each; up, down: masks of those that may still move that way.
let sides = 0, slope: usize = 0, up: usize = 0, down: usize = 0, alpha: usize = 0, most: usize = 0, sign: usize = 0, diagonal: usize = 0;
let tolerance: f64 = 0, top: f64 = 0, gap: f64 = 0, best = -1, second = -1, turns: f64 = 0;

/** Variables from alpha = 0; slope holds -y p, where p is the linear term. All f64, padded ones with most = 0. */
export function svmOpen(halves: i32, slopes: usize, masks: usize, alphas: usize, bounds: usize, signs: usize, diag: usize, tol: f64): void {
  sides = halves;
  slope = slopes;
  const all = sides * padded;
  up = masks;
  down = masks + (<usize>all << 3);
  alpha = alphas;
  most = bounds;
  sign = signs;
  diagonal = diag;
  tolerance = tol;
  turns = 0;
  gap = Infinity;
  for (let t = 0; t < all; t += 1) allow(t);
  findTop();
}

/** The slopes as alpha of variable j makes them, before the first step. */
export function svmStart(j: i32): void {
  const row = rowOf(j % padded, -1);
  move(get(alpha, j) * get(sign, j), row, 0, row);
}

/** Steps taken, and the largest violation when it was last looked for. */
export function svmTurns(): f64 {
  return turns;
}
export function svmGap(): f64 {
  return gap;
}

// @ts-ignore: decorator
@inline
function get(list: usize, t: i32): f64 {
  return load<f64>(list + (<usize>t << 3));
}

function allow(t: i32): void {
  const a = get(alpha, t), free = a < get(most, t), held = a > 0, plus = get(sign, t) > 0;
  store<i64>(up + (<usize>t << 3), (plus ? free : held) ? -1 : 0);
  store<i64>(down + (<usize>t << 3), (plus ? held : free) ? -1 : 0);
}

// The largest value of four lanes and, of equal ones, the last place.
function topOf(v0: v128, i0: v128, v1: v128, i1: v128): void {
  pick(f64x2.extract_lane(v0, 0), f64x2.extract_lane(i0, 0));
  pick(f64x2.extract_lane(v0, 1), f64x2.extract_lane(i0, 1));
  pick(f64x2.extract_lane(v1, 0), f64x2.extract_lane(i1, 0));
  pick(f64x2.extract_lane(v1, 1), f64x2.extract_lane(i1, 1));
}
let picked: f64 = 0, pickedAt: f64 = -1;
function pick(value: f64, at: f64): void {
  if (at < 0 || !(value > picked || (value == picked && at > pickedAt) || pickedAt < 0)) return;
  picked = value;
  pickedAt = at;
}

function findTop(): void {
  let v = f64x2.splat(-Infinity), w = v, i = f64x2.splat(-1), j = i;
  let here = f64x2(0, 1), next = f64x2(2, 3);
  const four = f64x2.splat(4);
  for (let at: usize = 0, end = <usize>(sides * padded) << 3; at < end; at += 32) {
    const a = v128.load(slope + at), b = v128.load(slope + at, 16);
    const m = v128.and(f64x2.ge(a, v), v128.load(up + at)), n = v128.and(f64x2.ge(b, w), v128.load(up + at, 16));
    v = v128.bitselect(a, v, m);
    i = v128.bitselect(here, i, m);
    w = v128.bitselect(b, w, n);
    j = v128.bitselect(next, j, n);
    here = f64x2.add(here, four);
    next = f64x2.add(next, four);
  }
  picked = -Infinity;
  pickedAt = -1;
  topOf(v, i, w, j);
  top = picked;
  best = <i32>pickedAt;
}

/** slope -= a x row1 + b x row2, and the new top on the way. */
function move(a: f64, row1: usize, b: f64, row2: usize): void {
  let v = f64x2.splat(-Infinity), w = v, i = f64x2.splat(-1), j = i;
  let here = f64x2(0, 1), next = f64x2(2, 3);
  const four = f64x2.splat(4), av = f64x2.splat(a), bv = f64x2.splat(b);
  let at: usize = 0;
  for (let side = 0; side < sides; side += 1) {
    for (let k: usize = 0, end = <usize>padded << 2; k < end; k += 16, at += 32) {
      const k1 = v128.load(row1 + k), k2 = v128.load(row2 + k);
      const d = f64x2.add(f64x2.mul(av, f64x2.promote_low_f32x4(k1)), f64x2.mul(bv, f64x2.promote_low_f32x4(k2)));
      const h1 = v128.shuffle<i64>(k1, k1, 1, 1), h2 = v128.shuffle<i64>(k2, k2, 1, 1);
      const e = f64x2.add(f64x2.mul(av, f64x2.promote_low_f32x4(h1)), f64x2.mul(bv, f64x2.promote_low_f32x4(h2)));
      const s = f64x2.sub(v128.load(slope + at), d), t = f64x2.sub(v128.load(slope + at, 16), e);
      v128.store(slope + at, s);
      v128.store(slope + at, t, 16);
      const m = v128.and(f64x2.ge(s, v), v128.load(up + at)), n = v128.and(f64x2.ge(t, w), v128.load(up + at, 16));
      v = v128.bitselect(s, v, m);
      i = v128.bitselect(here, i, m);
      w = v128.bitselect(t, w, n);
      j = v128.bitselect(next, j, n);
      here = f64x2.add(here, four);
      next = f64x2.add(next, four);
    }
  }
  picked = -Infinity;
  pickedAt = -1;
  topOf(v, i, w, j);
  top = picked;
  best = <i32>pickedAt;
}

const tiny: f64 = 1e-12;

/** The partner that lowers the objective most with `best`, in `second`; the violation, in `gap`. */
function findSecond(row: usize): void {
  let v = f64x2.splat(-Infinity), w = v, i = f64x2.splat(-1), j = i, low = f64x2.splat(Infinity), low2 = low;
  let here = f64x2(0, 1), next = f64x2(2, 3);
  const four = f64x2.splat(4), most2 = f64x2.splat(Infinity), zero = f64x2.splat(0), small = f64x2.splat(tiny);
  const high = f64x2.splat(top), own = f64x2.splat(get(diagonal, best % padded));
  let at: usize = 0;
  for (let side = 0; side < sides; side += 1) {
    for (let k: usize = 0, end = <usize>padded << 2; k < end; k += 16, at += 32) {
      const kk = v128.load(row + k), k1 = f64x2.promote_low_f32x4(kk);
      const k2 = f64x2.promote_low_f32x4(v128.shuffle<i64>(kk, kk, 1, 1));
      const s = v128.load(slope + at), t = v128.load(slope + at, 16);
      const may = v128.load(down + at), may2 = v128.load(down + at, 16);
      low = f64x2.pmin(low, v128.bitselect(s, most2, may));
      low2 = f64x2.pmin(low2, v128.bitselect(t, most2, may2));
      const g = f64x2.sub(high, s), h = f64x2.sub(high, t);
      let q = f64x2.sub(f64x2.add(own, v128.load(diagonal + (k << 1))), f64x2.add(k1, k1));
      let r = f64x2.sub(f64x2.add(own, v128.load(diagonal + (k << 1), 16)), f64x2.add(k2, k2));
      q = v128.bitselect(q, small, f64x2.gt(q, zero));
      r = v128.bitselect(r, small, f64x2.gt(r, zero));
      const a = f64x2.div(f64x2.mul(g, g), q), b = f64x2.div(f64x2.mul(h, h), r);
      const m = v128.and(v128.and(f64x2.ge(a, v), f64x2.gt(g, zero)), may);
      const n = v128.and(v128.and(f64x2.ge(b, w), f64x2.gt(h, zero)), may2);
      v = v128.bitselect(a, v, m);
      i = v128.bitselect(here, i, m);
      w = v128.bitselect(b, w, n);
      j = v128.bitselect(next, j, n);
      here = f64x2.add(here, four);
      next = f64x2.add(next, four);
    }
  }
  low = f64x2.pmin(low, low2);
  gap = top - min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
  picked = -Infinity;
  pickedAt = -1;
  topOf(v, i, w, j);
  second = <i32>pickedAt;
}

/** Up to so many steps. @returns whether more are needed */
export function svmSteps(steps: i32): bool {
  for (let s = 0; s < steps; s += 1) {
    if (best < 0) {
      gap = 0;
      return false;
    }
    const i = best, ri = i % padded, row = rowOf(ri, -1);
    findSecond(row);
    if (gap < tolerance || second < 0) return false;
    const j = second, rj = j % padded, other = rowOf(rj, ri);
    const before = get(alpha, i), beside = get(alpha, j);
    const k = <f64>load<f32>(row + (<usize>rj << 2));
    exchange(i, j, get(diagonal, ri) + get(diagonal, rj) - (k + k));
    allow(i);
    allow(j);
    move((get(alpha, i) - before) * get(sign, i), row, (get(alpha, j) - beside) * get(sign, j), other);
    turns += 1;
  }
  return true;
}

/** Moves alpha i and j along their constraint to the best place within their bounds. */
function exchange(i: i32, j: i32, curvature: f64): void {
  const q = curvature > 0 ? curvature : tiny;
  const yi = get(sign, i), yj = get(sign, j), ci = get(most, i), cj = get(most, j);
  const gi = -yi * get(slope, i), gj = -yj * get(slope, j);
  let a = get(alpha, i), b = get(alpha, j);
  if (yi != yj) {
    const delta = (-gi - gj) / q, apart = a - b;
    a += delta;
    b += delta;
    if (apart > 0) {
      if (b < 0) { b = 0; a = apart; }
    } else if (a < 0) { a = 0; b = -apart; }
    if (apart > ci - cj) {
      if (a > ci) { a = ci; b = ci - apart; }
    } else if (b > cj) { b = cj; a = cj + apart; }
  } else {
    const delta = (gi - gj) / q, sum = a + b;
    a -= delta;
    b += delta;
    if (sum > ci) {
      if (a > ci) { a = ci; b = sum - ci; }
    } else if (b < 0) { b = 0; a = sum; }
    if (sum > cj) {
      if (b > cj) { b = cj; a = sum - cj; }
    } else if (a < 0) { a = 0; b = sum; }
  }
  store<f64>(alpha + (<usize>i << 3), a);
  store<f64>(alpha + (<usize>j << 3), b);
}
