// k-means: the rows' distances in single precision, four rows by eight centres at a time, and in double precision
// wherever single precision cannot tell which centre is nearest. So every label is that of doubles. A row whose nearest
// centre was so much nearer than the others that their moves since cannot have changed it is not looked at (Hamerly
// 2010, by scores in place of distances).

let rows64: usize = 0; // n x stride doubles, row-major, 0 beyond the last column
let rows32: usize = 0; // the same in single precision
let norms: usize = 0; // |x| of each row, rounded up
let counting: usize = 0; // n doubles: how much each row counts; 0: all 1
let n: i32 = 0;
let stride: i32 = 0; // columns, up to a multiple of 2
let stride32: i32 = 0; // columns, up to a multiple of 4

/** The largest |x| of `count` doubles. */
export function kmLargest(x: usize, count: i32): f64 {
  let most = f64x2.splat(0);
  const end = x + (<usize>count << 3);
  let at = x;
  for (; at + 16 <= end; at += 16) most = f64x2.pmax(most, f64x2.abs(v128.load(at)));
  let out = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  for (; at < end; at += 8) out = max(out, abs(load<f64>(at)));
  return out;
}

/**
 * Says where the copies of `p` columns are to stand: `wide` and `narrow` row-major, the second times `scale` later; and
 * where `weights` say how much each row counts, 0 for all alike.
 */
export function kmPlace(count: i32, p: i32, wide: usize, narrow: usize, sizes: usize, weights: usize): void {
  counting = weights;
  rows64 = wide;
  rows32 = narrow;
  norms = sizes;
  n = count;
  stride = (p + 1) & ~1;
  stride32 = (p + 3) & ~3;
}

/**
 * Fills both copies of the rows `from` to `to` from `columns`, `apart` doubles a column, less their `means`.
 * @returns the sum of all squares
 */
export function kmRows(
  columns: usize, apart: i32, p: i32, means: usize, scale: f64, from: i32, to: i32,
): f64 {
  let total = 0.0;
  // Blocks of rows, so that both copies of a block stay in the first cache while the columns are read.
  for (let first = from; first < to; first += 64) {
    const last = min(first + 64, to);
    for (let j = 0; j < p; j += 1) {
      const mean = load<f64>(means + (<usize>j << 3));
      let at = columns + ((<usize>j * <usize>apart + <usize>(first - from)) << 3);
      let wide = rows64 + ((<usize>first * <usize>stride + <usize>j) << 3);
      let narrow = rows32 + ((<usize>first * <usize>stride32 + <usize>j) << 2);
      for (let i = first; i < last; i += 1) {
        const x = load<f64>(at) - mean;
        store<f64>(wide, x);
        store<f32>(narrow, <f32>(x * scale));
        at += 8;
        wide += <usize>stride << 3;
        narrow += <usize>stride32 << 2;
      }
    }
    for (let i = first; i < last; i += 1) {
      const row = rows64 + ((<usize>i * <usize>stride) << 3);
      // What is beyond the last column, in memory that others may have used.
      for (let j = p; j < stride; j += 1) store<f64>(row + (<usize>j << 3), 0);
      const narrow = rows32 + ((<usize>i * <usize>stride32) << 2);
      for (let j = p; j < stride32; j += 1) store<f32>(narrow + (<usize>j << 2), 0);
      const square = dot(row, row);
      total += square;
      store<f64>(norms + (<usize>i << 3), Math.sqrt(square) * scale * (1 + 1e-6));
    }
  }
  return total;
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
  let c = 0;
  for (; c + 4 <= count; c += 4) fourApart(picks + (<usize>c << 2), closest, from, to, out + ((<usize>c * <usize>n) << 3));
  for (; c < count; c += 1) {
    const pick = rowOf(picks + (<usize>c << 2));
    const own = out + ((<usize>c * <usize>n) << 3);
    for (let i = from; i < to; i += 1) put(own, i, apart(rows64 + ((<usize>i * <usize>stride) << 3), pick), closest);
  }
}

// @ts-ignore: decorator
@inline
function rowOf(pick: usize): usize {
  return rows64 + ((<usize>load<i32>(pick) * <usize>stride) << 3);
}

// @ts-ignore: decorator
@inline
function put(out: usize, i: i32, d: f64, closest: usize): void {
  const at = <usize>i << 3;
  store<f64>(out + at, closest ? min(d, load<f64>(closest + at)) : d);
}

// @ts-ignore: decorator
@inline
function more(s: v128, x: v128, pick: usize): v128 {
  const d = f64x2.sub(x, v128.load(pick));
  return f64x2.add(s, f64x2.mul(d, d));
}

