// The hot parts of histogram gradient boosting. reference/boost.ts says the same plainly, and gives the same bits.
// A packed row is two i32, gradient and hessian; a histogram's bin is their sum over its rows, and how many: one v128.

/** exp to 14 digits, the same on every machine: no library's exp is. Even and odd powers apart, for two short chains. */
function exp(x: f64): f64 {
  const clipped = min(max(x, -700.0), 700.0);
  const whole = nearest(clipped * 1.4426950408889634);
  const r = clipped - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10;
  const s = r * r;
  let even = 1.0 / 3628800;
  even = even * s + 1.0 / 40320;
  even = even * s + 1.0 / 720;
  even = even * s + 1.0 / 24;
  even = even * s + 0.5;
  even = even * s + 1;
  let odd = 1.0 / 39916800;
  odd = odd * s + 1.0 / 362880;
  odd = odd * s + 1.0 / 5040;
  odd = odd * s + 1.0 / 120;
  odd = odd * s + 1.0 / 6;
  odd = odd * s + 1;
  const q = even + r * odd;
  return q * reinterpret<f64>((<u64>(1023 + <i64>whole)) << 52);
}

// @ts-ignore: decorator
@inline
function weightAt(w: usize, i: i32): f64 {
  return w ? load<f64>(w + (<usize>i << 3)) : 1;
}

// @ts-ignore: decorator
@inline
function put(g: usize, h: usize, i: i32, a: f64, b: f64): void {
  store<f32>(g + (<usize>i << 2), <f32>a);
  store<f32>(h + (<usize>i << 2), <f32>b);
}

// @ts-ignore: decorator
@inline
function horner(q: v128, r: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(q, r), f64x2.splat(c));
}

/** exp of two numbers not above 0, each to the bit what exp gives. */
// @ts-ignore: decorator
@inline
function exp2(x: v128): v128 {
  const clipped = f64x2.pmax(f64x2.splat(-700), x);
  const whole = f64x2.nearest(f64x2.mul(clipped, f64x2.splat(1.4426950408889634)));
  const r = f64x2.sub(
    f64x2.sub(clipped, f64x2.mul(whole, f64x2.splat(0.6931471803691238))),
    f64x2.mul(whole, f64x2.splat(1.9082149292705877e-10)),
  );
  const s = f64x2.mul(r, r);
  let even = f64x2.splat(1.0 / 3628800);
  even = horner(even, s, 1.0 / 40320);
  even = horner(even, s, 1.0 / 720);
  even = horner(even, s, 1.0 / 24);
  even = horner(even, s, 0.5);
  even = horner(even, s, 1);
  let odd = f64x2.splat(1.0 / 39916800);
  odd = horner(odd, s, 1.0 / 362880);
  odd = horner(odd, s, 1.0 / 5040);
  odd = horner(odd, s, 1.0 / 120);
  odd = horner(odd, s, 1.0 / 6);
  odd = horner(odd, s, 1);
  const q = f64x2.add(even, f64x2.mul(r, odd));
  // Added to 1.5 x 2^52 a whole number stands in the low bits.
  const bits = i64x2.add(f64x2.add(whole, f64x2.splat(6755399441055744)), i64x2.splat(1023));
  return f64x2.mul(q, i64x2.shl(bits, 52));
}

