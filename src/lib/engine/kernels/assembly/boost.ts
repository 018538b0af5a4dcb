// The hot parts of histogram gradient boosting. reference/boost.ts says the same plainly, and gives the same bits.
// A packed row is one v128: gradient, hessian and count as i32; a histogram's bin is the sum of its rows.

/** exp to about 1 unit in the last place, the same on every machine: no library's exp is. */
function exp(x: f64): f64 {
  const clipped = min(max(x, -700.0), 700.0);
  const whole = nearest(clipped * 1.4426950408889634);
  const r = clipped - whole * 0.6931471803691238 - whole * 1.9082149292705877e-10;
  let q = 1.0 / 479001600;
  q = q * r + 1.0 / 39916800;
  q = q * r + 1.0 / 3628800;
  q = q * r + 1.0 / 362880;
  q = q * r + 1.0 / 40320;
  q = q * r + 1.0 / 5040;
  q = q * r + 1.0 / 720;
  q = q * r + 1.0 / 120;
  q = q * r + 1.0 / 24;
  q = q * r + 1.0 / 6;
  q = q * r + 0.5;
  q = q * r + 1;
  q = q * r + 1;
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

/**
 * Gradients and hessians of rows `from` to `to` as f32; w is null (0) for weights of 1.
 * loss: 0 squared error, 1 absolute error, 2 quantile (its level in `a`), 3 Poisson, 4 gamma, 5 log loss of two classes.
 */
export function gradients(loss: i32, a: f64, from: i32, to: i32, raw: usize, y: usize, w: usize, g: usize, h: usize): void {
  for (let i = from; i < to; i += 1) {
    const at = <usize>i << 3;
    const r = load<f64>(raw + at), t = load<f64>(y + at), s = weightAt(w, i);
    if (loss == 5) {
      const e = exp(-abs(r));
      const p = (r < 0 ? e : 1) / (1 + e);
      put(g, h, i, s * (p - t), s * (e / ((1 + e) * (1 + e))));
    } else if (loss == 0) {
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

/** Packs rows: gradient x gs and hessian x hs, rounded half to even, and 1; adds them up in the v128 at `total`. */
export function pack(g: usize, h: usize, from: i32, to: i32, gs: f64, hs: f64, out: usize, total: usize): void {
  let sum = v128.load(total);
  const scale = f64x2(gs, hs), one = i32x4(0, 0, 1, 0);
  for (let i = from; i < to; i += 1) {
    const pair = f64x2(<f64>load<f32>(g + (<usize>i << 2)), <f64>load<f32>(h + (<usize>i << 2)));
    const v = v128.or(i32x4.trunc_sat_f64x2_s_zero(f64x2.nearest(f64x2.mul(pair, scale))), one);
    v128.store(out + (<usize>i << 4), v);
    sum = i32x4.add(sum, v);
  }
  v128.store(total, sum);
}

/** The packed rows idx[start] to idx[end], side by side. */
export function gather(pk: usize, idx: usize, start: i32, end: i32, out: usize): void {
  for (let i = start; i < end; i += 1) {
    v128.store(out + (<usize>i << 4), v128.load(pk + (<usize>load<u32>(idx + (<usize>i << 2)) << 4)));
  }
}

// @ts-ignore: decorator
@inline
function bump(hist: usize, bin: u32, v: v128): void {
  const at = hist + (<usize>bin << 4);
  v128.store(at, i32x4.add(v128.load(at), v));
}

/**
 * Adds rows to the histograms of the four features of a word. The histograms stand `o0` to `o3` bytes from `hist`.
 * @param idx rows, or null (0) for all from start to end
 */
export function histogram(words: usize, idx: usize, rows: usize, start: i32, end: i32, hist: usize, o0: i32, o1: i32, o2: i32, o3: i32): void {
  const h0 = hist + o0, h1 = hist + o1, h2 = hist + o2, h3 = hist + o3;
  if (idx) {
    for (let i = start; i < end; i += 1) {
      const w = load<u32>(words + (<usize>load<u32>(idx + (<usize>i << 2)) << 2));
      const v = v128.load(rows + (<usize>i << 4));
      bump(h0, w & 255, v);
      bump(h1, (w >> 8) & 255, v);
      bump(h2, (w >> 16) & 255, v);
      bump(h3, w >> 24, v);
    }
  } else {
    for (let i = start; i < end; i += 1) {
      const w = load<u32>(words + (<usize>i << 2));
      const v = v128.load(rows + (<usize>i << 4));
      bump(h0, w & 255, v);
      bump(h1, (w >> 8) & 255, v);
      bump(h2, (w >> 16) & 255, v);
      bump(h3, w >> 24, v);
    }
  }
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

// Of one scan: the node's totals and limits.
let bestGain: f64 = 0, bestBin = 0;

/**
 * Best place to part a feature's bins, in bestGain and bestBin: lg2/(lh + l2) + rg2/(rh + l2) over the bins where both
 * sides keep `leaf` rows and a hessian of `light`. `first` is what is on the left before the first bin; of equal gains the
 * first wins, with `late` the last. Bins beyond the last are 0 to an even number.
 */
function parting(hist: usize, bins: i32, first: v128, G: f64, H: f64, C: f64, leaf: f64, light: f64, l2: f64, late: bool): void {
  const Gv = f64x2.splat(G), Hv = f64x2.splat(H), lv = f64x2.splat(l2);
  const c0 = f64x2.splat(leaf), c1 = f64x2.splat(C - leaf), h0 = f64x2.splat(light), h1 = f64x2.splat(H - light);
  let best = f64x2.splat(-1), at = i64x2.splat(-1), here = i64x2(0, 1), acc = first;
  const two = i64x2.splat(2);
  for (let b = 0; b < bins; b += 2) {
    const one = i32x4.add(acc, v128.load(hist + (<usize>b << 4)));
    acc = i32x4.add(one, v128.load(hist + (<usize>b << 4), 16));
    const gh = v128.shuffle<i32>(one, acc, 0, 4, 1, 5);
    const lg = f64x2.convert_low_i32x4_s(gh);
    const lh = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(gh, gh, 2, 3, 2, 3));
    const lc = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(one, acc, 2, 6, 2, 6));
    const rg = f64x2.sub(Gv, lg), l = f64x2.add(lh, lv), r = f64x2.add(f64x2.sub(Hv, lh), lv);
    const gain = f64x2.div(
      f64x2.add(f64x2.mul(f64x2.mul(lg, lg), r), f64x2.mul(f64x2.mul(rg, rg), l)),
      f64x2.mul(l, r),
    );
    const fits = v128.and(
      v128.and(f64x2.ge(lc, c0), f64x2.le(lc, c1)),
      v128.and(f64x2.ge(lh, h0), f64x2.le(lh, h1)),
    );
    const wins = v128.and(late ? f64x2.ge(gain, best) : f64x2.gt(gain, best), fits);
    best = v128.bitselect(gain, best, wins);
    at = v128.bitselect(here, at, wins);
    here = i64x2.add(here, two);
  }
  const g0 = f64x2.extract_lane(best, 0), g1 = f64x2.extract_lane(best, 1);
  const b0 = <i32>i64x2.extract_lane(at, 0), b1 = <i32>i64x2.extract_lane(at, 1);
  const second = g1 > g0 || (g1 == g0 && (late ? b1 > b0 : b1 >= 0 && (b0 < 0 || b1 < b0)));
  bestGain = second ? g1 : g0;
  bestBin = second ? b1 : b0;
}

/**
 * Looks through `count` features for a split with a gain above the one at `best`, and writes it there.
 * features: u32 each; offset: i32 bytes of each feature in the histogram; bins: i32, without the missing one;
 * missing: u8, whether the feature has such a bin, the next after the others.
 * best: f64 gain | i32 feature | i32 bin | i32 missing go left | i32 g, h, c of the left side.
 */
export function scan(hist: usize, features: usize, from: i32, to: i32, offset: usize, bins: usize, missing: usize, node: usize, leaf: f64, light: f64, l2: f64, best: usize): void {
  const G = <f64>load<i32>(node), H = <f64>load<u32>(node, 4), C = <f64>load<i32>(node, 8);
  for (let i = from; i < to; i += 1) {
    const f = load<u32>(features + (<usize>i << 2));
    const at = hist + load<i32>(offset + (<usize>f << 2)), n = load<i32>(bins + (<usize>f << 2));
    const gaps = load<u8>(missing + f);
    parting(at, n, i32x4.splat(0), G, H, C, leaf, light, l2, false);
    if (bestBin >= 0 && bestGain > load<f64>(best)) keep(best, at, f, 0);
    if (!gaps) continue;
    parting(at, n, v128.load(at + (<usize>n << 4)), G, H, C, leaf, light, l2, true);
    if (bestBin >= 0 && bestGain > load<f64>(best)) keep(best, at, f, n);
  }
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
export function partition(bytes: usize, bin: i32, missing: i32, idx: usize, spare: usize, start: i32, end: i32): i32 {
  let left = start, right = 0;
  for (let i = start; i < end; i += 1) {
    const row = load<u32>(idx + (<usize>i << 2));
    const b = <i32>load<u8>(bytes + (<usize>row << 2));
    const go = i32(b <= bin) | i32(b == missing);
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
