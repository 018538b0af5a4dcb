// Sums of products of columns about their means: X' X of centred X, its lower triangle and nothing more.

/** Takes the mean from `count` doubles at x, in place, and returns it; of equal numbers it is exactly these. */
export function centre(x: usize, count: i32): f64 {
  const first = load<f64>(x);
  const f = f64x2.splat(first);
  let s = f64x2.splat(0), t = s;
  const whole = x + (<usize>(count & ~3) << 3);
  const end = x + (<usize>count << 3);
  let at = x;
  for (; at < whole; at += 32) {
    s = f64x2.add(s, f64x2.sub(v128.load(at), f));
    t = f64x2.add(t, f64x2.sub(v128.load(at, 16), f));
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; at < end; at += 8) sum += load<f64>(at) - first;
  const mean = first + sum / <f64>count;
  const m = f64x2.splat(mean);
  for (at = x; at < whole; at += 16) v128.store(at, f64x2.sub(v128.load(at), m));
  for (; at < end; at += 8) store<f64>(at, load<f64>(at) - mean);
  return mean;
}

/**
 * Adds to `out` (row-major p x p, lower triangle) the sums over `rows` rows of x_ij x_im. X is column-major with
 * `stride` doubles a column; `rows` is even. Tiles of 4 x 4 columns keep 16 sums in registers.
 */
export function scatter(x: usize, stride: i32, p: i32, rows: i32, out: usize): void {
  const whole = p & ~3;
  const bytes = <usize>stride << 3;
  const end = <usize>rows << 3;
  for (let j = 0; j < whole; j += 4) {
    for (let m = 0; m < j; m += 4) tile(x + <usize>j * bytes, x + <usize>m * bytes, bytes, end, out + cell(j, m, p), p);
    corner(x + <usize>j * bytes, bytes, end, out + cell(j, j, p), p);
  }
  for (let j = whole; j < p; j += 1) {
    const a = x + <usize>j * bytes;
    for (let m = 0; m < whole; m += 4) strip(a, x + <usize>m * bytes, bytes, end, out + cell(j, m, p));
    for (let m = whole; m <= j; m += 1) pair(a, x + <usize>m * bytes, end, out + cell(j, m, p));
  }
}

// @ts-ignore: decorator
@inline
function cell(j: i32, m: i32, p: i32): usize {
  return (<usize>j * <usize>p + <usize>m) << 3;
}

// @ts-ignore: decorator
@inline
function put(at: usize, v: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)));
}

// @ts-ignore: decorator
@inline
function plus(s: v128, a: v128, b: v128): v128 {
  return f64x2.add(s, f64x2.mul(a, b));
}

function tile(a: usize, b: usize, bytes: usize, end: usize, out: usize, p: i32): void {
  const zero = f64x2.splat(0);
  let s00 = zero, s01 = zero, s02 = zero, s03 = zero, s10 = zero, s11 = zero, s12 = zero, s13 = zero;
  let s20 = zero, s21 = zero, s22 = zero, s23 = zero, s30 = zero, s31 = zero, s32 = zero, s33 = zero;
  const a1 = a + bytes, a2 = a1 + bytes, a3 = a2 + bytes, b1 = b + bytes, b2 = b1 + bytes, b3 = b2 + bytes;
  for (let at: usize = 0; at < end; at += 16) {
    const y0 = v128.load(b + at), y1 = v128.load(b1 + at), y2 = v128.load(b2 + at), y3 = v128.load(b3 + at);
    let v = v128.load(a + at);
    s00 = plus(s00, v, y0);
    s01 = plus(s01, v, y1);
    s02 = plus(s02, v, y2);
    s03 = plus(s03, v, y3);
    v = v128.load(a1 + at);
    s10 = plus(s10, v, y0);
    s11 = plus(s11, v, y1);
    s12 = plus(s12, v, y2);
    s13 = plus(s13, v, y3);
    v = v128.load(a2 + at);
    s20 = plus(s20, v, y0);
    s21 = plus(s21, v, y1);
    s22 = plus(s22, v, y2);
    s23 = plus(s23, v, y3);
    v = v128.load(a3 + at);
    s30 = plus(s30, v, y0);
    s31 = plus(s31, v, y1);
    s32 = plus(s32, v, y2);
    s33 = plus(s33, v, y3);
  }
  const step = <usize>p << 3;
  four(out, s00, s01, s02, s03);
  four(out + step, s10, s11, s12, s13);
  four(out + 2 * step, s20, s21, s22, s23);
  four(out + 3 * step, s30, s31, s32, s33);
}

// @ts-ignore: decorator
@inline
function four(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  put(out, a);
  put(out + 8, b);
  put(out + 16, c);
  put(out + 24, d);
}

/** Four columns with each other. */
function corner(a: usize, bytes: usize, end: usize, out: usize, p: i32): void {
  const zero = f64x2.splat(0);
  let s00 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s22 = zero, s30 = zero, s31 = zero, s32 = zero;
  let s33 = zero;
  const a1 = a + bytes, a2 = a1 + bytes, a3 = a2 + bytes;
  for (let at: usize = 0; at < end; at += 16) {
    const y0 = v128.load(a + at), y1 = v128.load(a1 + at), y2 = v128.load(a2 + at), y3 = v128.load(a3 + at);
    s00 = plus(s00, y0, y0);
    s10 = plus(s10, y1, y0);
    s11 = plus(s11, y1, y1);
    s20 = plus(s20, y2, y0);
    s21 = plus(s21, y2, y1);
    s22 = plus(s22, y2, y2);
    s30 = plus(s30, y3, y0);
    s31 = plus(s31, y3, y1);
    s32 = plus(s32, y3, y2);
    s33 = plus(s33, y3, y3);
  }
  const step = <usize>p << 3;
  put(out, s00);
  put(out + step, s10);
  put(out + step + 8, s11);
  put(out + 2 * step, s20);
  put(out + 2 * step + 8, s21);
  put(out + 2 * step + 16, s22);
  four(out + 3 * step, s30, s31, s32, s33);
}

/** One column with four. */
function strip(a: usize, b: usize, bytes: usize, end: usize, out: usize): void {
  const zero = f64x2.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  const b1 = b + bytes, b2 = b1 + bytes, b3 = b2 + bytes;
  for (let at: usize = 0; at < end; at += 16) {
    const v = v128.load(a + at);
    s0 = plus(s0, v, v128.load(b + at));
    s1 = plus(s1, v, v128.load(b1 + at));
    s2 = plus(s2, v, v128.load(b2 + at));
    s3 = plus(s3, v, v128.load(b3 + at));
  }
  four(out, s0, s1, s2, s3);
}

function pair(a: usize, b: usize, end: usize, out: usize): void {
  let s = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 16) s = plus(s, v128.load(a + at), v128.load(b + at));
  put(out, s);
}