/** Log loss of two classes, two rows at a time; the last one alone where they are odd. */
function logistic(from: i32, to: i32, raw: usize, y: usize, w: usize, g: usize, h: usize): void {
  const one = f64x2.splat(1), zero = f64x2.splat(0);
  for (let i = from; i < to; i += 2) {
    const at = <usize>i << 3, pair = i + 1 < to;
    const r = pair ? v128.load(raw + at) : v128.load64_splat(raw + at);
    const t = pair ? v128.load(y + at) : v128.load64_splat(y + at);
    const e = exp2(f64x2.neg(f64x2.abs(r)));
    const share = f64x2.div(one, f64x2.add(one, e));
    const p = f64x2.mul(v128.bitselect(e, one, f64x2.lt(r, zero)), share);
    let a = f64x2.sub(p, t), b = f64x2.mul(f64x2.mul(e, share), share);
    if (w) {
      const s = pair ? v128.load(w + at) : v128.load64_splat(w + at);
      a = f64x2.mul(s, a);
      b = f64x2.mul(s, b);
    }
    const ga = f32x4.demote_f64x2_zero(a), hb = f32x4.demote_f64x2_zero(b);
    if (pair) {
      v128.store64_lane(g + (<usize>i << 2), ga, 0);
      v128.store64_lane(h + (<usize>i << 2), hb, 0);
    } else {
      v128.store32_lane(g + (<usize>i << 2), ga, 0);
      v128.store32_lane(h + (<usize>i << 2), hb, 0);
    }
  }
}

/**
 * Gradients and hessians of rows `from` to `to` as f32; w is null (0) for weights of 1.
 * loss: 0 squared error, 1 absolute error, 2 quantile (its level in `a`), 3 Poisson, 4 gamma, 5 log loss of two classes.
 */
export function gradients(loss: i32, a: f64, from: i32, to: i32, raw: usize, y: usize, w: usize, g: usize, h: usize): void {
  if (loss == 5) return logistic(from, to, raw, y, w, g, h);
  for (let i = from; i < to; i += 1) {
    const at = <usize>i << 3;
    const r = load<f64>(raw + at), t = load<f64>(y + at), s = weightAt(w, i);
    if (loss == 0) {
      put(g, h, i, s * (r - t), s);
    } else if (loss == 1) {
      put(g, h, i, r > t ? s : -s, s);
    } else if (loss == 2) {
      put(g, h, i, t >= r ? -a * s : (1 - a) * s, s);
    } else if (loss == 3) {
      const e = exp(r);
      put(g, h, i, s * (e - t), s * e);
    } else {
      const e = t * exp(-r);
      put(g, h, i, s * (1 - e), s * e);
    }
  }
}

/** For each row the largest of its `classes` raw scores, and one over the sum of exp(score - largest). */
export function softmaxBase(raw: usize, stride: i32, classes: i32, from: i32, to: i32, top: usize, share: usize): void {
  for (let i = from; i < to; i += 1) {
    const at = <usize>i << 3;
    let m = load<f64>(raw + at);
    for (let k = 1; k < classes; k += 1) m = max(m, load<f64>(raw + at + ((<usize>k * <usize>stride) << 3)));
    let sum: f64 = 0;
    for (let k = 0; k < classes; k += 1) sum += exp(load<f64>(raw + at + ((<usize>k * <usize>stride) << 3)) - m);
    store<f64>(top + at, m);
    store<f64>(share + at, 1 / sum);
  }
}

/** Gradients of the log loss of many classes for class k, whose raw scores are at `raw`. */
export function gradientsOfClass(k: i32, from: i32, to: i32, raw: usize, y: usize, w: usize, top: usize, share: usize, g: usize, h: usize): void {
  for (let i = from; i < to; i += 1) {
    const at = <usize>i << 3;
    const p = exp(load<f64>(raw + at) - load<f64>(top + at)) * load<f64>(share + at), s = weightAt(w, i);
    put(g, h, i, s * (load<f64>(y + at) == <f64>k ? p - 1 : p), s * p * (1 - p));
  }
}

/** Adds |gradient| and the hessian of rows `from` to `to` to the two doubles at `sums`. */
export function sizes(g: usize, h: usize, from: i32, to: i32, sums: usize): void {
  let a = load<f64>(sums), b = load<f64>(sums, 8);
  for (let i = from; i < to; i += 1) {
    a += abs(<f64>load<f32>(g + (<usize>i << 2)));
    b += <f64>load<f32>(h + (<usize>i << 2));
  }
  store<f64>(sums, a);
  store<f64>(sums, b, 8);
}

