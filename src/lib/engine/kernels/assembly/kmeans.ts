// k-means: the rows' distances in single precision, four rows by eight centres at a time, and in double precision
// wherever single precision cannot tell which centre is nearest. So every label is that of doubles.

let rows64: usize = 0; // n x stride doubles, row-major, 0 beyond the last column
let rows32: usize = 0; // the same in single precision, n up to a multiple of 4
let norms: usize = 0; // |x| of each row, rounded up
let n: i32 = 0;
let stride: i32 = 0; // columns, up to a multiple of 2
let stride32: i32 = 0; // columns, up to a multiple of 4

/** `at`: n x columns doubles column by column; fills the two row-major copies, the second times `scale`. */
export function kmRows(
  columns: usize, count: i32, p: i32, wide: usize, narrow: usize, sizes: usize, scale: f64,
): void {
  rows64 = wide;
  rows32 = narrow;
  norms = sizes;
  n = count;
  stride = (p + 1) & ~1;
  stride32 = (p + 3) & ~3;
  // Blocks of rows, so that both copies of a block stay in the cache while the columns are read.
  for (let from = 0; from < count; from += 64) {
    const to = min(from + 64, count);
    for (let j = 0; j < p; j += 1) {
      const column = columns + ((<usize>j * <usize>count) << 3);
      for (let i = from; i < to; i += 1) {
        const x = load<f64>(column + (<usize>i << 3));
        store<f64>(wide + ((<usize>i * <usize>stride + <usize>j) << 3), x);
        store<f32>(narrow + ((<usize>i * <usize>stride32 + <usize>j) << 2), <f32>(x * scale));
      }
    }
    for (let i = from; i < to; i += 1) {
      const row = wide + ((<usize>i * <usize>stride) << 3);
      store<f64>(sizes + (<usize>i << 3), Math.sqrt(dot(row, row)) * scale * (1 + 1e-6));
    }
  }
}

