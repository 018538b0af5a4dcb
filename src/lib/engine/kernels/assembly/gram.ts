/**
 * Adds to `out` (row-major p x p, lower triangle) the sums over rows `from` to `to` of w_i x_ij x_im: X' W X.
 * X is column-major with `stride` doubles a column, an even number; w is null (0) for weights of 1. Blocks of 3 x 3
 * columns keep 9 sums, 3 values and a weight in the 16 registers of x86 (4 x 4 spilled: 2.5 times slower); two rows go at once, and sums of even and odd rows are added at the end.
 */
export function gram(x: usize, w: usize, stride: i32, p: i32, from: i32, to: i32, out: usize): void {
  for (let j = 0; j < p; j += 3) {
    for (let m = 0; m <= j; m += 3) {
      if (j + 3 <= p && m + 3 <= p) block(x, w, stride, j, m, from, to, out, p);
      else edge(x, w, stride, j, m, from, to, out, p);
    }
  }
}

// @ts-ignore: decorator
@inline
function column(x: usize, stride: i32, j: i32): usize {
  return x + ((<usize>j * <usize>stride) << 3);
}

// @ts-ignore: decorator
@inline
function add(out: usize, p: i32, j: i32, m: i32, value: f64): void {
  if (m > j) return;
  const at = out + ((<usize>j * <usize>p + <usize>m) << 3);
  store<f64>(at, load<f64>(at) + value);
}

// @ts-ignore: decorator
@inline
function both(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

function block(x: usize, w: usize, stride: i32, j: i32, m: i32, from: i32, to: i32, out: usize, p: i32): void {
  const a0 = column(x, stride, j), a1 = column(x, stride, j + 1), a2 = column(x, stride, j + 2);
  const b0 = column(x, stride, m), b1 = column(x, stride, m + 1), b2 = column(x, stride, m + 2);
  let s00 = f64x2.splat(0), s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00;
  const one = f64x2.splat(1);
  let weight = one, y0 = one, y1 = one, y2 = one, v = one;
  let at = <usize>from << 3;
  const last = <usize>to << 3;
  for (; at + 32 <= last; at += 32) {
    weight = w ? v128.load(w + at) : one;
    y0 = v128.load(b0 + at);
    y1 = v128.load(b1 + at);
    y2 = v128.load(b2 + at);
    v = f64x2.mul(v128.load(a0 + at), weight);
    s00 = f64x2.add(s00, f64x2.mul(v, y0));
    s01 = f64x2.add(s01, f64x2.mul(v, y1));
    s02 = f64x2.add(s02, f64x2.mul(v, y2));
    v = f64x2.mul(v128.load(a1 + at), weight);
    s10 = f64x2.add(s10, f64x2.mul(v, y0));
    s11 = f64x2.add(s11, f64x2.mul(v, y1));
    s12 = f64x2.add(s12, f64x2.mul(v, y2));
    v = f64x2.mul(v128.load(a2 + at), weight);
    s20 = f64x2.add(s20, f64x2.mul(v, y0));
    s21 = f64x2.add(s21, f64x2.mul(v, y1));
    s22 = f64x2.add(s22, f64x2.mul(v, y2));
    weight = w ? v128.load(w + at, 16) : one;
    y0 = v128.load(b0 + at, 16);
    y1 = v128.load(b1 + at, 16);
    y2 = v128.load(b2 + at, 16);
    v = f64x2.mul(v128.load(a0 + at, 16), weight);
    s00 = f64x2.add(s00, f64x2.mul(v, y0));
    s01 = f64x2.add(s01, f64x2.mul(v, y1));
    s02 = f64x2.add(s02, f64x2.mul(v, y2));
    v = f64x2.mul(v128.load(a1 + at, 16), weight);
    s10 = f64x2.add(s10, f64x2.mul(v, y0));
    s11 = f64x2.add(s11, f64x2.mul(v, y1));
    s12 = f64x2.add(s12, f64x2.mul(v, y2));
    v = f64x2.mul(v128.load(a2 + at, 16), weight);
    s20 = f64x2.add(s20, f64x2.mul(v, y0));
    s21 = f64x2.add(s21, f64x2.mul(v, y1));
    s22 = f64x2.add(s22, f64x2.mul(v, y2));
  }
  if (at < last) {
    weight = w ? v128.load(w + at) : one;
    y0 = v128.load(b0 + at);
    y1 = v128.load(b1 + at);
    y2 = v128.load(b2 + at);
    v = f64x2.mul(v128.load(a0 + at), weight);
    s00 = f64x2.add(s00, f64x2.mul(v, y0));
    s01 = f64x2.add(s01, f64x2.mul(v, y1));
    s02 = f64x2.add(s02, f64x2.mul(v, y2));
    v = f64x2.mul(v128.load(a1 + at), weight);
    s10 = f64x2.add(s10, f64x2.mul(v, y0));
    s11 = f64x2.add(s11, f64x2.mul(v, y1));
    s12 = f64x2.add(s12, f64x2.mul(v, y2));
    v = f64x2.mul(v128.load(a2 + at), weight);
    s20 = f64x2.add(s20, f64x2.mul(v, y0));
    s21 = f64x2.add(s21, f64x2.mul(v, y1));
    s22 = f64x2.add(s22, f64x2.mul(v, y2));
  }
  add(out, p, j, m, both(s00));
  add(out, p, j, m + 1, both(s01));
  add(out, p, j, m + 2, both(s02));
  add(out, p, j + 1, m, both(s10));
  add(out, p, j + 1, m + 1, both(s11));
  add(out, p, j + 1, m + 2, both(s12));
  add(out, p, j + 2, m, both(s20));
  add(out, p, j + 2, m + 1, both(s21));
  add(out, p, j + 2, m + 2, both(s22));
}

/** What is left of the columns, pair by pair. */
function edge(x: usize, w: usize, stride: i32, j0: i32, m0: i32, from: i32, to: i32, out: usize, p: i32): void {
  for (let j = j0; j < min(j0 + 3, p); j += 1) {
    for (let m = m0; m < min(m0 + 3, j + 1); m += 1) {
      const a = column(x, stride, j);
      const b = column(x, stride, m);
      let sum = f64x2.splat(0);
      for (let i = from; i < to; i += 2) {
        const at = <usize>i << 3;
        let v = f64x2.mul(v128.load(a + at), v128.load(b + at));
        if (w) v = f64x2.mul(v, v128.load(w + at));
        sum = f64x2.add(sum, v);
      }
      add(out, p, j, m, both(sum));
    }
  }
}