/** Packs rows: gradient x gs and hessian x hs, rounded half to even; adds them up in the v128 at `total`. */
export function pack(g: usize, h: usize, from: i32, to: i32, gs: f64, hs: f64, out: usize, total: usize): void {
  let sum = v128.load(total);
  const scale = f64x2(gs, hs), one = i32x4(0, 0, 1, 0);
  for (let i = from; i < to; i += 1) {
    const pair = f64x2(<f64>load<f32>(g + (<usize>i << 2)), <f64>load<f32>(h + (<usize>i << 2)));
    const v = i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(pair, scale)));
    v128.store64_lane(out + (<usize>i << 3), v, 0);
    sum = i32x4.add(sum, v128.or(v, one));
  }
  v128.store(total, sum);
}

/** The packed rows idx[start] to idx[end], side by side. */
export function gather(pk: usize, idx: usize, start: i32, end: i32, out: usize): void {
  for (let i = start; i < end; i += 1) {
    store<i64>(out + (<usize>(i - start) << 3), load<i64>(pk + (<usize>load<u32>(idx + (<usize>i << 2)) << 3)));
  }
}

/** A packed row with its count of 1. */
// @ts-ignore: decorator
@inline
function rowAt(rows: usize, i: i32): v128 {
  return v128.or(v128.load64_zero(rows + (<usize>i << 3)), i32x4(0, 0, 1, 0));
}

// @ts-ignore: decorator
@inline
function bump(hist: usize, bin: u32, v: v128): void {
  const at = hist + (<usize>bin << 4);
  v128.store(at, i32x4.add(v128.load(at), v));
}

/**
 * The bins of rows idx[start] to idx[end], of all rows where idx is null (0), four features in a word, word after word:
 * row j of word q stands at out + 4 (q x block + j). One line of memory is read for a row, whatever is asked of it later.
 * @param wide bytes of a row, a multiple of 16
 */
export function gatherBins(rows: usize, wide: i32, idx: usize, start: i32, end: i32, out: usize, block: i32): void {
  const step = <usize>block << 2;
  let i = start;
  // Four rows at a time, turned: half as many instructions as a word at a time.
  for (; i + 4 <= end; i += 4) {
    const at = idx + (<usize>i << 2);
    const a = rows + <usize>(idx ? load<i32>(at) : i) * <usize>wide, b = rows + <usize>(idx ? load<i32>(at, 4) : i + 1) * <usize>wide;
    const c = rows + <usize>(idx ? load<i32>(at, 8) : i + 2) * <usize>wide, d = rows + <usize>(idx ? load<i32>(at, 12) : i + 3) * <usize>wide;
    let to = out + (<usize>(i - start) << 2);
    for (let part: usize = 0; part < <usize>wide; part += 16) {
      const w = v128.load(a + part), x = v128.load(b + part), y = v128.load(c + part), z = v128.load(d + part);
      const wx = v128.shuffle<i32>(w, x, 0, 4, 1, 5), yz = v128.shuffle<i32>(y, z, 0, 4, 1, 5);
      const wx2 = v128.shuffle<i32>(w, x, 2, 6, 3, 7), yz2 = v128.shuffle<i32>(y, z, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(wx, yz, 0, 2));
      v128.store(to + step, v128.shuffle<i64>(wx, yz, 1, 3));
      v128.store(to + 2 * step, v128.shuffle<i64>(wx2, yz2, 0, 2));
      v128.store(to + 3 * step, v128.shuffle<i64>(wx2, yz2, 1, 3));
      to += 4 * step;
    }
  }
  for (; i < end; i += 1) {
    const row = rows + <usize>(idx ? load<i32>(idx + (<usize>i << 2)) : i) * <usize>wide;
    let to = out + (<usize>(i - start) << 2);
    for (let b: usize = 0; b < <usize>wide; b += 16) {
      const v = v128.load(row + b);
      v128.store32_lane(to, v, 0);
      v128.store32_lane(to + step, v, 1);
      v128.store32_lane(to + 2 * step, v, 2);
      v128.store32_lane(to + 3 * step, v, 3);
      to += 4 * step;
    }
  }
}