// @ts-ignore: decorator
@inline
function both(s: v128): f64 {
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

function fourApart(picks: usize, closest: usize, from: i32, to: i32, out: usize): void {
  const p0 = rowOf(picks), p1 = rowOf(picks + 4), p2 = rowOf(picks + 8), p3 = rowOf(picks + 12);
  const bytes = <usize>stride << 3, step = <usize>n << 3;
  for (let i = from; i < to; i += 1) {
    const row = rows64 + <usize>i * bytes;
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(row + at);
      s0 = more(s0, x, p0 + at);
      s1 = more(s1, x, p1 + at);
      s2 = more(s2, x, p2 + at);
      s3 = more(s3, x, p3 + at);
    }
    put(out, i, both(s0), closest);
    put(out + step, i, both(s1), closest);
    put(out + 2 * step, i, both(s2), closest);
    put(out + 3 * step, i, both(s3), closest);
  }
}

let centres: usize = 0; // k x stride doubles
let packed: usize = 0; // -2 times their single precision by column, groups of eight: [group][column][8]
let squares: usize = 0; // |c|^2 of each, doubles
let squares32: usize = 0; // the same in single precision, infinite beyond the last
let k: i32 = 0;
let said: usize = 0; // labels, -1 before the first turn
let sums: usize = 0; // k x stride doubles: the rows of each label
let counts: usize = 0; // k doubles
let sure: usize = 0; // n doubles: what the drift must stay below for the label to be certain; -Infinity at first
let drift: usize = 0; // two doubles for each centre, see `unsure`
let scores: usize = 0; // room for 4 x groups x 8 floats
let list: usize = 0; // room for `stretch` row numbers and 4 more

/** Rows whose certainty is asked for at once. */
const stretch = 1024;

/** Says where k-means' turns find and put everything. */
export function kmOpen(
  k0: i32, centres0: usize, packed0: usize, squares0: usize, squares32_0: usize, said0: usize, sums0: usize,
  counts0: usize, sure0: usize, drift0: usize, scores0: usize, list0: usize,
): void {
  k = k0;
  centres = centres0;
  packed = packed0;
  squares = squares0;
  squares32 = squares32_0;
  said = said0;
  sums = sums0;
  counts = counts0;
  sure = sure0;
  drift = drift0;
  scores = scores0;
  list = list0;
}

/**
 * Label of the nearest centre for rows `from` to `to`; of centres equally near the first.
 * @param longest the largest |c| in units of the single-precision copies
 * @param keep not 0: rows that change also move from sum to sum
 * @returns how many labels changed
 */
export function kmLabels(longest: f64, from: i32, to: i32, keep: i32): i32 {
  const groups = (k + 7) >> 3;
  const width = groups << 3;
  // |error| of |c|^2 - 2 x.c in single precision: (p + 4) units in the last place of 2 |x| |c| + |c|^2, twice over.
  const unit = <f64>(stride32 + 4) * 1.2e-7 * longest;
  let changed = 0;
  for (let first = from; first < to; first += stretch) {
    const count = unsure(first, min(first + stretch, to));
    for (let l = 0; l < count; l += 4) {
      const at = list + (<usize>l << 2);
      for (let g = 0; g < groups; g += 1) fourRows(at, g, width);
      const last = min(4, count - l);
      for (let r = 0; r < last; r += 1) {
        const row = load<i32>(at + (<usize>r << 2));
        const size = load<f64>(norms + (<usize>row << 3));
        const bound = unit * (2 * size + longest) + 1e-30;
        const label = nearest(scores + (<usize>(r * width) << 2), width, <f32>bound, row);
        // A hundredth more than the bound, for the rounding of doubles.
        const d = drift + (<usize>label << 4);
        store<f64>(sure + (<usize>row << 3), gap - 1.01 * bound + load<f64>(d) + size * load<f64>(d, 8));
        const own = said + (<usize>row << 2);
        const before = load<i32>(own);
        if (label == before) continue;
        changed += 1;
        store<i32>(own, label);
        if (keep) move(row, before, label);
      }
    }
  }
  return changed;
}

/**
 * Lists the rows whose label is not certain. `drift` has for each centre a the sums over all moves of
 * max (|a'|^2 - |a|^2) - (|c'|^2 - |c|^2) and of max 2 |(c' - c) - (a' - a)| over the other centres c: as much as
 * that and |x| times that have the scores |c|^2 - 2 x.c of the others come nearer to a's.
 */
