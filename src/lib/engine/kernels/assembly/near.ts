// The nearest rows of each query by brute force. Four queries meet eight rows at a time in floats, which give a bound
// below the true distance; the few rows whose bound is within the farthest neighbour so far are measured in doubles.
// reference/near.ts says the same plainly, and kernels/near.ts what the bound is.

// Rows: doubles row-major; floats in blocks of 8 rows, each dimension's 8 side by side; and the float that each sum starts at.
let exact: usize = 0, blocks: usize = 0, starts: usize = 0, rows = 0, width = 0, sizes = false;
let unit: f64 = 1;

/** @param manhattan 1: sums of sizes; 0: of squares @param per a distance in floats is one in doubles times this */
export function nearRows(x: usize, floats: usize, first: usize, n: i32, p: i32, manhattan: i32, per: f64): void {
  exact = x;
  blocks = floats;
  starts = first;
  rows = n;
  width = p;
  sizes = manhattan != 0;
  unit = per;
}

// Queries: doubles row-major; floats of four side by side for each dimension; of each the part of its bound that is its own.
let queries: usize = 0, small: usize = 0, own: usize = 0, limits: usize = 0, k = 0;
let distances: usize = 0, places: usize = 0;

/**
 * The k nearest of each of `count` queries. limits: room for a float each, to a multiple of 4.
 * Writes distances (f64, Infinity where there is none) and places (i32, -1), k of each query.
 */
export function nearSearch(
  count: i32, q: usize, floats: usize, parts: usize, room: usize, most: i32, d: usize, at: usize,
): void {
  queries = q;
  small = floats;
  own = parts;
  limits = room;
  k = most;
  distances = d;
  places = at;
  const padded = (count + 3) & ~3;
  for (let i = 0; i < count * k; i += 1) {
    store<f64>(d + (<usize>i << 3), Infinity);
    store<i32>(at + (<usize>i << 2), -1);
  }
  for (let i = 0; i < padded; i += 1) store<f32>(room + (<usize>i << 2), i < count ? f32.MAX_VALUE : -Infinity);
  const all = (rows + 7) >> 3;
  // Rows that stay in the second cache while all queries pass by: about 100 kB.
  const tile = max(8, 3200 / max(1, width));
  for (let from = 0; from < all; from += tile) {
    const to = min(all, from + tile);
    for (let four = 0; four < padded; four += 4) {
      if (sizes) bySizes(four, from, to);
      else byProducts(four, from, to);
    }
  }
}

// @ts-ignore: decorator
@inline
function limit(query: i32): v128 {
  return v128.load32_splat(limits + (<usize>query << 2));
}