/**
 * Adds rows to the histograms of the four features of a word, or of the first two. The histograms stand `o0` to `o3`
 * bytes from `hist`; o2 below 0 says that there are two.
 */
export function histogram(words: usize, rows: usize, count: i32, hist: usize, o0: i32, o1: i32, o2: i32, o3: i32): void {
  const h0 = hist + o0, h1 = hist + o1, h2 = hist + o2, h3 = hist + o3;
  if (o2 < 0) {
    for (let i = 0; i < count; i += 1) {
      const w = load<u32>(words + (<usize>i << 2)), v = rowAt(rows, i);
      bump(h0, w & 255, v);
      bump(h1, (w >> 8) & 255, v);
    }
  } else if (o1 - o0 == 4096 && o2 - o0 == 8192 && o3 - o0 == 12288) {
    // Distances that stand in the instructions are a tenth faster.
    for (let i = 0; i < count; i += 1) four(h0, load<u32>(words + (<usize>i << 2)), rowAt(rows, i));
  } else {
    for (let i = 0; i < count; i += 1) {
      const w = load<u32>(words + (<usize>i << 2)), v = rowAt(rows, i);
      bump(h0, w & 255, v);
      bump(h1, (w >> 8) & 255, v);
      bump(h2, (w >> 16) & 255, v);
      bump(h3, w >> 24, v);
    }
  }
}

// @ts-ignore: decorator
@inline
function four(hist: usize, w: u32, v: v128): void {
  const a = hist + ((w & 255) << 4), b = hist + ((w >> 4) & 0xff0), c = hist + ((w >> 12) & 0xff0), d = hist + ((w >> 24) << 4);
  v128.store(a, i32x4.add(v128.load(a), v));
  v128.store(b, i32x4.add(v128.load(b, 4096), v), 4096);
  v128.store(c, i32x4.add(v128.load(c, 8192), v), 8192);
  v128.store(d, i32x4.add(v128.load(d, 12288), v), 12288);
}

/** The numbers from 0 to n - 1. */
export function inOrder(idx: usize, n: i32): void {
  for (let i = 0; i < n; i += 1) store<i32>(idx + (<usize>i << 2), i);
}

export function clear(at: usize, bytes: i32): void {
  memory.fill(at, 0, bytes);
}

/** parent - child, in the parent's place. */
export function subtract(parent: usize, child: usize, bytes: i32): void {
  for (let i: usize = 0; i < <usize>bytes; i += 16) {
    v128.store(parent + i, i32x4.sub(v128.load(parent + i), v128.load(child + i)));
  }
}

// Of one scan: the node's totals and limits, set once for all its features.
let nodeG = 0, nodeH = 0, least = 0, most = 0, lightest = 0, heaviest = 0, penalty: f64 = 0, quick = false;
let bestGain: f64 = 0, bestBin = 0;

/**
 * Looks for the best place to part a feature's bins above bestGain, and leaves it there and in bestBin:
 * lg2/(lh + l2) + rg2/(rh + l2) over the places where both sides keep enough rows and hessian. `first` is what is on the left
 * before the first bin; of equal gains the first wins, with `late` the last.
 *
 * Four places at a time are held against the best in single precision, whose error is under a millionth, as only positive
 * numbers are added and a right side is taken off as whole numbers; the few that may be above it are weighed in doubles.
 */