// @ts-ignore: decorator
@inline
function dot(a: usize, b: usize): f64 {
  let s = f64x2.splat(0);
  for (let j = 0; j < stride; j += 2) {
    const at = <usize>j << 3;
    s = f64x2.add(s, f64x2.mul(v128.load(a + at), v128.load(b + at)));
  }
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

// @ts-ignore: decorator
@inline
function apart(a: usize, b: usize): f64 {
  let s = f64x2.splat(0);
  for (let j = 0; j < stride; j += 2) {
    const at = <usize>j << 3;
    const d = f64x2.sub(v128.load(a + at), v128.load(b + at));
    s = f64x2.add(s, f64x2.mul(d, d));
  }
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Squared distance of each row to each of `count` rows of `picks`: out is count x n, never above `closest` unless that is 0. */
export function kmApart(picks: usize, count: i32, closest: usize, from: i32, to: i32, out: usize): void {
  for (let i = from; i < to; i += 1) {
    const row = rows64 + ((<usize>i * <usize>stride) << 3);
    for (let c = 0; c < count; c += 1) {
      const pick = load<i32>(picks + (<usize>c << 2));
      let d = apart(row, rows64 + ((<usize>pick * <usize>stride) << 3));
      if (closest) d = min(d, load<f64>(closest + (<usize>i << 3)));
      store<f64>(out + ((<usize>c * <usize>n + <usize>i) << 3), d);
    }
  }
}

/**
 * Label of the nearest centre for rows `from` (a multiple of 4) to `to`; of centres equally near the first.
 * @param centres k x stride doubles; `packed` is their single precision by column, groups of eight: [group][column][8]
 * @param squares |c|^2 of each centre, doubles; `squares32` the same in single precision, infinite beyond the last
 * @param said labels, -1 before the first turn; changed in place
 * @param sums k x stride doubles and `counts` k doubles: what each row adds to its centre, kept up with the labels
 * @param longest the largest |c| in units of the single-precision copies
 * @returns how many labels changed
 */
export function kmLabels(
  centres: usize, packed: usize, squares: usize, squares32: usize, k: i32, longest: f64,
  from: i32, to: i32, said: usize, sums: usize, counts: usize, scores: usize,
): i32 {
  const groups = (k + 7) >> 3;
  const width = groups << 3;
  // |error| of |c|^2 - 2 x.c in single precision: (p + 4) units in the last place of 2 |x| |c| + |c|^2, twice over.
  const unit = <f64>(stride32 + 4) * 1.2e-7;
  let changed = 0;
  for (let i = from; i < to; i += 4) {
    for (let g = 0; g < groups; g += 1) fourRows(i, packed, squares32, g, width, scores);
    const last = min(i + 4, to);
    for (let r = i; r < last; r += 1) {
      const size = load<f64>(norms + (<usize>r << 3));
      const bound = <f32>(unit * longest * (2 * size + longest) + 1e-30);
      const label = nearest(scores + (<usize>((r - i) * width) << 2), width, bound, r, centres, squares, k);
      const at = said + (<usize>r << 2);
      const before = load<i32>(at);
      if (label == before) continue;
      changed += 1;
      store<i32>(at, label);
      if (sums) move(r, before, label, sums, counts);
    }
  }
  return changed;
}

// @ts-ignore: decorator
@inline
function splat(at: usize): v128 {
  return v128.load32_splat(at);
}

/** |c|^2 - 2 x.c of four rows and eight centres. */
function fourRows(i: i32, packed: usize, squares32: usize, g: i32, width: i32, scores: usize): void {
  const bytes = <usize>stride32 << 2;
  const x0 = rows32 + <usize>i * bytes, x1 = x0 + bytes, x2 = x1 + bytes, x3 = x2 + bytes;
  let c = packed + <usize>g * <usize>stride32 * 32;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  for (let at: usize = 0; at < bytes; at += 4, c += 32) {
    const left = v128.load(c), right = v128.load(c, 16);
    let x = splat(x0 + at);
    a0 = f32x4.add(a0, f32x4.mul(x, left));
    b0 = f32x4.add(b0, f32x4.mul(x, right));
    x = splat(x1 + at);
    a1 = f32x4.add(a1, f32x4.mul(x, left));
    b1 = f32x4.add(b1, f32x4.mul(x, right));
    x = splat(x2 + at);
    a2 = f32x4.add(a2, f32x4.mul(x, left));
    b2 = f32x4.add(b2, f32x4.mul(x, right));
    x = splat(x3 + at);
    a3 = f32x4.add(a3, f32x4.mul(x, left));
    b3 = f32x4.add(b3, f32x4.mul(x, right));
  }
  const s = squares32 + (<usize>g << 5);
  const left = v128.load(s), right = v128.load(s, 16);
  const out = scores + (<usize>g << 5);
  const step = <usize>width << 2;
  // The packed centres hold -2 c.
  v128.store(out, f32x4.add(left, a0));
  v128.store(out, f32x4.add(right, b0), 16);
  v128.store(out + step, f32x4.add(left, a1));
  v128.store(out + step, f32x4.add(right, b1), 16);
  v128.store(out + 2 * step, f32x4.add(left, a2));
  v128.store(out + 2 * step, f32x4.add(right, b2), 16);
  v128.store(out + 3 * step, f32x4.add(left, a3));
  v128.store(out + 3 * step, f32x4.add(right, b3), 16);
}

// @ts-ignore: decorator
@inline
function nearest(scores: usize, width: i32, bound: f32, row: i32, centres: usize, squares: usize, k: i32): i32 {
  const end = scores + (<usize>width << 2);
  let low = v128.load(scores);
  for (let at = scores + 16; at < end; at += 16) low = f32x4.min(low, v128.load(at));
  low = f32x4.min(low, v128.shuffle<f32>(low, low, 2, 3, 0, 1));
  low = f32x4.min(low, v128.shuffle<f32>(low, low, 1, 0, 3, 2));
  const limit = f32x4.add(low, f32x4.splat(bound));
  let found = -1;
  let many = false;
  let at = scores;
  for (let c = 0; c < width; c += 4, at += 16) {
    const bits = i32x4.bitmask(f32x4.le(v128.load(at), limit));
    if (bits == 0) continue;
    if (found >= 0 || (bits & (bits - 1)) != 0) many = true;
    if (found < 0) found = c + ctz(bits);
  }
  // Numbers too large for single precision make no bit, or all of them.
  return found < 0 || many || found >= k ? exact(row, centres, squares, k) : found;
}

function exact(row: i32, centres: usize, squares: usize, k: i32): i32 {
  const x = rows64 + ((<usize>row * <usize>stride) << 3);
  let best = 0;
  let low = Infinity;
  for (let c = 0; c < k; c += 1) {
    const score = load<f64>(squares + (<usize>c << 3)) - 2 * dot(x, centres + ((<usize>c * <usize>stride) << 3));
    if (score < low) {
      low = score;
      best = c;
    }
  }
  return best;
}

function move(row: i32, before: i32, label: i32, sums: usize, counts: usize): void {
  const x = rows64 + ((<usize>row * <usize>stride) << 3);
  if (before >= 0) add(sums, counts, before, x, -1);
  add(sums, counts, label, x, 1);
}

// @ts-ignore: decorator
@inline
function add(sums: usize, counts: usize, c: i32, x: usize, sign: f64): void {
  const sum = sums + ((<usize>c * <usize>stride) << 3);
  const s = f64x2.splat(sign);
  for (let j = 0; j < stride; j += 2) {
    const at = <usize>j << 3;
    v128.store(sum + at, f64x2.add(v128.load(sum + at), f64x2.mul(s, v128.load(x + at))));
  }
  const count = counts + (<usize>c << 3);
  store<f64>(count, load<f64>(count) + sign);
}

/** Adds the rows to the sums and counts of their labels. */
export function kmSums(said: usize, from: i32, to: i32, sums: usize, counts: usize): void {
  for (let i = from; i < to; i += 1) {
    const x = rows64 + ((<usize>i * <usize>stride) << 3);
    add(sums, counts, load<i32>(said + (<usize>i << 2)), x, 1);
  }
}

/** Squared distance of each row to the centre of its label; their sum is returned. */
export function kmInertia(centres: usize, said: usize, from: i32, to: i32, out: usize): f64 {
  let sum = 0.0;
  for (let i = from; i < to; i += 1) {
    const c = load<i32>(said + (<usize>i << 2));
    const d = apart(rows64 + ((<usize>i * <usize>stride) << 3), centres + ((<usize>c * <usize>stride) << 3));
    if (out) store<f64>(out + (<usize>i << 3), d);
    sum += d;
  }
  return sum;
}