/** start + sum of (-2 x) q. */
function byProducts(four: i32, from: i32, to: i32): void {
  const step = <usize>width << 4, z = small + <usize>(four >> 2) * step;
  let at = blocks + <usize>from * (step << 1), first = starts + (<usize>from << 5);
  for (let b = from; b < to; b += 1, first += 32) {
    let a0 = v128.load(first), a1 = v128.load(first, 16), b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
    for (let s = z, end = z + step; s < end; s += 16, at += 32) {
      const x = v128.load(at), y = v128.load(at, 16);
      let v = v128.load32_splat(s);
      a0 = f32x4.add(a0, f32x4.mul(v, x));
      a1 = f32x4.add(a1, f32x4.mul(v, y));
      v = v128.load32_splat(s, 4);
      b0 = f32x4.add(b0, f32x4.mul(v, x));
      b1 = f32x4.add(b1, f32x4.mul(v, y));
      v = v128.load32_splat(s, 8);
      c0 = f32x4.add(c0, f32x4.mul(v, x));
      c1 = f32x4.add(c1, f32x4.mul(v, y));
      v = v128.load32_splat(s, 12);
      d0 = f32x4.add(d0, f32x4.mul(v, x));
      d1 = f32x4.add(d1, f32x4.mul(v, y));
    }
    look(four, b, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}

// @ts-ignore: decorator
@inline
function apart(sum: v128, v: v128, x: v128): v128 {
  return f32x4.add(sum, f32x4.abs(f32x4.sub(v, x)));
}

/** start + sum of |x - q|. */
function bySizes(four: i32, from: i32, to: i32): void {
  const step = <usize>width << 4, z = small + <usize>(four >> 2) * step;
  let at = blocks + <usize>from * (step << 1), first = starts + (<usize>from << 5);
  for (let b = from; b < to; b += 1, first += 32) {
    let a0 = v128.load(first), a1 = v128.load(first, 16), b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
    for (let s = z, end = z + step; s < end; s += 16, at += 32) {
      const x = v128.load(at), y = v128.load(at, 16);
      let v = v128.load32_splat(s);
      a0 = apart(a0, v, x);
      a1 = apart(a1, v, y);
      v = v128.load32_splat(s, 4);
      b0 = apart(b0, v, x);
      b1 = apart(b1, v, y);
      v = v128.load32_splat(s, 8);
      c0 = apart(c0, v, x);
      c1 = apart(c1, v, y);
      v = v128.load32_splat(s, 12);
      d0 = apart(d0, v, x);
      d1 = apart(d1, v, y);
    }
    look(four, b, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}

// @ts-ignore: decorator
@inline
function look(
  four: i32, block: i32, a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128,
): void {
  const la = limit(four), lb = limit(four + 1), lc = limit(four + 2), ld = limit(four + 3);
  const ma = f32x4.le(f32x4.pmin(a1, a0), la), mb = f32x4.le(f32x4.pmin(b1, b0), lb);
  const mc = f32x4.le(f32x4.pmin(c1, c0), lc), md = f32x4.le(f32x4.pmin(d1, d0), ld);
  if (!v128.any_true(v128.or(v128.or(ma, mb), v128.or(mc, md)))) return;
  measure(four, block, bits(a0, a1, la));
  measure(four + 1, block, bits(b0, b1, lb));
  measure(four + 2, block, bits(c0, c1, lc));
  measure(four + 3, block, bits(d0, d1, ld));
}

// @ts-ignore: decorator
@inline
function bits(low: v128, high: v128, most: v128): i32 {
  return i32x4.bitmask(f32x4.le(low, most)) | (i32x4.bitmask(f32x4.le(high, most)) << 4);
}

/** The rows of a block that the mask names, in their order. */
function measure(query: i32, block: i32, mask: i32): void {
  for (; mask != 0; mask &= mask - 1) {
    const row = (block << 3) + ctz(mask);
    if (row >= rows) return;
    const end = distances + (<usize>((query + 1) * k) << 3) - 8;
    const d = sizes ? sumOfSizes(query, row) : sumOfSquares(query, row);
    if (d < load<f64>(end)) insert(query, row, d);
  }
}

function sumOfSquares(query: i32, row: i32): f64 {
  const span = <usize>width << 3;
  let x = exact + <usize>row * span, q = queries + <usize>query * span;
  const fours = x + (span & ~31), end = x + span;
  let sum: f64 = 0;
  for (; x < fours; x += 32, q += 32) {
    const d0 = load<f64>(x) - load<f64>(q), d1 = load<f64>(x, 8) - load<f64>(q, 8);
    const d2 = load<f64>(x, 16) - load<f64>(q, 16), d3 = load<f64>(x, 24) - load<f64>(q, 24);
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
  }
  for (; x < end; x += 8, q += 8) {
    const d = load<f64>(x) - load<f64>(q);
    sum += d * d;
  }
  return sum;
}

function sumOfSizes(query: i32, row: i32): f64 {
  const span = <usize>width << 3;
  let x = exact + <usize>row * span, q = queries + <usize>query * span, sum: f64 = 0;
  for (const end = x + span; x < end; x += 8, q += 8) sum += abs(load<f64>(x) - load<f64>(q));
  return sum;
}

/** Behind all that are as near: rows come in ascending order. The last is lost. */
function insert(query: i32, row: i32, d: f64): void {
  const near = distances + (<usize>(query * k) << 3), at = places + (<usize>(query * k) << 2);
  let low = 0, high = k - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(near + (<usize>middle << 3)) <= d) low = middle + 1;
    else high = middle;
  }
  const behind = <usize>(k - 1 - low), to = near + (<usize>low << 3), place = at + (<usize>low << 2);
  memory.copy(to + 8, to, behind << 3);
  memory.copy(place + 4, place, behind << 2);
  store<f64>(to, d);
  store<i32>(place, row);
  // A little above, for the roundings on the way to a float.
  const worst = load<f64>(near + (<usize>(k - 1) << 3)) * unit, part = load<f64>(own + (<usize>query << 3));
  const most = worst - part + (worst + abs(part)) * 2.5e-7 + 1e-30;
  store<f32>(limits + (<usize>query << 2), <f32>min(most, <f64>f32.MAX_VALUE));
}