function parting(hist: usize, bins: i32, places: i32, first: v128, late: bool): void {
  const G = i32x4.splat(nodeG), H = i32x4.splat(nodeH), l2 = f32x4.splat(<f32>penalty);
  const c0 = i32x4.splat(least), c1 = i32x4.splat(most), h0 = i32x4.splat(lightest), h1 = i32x4.splat(heaviest);
  let bar = f32x4.splat(<f32>(bestGain * 0.99999)), acc = first;
  for (let b = 0; b < bins; b += 4) {
    const at = hist + (<usize>b << 4), before = acc;
    const s0 = i32x4.add(acc, v128.load(at));
    const s1 = i32x4.add(s0, v128.load(at, 16));
    const s2 = i32x4.add(s1, v128.load(at, 32));
    acc = i32x4.add(s2, v128.load(at, 48));
    const low = v128.shuffle<i32>(s0, s1, 0, 4, 1, 5), high = v128.shuffle<i32>(s2, acc, 0, 4, 1, 5);
    const g = v128.shuffle<i32>(low, high, 0, 1, 4, 5), h = v128.shuffle<i32>(low, high, 2, 3, 6, 7);
    const c = v128.shuffle<i32>(
      v128.shuffle<i32>(s0, s1, 2, 6, 3, 7),
      v128.shuffle<i32>(s2, acc, 2, 6, 3, 7),
      0, 1, 4, 5,
    );
    const lg = f32x4.convert_i32x4_s(g), rg = f32x4.convert_i32x4_s(i32x4.sub(G, g));
    const l = f32x4.add(f32x4.convert_i32x4_s(h), l2), r = f32x4.add(f32x4.convert_i32x4_s(i32x4.sub(H, h)), l2);
    const over = f32x4.add(f32x4.mul(f32x4.mul(lg, lg), r), f32x4.mul(f32x4.mul(rg, rg), l));
    const fits = v128.and(
      v128.and(i32x4.ge_s(c, c0), i32x4.le_s(c, c1)),
      v128.and(i32x4.ge_s(h, h0), i32x4.le_s(h, h1)),
    );
    if (!v128.any_true(v128.and(fits, f32x4.ge(over, f32x4.mul(bar, f32x4.mul(l, r)))))) continue;
    weigh(at, b, min(places, b + 4), before, late);
    bar = f32x4.splat(<f32>(bestGain * 0.99999));
  }
}

/** The places from `b` to `to`, whose bins are at `at`, in doubles. */
function weigh(at: usize, b: i32, to: i32, before: v128, late: bool): void {
  const G = <f64>nodeG, H = <f64>nodeH;
  let acc = before;
  for (; b < to; b += 1) {
    acc = i32x4.add(acc, v128.load(at));
    at += 16;
    const c = i32x4.extract_lane(acc, 2), h = i32x4.extract_lane(acc, 1);
    if (c < least || c > most || h < lightest || h > heaviest) continue;
    const lg = <f64>i32x4.extract_lane(acc, 0), rg = G - lg;
    const l = <f64>h + penalty, r = H - <f64>h + penalty;
    const gain = (lg * lg * r + rg * rg * l) / (l * r);
    if (gain > bestGain || (late && bestBin >= 0 && gain == bestGain)) {
      bestGain = gain;
      bestBin = b;
    }
  }
}

/**
 * Looks through features `from` to `to` of a list for a split with a gain above the one at `best`, and writes it there.
 * features: u32 each; offset: i32 bytes of each feature in the histogram, whose bins stand in fours, 0 beyond the last;
 * bins: i32, without the missing one; missing: u8, whether the feature has such a bin, the next after the others.
 * node: i32 g, h, count. Both sides keep `leaf` rows and a hessian of `light`, whole numbers.
 * best: f64 gain | i32 feature | i32 bin | i32 missing go left | i32 g, h, c of the left side.
 */