function unsure(from: i32, to: i32): i32 {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    const d = drift + (<usize>load<i32>(said + (<usize>i << 2)) << 4);
    const size = load<f64>(norms + (<usize>i << 3));
    store<i32>(list + (<usize>count << 2), i);
    count += load<f64>(sure + (<usize>i << 3)) > load<f64>(d) + size * load<f64>(d, 8) ? 0 : 1;
  }
  // The last four repeat a row.
  const end = list + (<usize>count << 2), one = load<i32>(list);
  store<i32>(end, one);
  store<i32>(end, one, 4);
  store<i32>(end, one, 8);
  return count;
}

// @ts-ignore: decorator
@inline
function splat(at: usize): v128 {
  return v128.load32_splat(at);
}

// @ts-ignore: decorator
@inline
function narrowRow(at: usize, bytes: usize): usize {
  return rows32 + <usize>load<i32>(at) * bytes;
}

/** |c|^2 - 2 x.c of four listed rows and eight centres. */
function fourRows(at4: usize, g: i32, width: i32): void {
  const bytes = <usize>stride32 << 2;
  const x0 = narrowRow(at4, bytes), x1 = narrowRow(at4 + 4, bytes);
  const x2 = narrowRow(at4 + 8, bytes), x3 = narrowRow(at4 + 12, bytes);
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
function lowest(v: v128): v128 {
  const w = f32x4.min(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.min(w, v128.shuffle<f32>(w, w, 1, 0, 3, 2));
}

/** How much the score of the label last found is below the others'; -Infinity where only doubles could tell. */
let gap: f64 = 0;

function nearest(own: usize, width: i32, bound: f32, row: i32): i32 {
  const end = own + (<usize>width << 2);
  let low = v128.load(own);
  for (let at = own + 16; at < end; at += 16) low = f32x4.min(low, v128.load(at));
  low = lowest(low);
  const limit = f32x4.add(low, f32x4.splat(bound)), none = f32x4.splat(Infinity);
  let second = none;
  let found = -1;
  let many = false;
  let at = own;
  for (let c = 0; c < width; c += 4, at += 16) {
    const v = v128.load(at), near = f32x4.le(v, limit);
    second = f32x4.min(second, v128.bitselect(none, v, near));
    const bits = i32x4.bitmask(near);
    if (bits == 0) continue;
    if (found >= 0 || (bits & (bits - 1)) != 0) many = true;
    if (found < 0) found = c + ctz(bits);
  }
  // Numbers too large for single precision make no bit, or all of them.
  if (found < 0 || many || found >= k) {
    gap = -Infinity;
    return exact(row);
  }
  gap = <f64>f32x4.extract_lane(lowest(second), 0) - <f64>f32x4.extract_lane(low, 0);
  return found;
}

function exact(row: i32): i32 {
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

function move(row: i32, before: i32, label: i32): void {
  const x = rows64 + ((<usize>row * <usize>stride) << 3);
  const w = countOf(row);
  if (before >= 0) add(before, x, -w);
  add(label, x, w);
}

// @ts-ignore: decorator
@inline
function countOf(row: i32): f64 {
  return counting ? load<f64>(counting + (<usize>row << 3)) : 1;
}

// @ts-ignore: decorator
@inline
function add(c: i32, x: usize, times: f64): void {
  const sum = sums + ((<usize>c * <usize>stride) << 3);
  const s = f64x2.splat(times);
  for (let j = 0; j < stride; j += 2) {
    const at = <usize>j << 3;
    v128.store(sum + at, f64x2.add(v128.load(sum + at), f64x2.mul(s, v128.load(x + at))));
  }
  const count = counts + (<usize>c << 3);
  store<f64>(count, load<f64>(count) + times);
}

/** Adds the rows to the sums and counts of their labels. */
export function kmSums(from: i32, to: i32): void {
  for (let i = from; i < to; i += 1) {
    const x = rows64 + ((<usize>i * <usize>stride) << 3);
    add(load<i32>(said + (<usize>i << 2)), x, countOf(i));
  }
}

/** Squared distance of each row to the centre of its label; their sum, each as often as its row counts, is returned. */
export function kmInertia(from: i32, to: i32, out: usize): f64 {
  let sum = 0.0;
  for (let i = from; i < to; i += 1) {
    const c = load<i32>(said + (<usize>i << 2));
    const d = apart(rows64 + ((<usize>i * <usize>stride) << 3), centres + ((<usize>c * <usize>stride) << 3));
    if (out) store<f64>(out + (<usize>i << 3), d);
    sum += countOf(i) * d;
  }
  return sum;
}