export function scan(hist: usize, features: usize, from: i32, to: i32, offset: usize, bins: usize, missing: usize, node: usize, leaf: i32, light: i32, l2: f64, best: usize): void {
  nodeG = load<i32>(node);
  nodeH = load<i32>(node, 4);
  least = leaf;
  most = load<i32>(node, 8) - leaf;
  lightest = light;
  heaviest = nodeH - light;
  penalty = l2;
  // Beyond this a product leaves the range of single precision.
  quick = l2 < 1e12;
  for (let i = from; i < to; i += 1) {
    const f = load<u32>(features + (<usize>i << 2));
    const at = hist + load<i32>(offset + (<usize>f << 2)), n = load<i32>(bins + (<usize>f << 2));
    const gaps = load<u8>(missing + f);
    consider(best, at, f, n, gaps ? n : n - 1, i32x4.splat(0), false);
    if (gaps) consider(best, at, f, n, n - 1, v128.load(at + (<usize>n << 4)), true);
  }
}

function consider(best: usize, hist: usize, f: u32, n: i32, places: i32, first: v128, late: bool): void {
  bestGain = load<f64>(best);
  bestBin = -1;
  if (quick) parting(hist, n, places, first, late);
  else weigh(hist, 0, places, first, late);
  if (bestBin >= 0) keep(best, hist, f, late ? n : 0);
}

function keep(best: usize, hist: usize, f: u32, missing: i32): void {
  let left = missing ? v128.load(hist + (<usize>missing << 4)) : i32x4.splat(0);
  for (let b = 0; b <= bestBin; b += 1) left = i32x4.add(left, v128.load(hist + (<usize>b << 4)));
  store<f64>(best, bestGain);
  store<u32>(best, f, 8);
  store<i32>(best, bestBin, 12);
  store<i32>(best, i32(missing > 0), 16);
  store<i32>(best, i32x4.extract_lane(left, 0), 20);
  store<i32>(best, i32x4.extract_lane(left, 1), 24);
  store<i32>(best, i32x4.extract_lane(left, 2), 28);
}

/**
 * Rows of a node whose bin is at most `bin`, or is `missing`, to the front; both sides keep their order.
 * @param missing -1 where missing values go right @returns the first place of the right side
 */
export function partition(column: usize, bin: i32, missing: i32, idx: usize, spare: usize, start: i32, end: i32): i32 {
  let left = start, right = 0;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const b = <i32>load<u8>(column + <usize>row);
    const go = i32(b <= bin) | i32(b == missing);
    store<u32>(idx + (<usize>left << 2), row);
    store<u32>(spare + (<usize>right << 2), row);
    left += go;
    right += 1 - go;
  }
  memory.copy(idx + (<usize>left << 2), spare, <usize>right << 2);
  return left;
}

/** The same of rows whose bin has a 1 in `set`, 256 bytes. */
export function partitionSet(column: usize, set: usize, idx: usize, spare: usize, start: i32, end: i32): i32 {
  let left = start, right = 0;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const go = <i32>load<u8>(set + <usize>load<u8>(column + <usize>row));
    store<u32>(idx + (<usize>left << 2), row);
    store<u32>(spare + (<usize>right << 2), row);
    left += go;
    right += 1 - go;
  }
  memory.copy(idx + (<usize>left << 2), spare, <usize>right << 2);
  return left;
}

/** Sums of gradient and hessian over a leaf's rows, to the two doubles at `sums`. */
export function leafSums(idx: usize, start: i32, end: i32, g: usize, h: usize, sums: usize): void {
  let a: f64 = 0, b: f64 = 0;
  for (let i = start; i < end; i += 1) {
    const row = <usize>load<u32>(idx + (<usize>i << 2)) << 2;
    a += <f64>load<f32>(g + row);
    b += <f64>load<f32>(h + row);
  }
  store<f64>(sums, a);
  store<f64>(sums, b, 8);
}

export function addToRows(idx: usize, start: i32, end: i32, raw: usize, value: f64): void {
  for (let i = start; i < end; i += 1) {
    const at = raw + (<usize>load<u32>(idx + (<usize>i << 2)) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}
