// C -= A B' of row-major matrices: what Cholesky's factor, its inverse and triangular systems are made of.

/** Numbers of a row that are taken at once: those of B's rows stay in the second cache while A's pass by. */
const depth = 512;

/** @param cs @param ar @param bs bytes from row to row @param m rows of A @param n rows of B @param k numbers in a row */
export function minusDots(
  c: usize, cs: usize, a: usize, ar: usize, b: usize, bs: usize, m: i32, n: i32, k: i32,
): void {
  for (let from = 0; from < k; from += depth) {
    const few = min(depth, k - from), at = <usize>from << 3;
    part(c, cs, a + at, ar, b + at, bs, m, n, few);
  }
}

function part(c: usize, cs: usize, a: usize, ar: usize, b: usize, bs: usize, m: i32, n: i32, k: i32): void {
  const fours = m & ~3, twos = n & ~1;
  for (let i = 0; i < fours; i += 4) {
    const row = a + <usize>i * ar, to = c + <usize>i * cs;
    for (let j = 0; j < twos; j += 2) block(to + (<usize>j << 3), cs, row, ar, b + <usize>j * bs, bs, k);
    if (twos < n) for (let r = 0; r < 4; r += 1)
      one(to + <usize>r * cs + (<usize>twos << 3), row + <usize>r * ar, b + <usize>twos * bs, k);
  }
  for (let i = fours; i < m; i += 1)
    for (let j = 0; j < n; j += 1) one(c + <usize>i * cs + (<usize>j << 3), a + <usize>i * ar, b + <usize>j * bs, k);
}

// @ts-ignore: decorator
@inline
function take(at: usize, sum: v128, rest: f64): void {
  store<f64>(at, load<f64>(at) - (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + rest));
}

function one(c: usize, a: usize, b: usize, k: i32): void {
  let sum = f64x2.splat(0);
  const end = <usize>(k & ~1) << 3;
  for (let t: usize = 0; t < end; t += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + t), v128.load(b + t)));
  take(c, sum, k & 1 ? load<f64>(a + end) * load<f64>(b + end) : 0);
}

/** Four rows of A with two of B: eight sums at once hide the time that an addition takes. */
function block(c: usize, cs: usize, a0: usize, ar: usize, b0: usize, bs: usize, k: i32): void {
  const a1 = a0 + ar, a2 = a1 + ar, a3 = a2 + ar, b1 = b0 + bs;
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  const end = <usize>(k & ~1) << 3;
  for (let t: usize = 0; t < end; t += 16) {
    const v = v128.load(b0 + t), w = v128.load(b1 + t);
    let x = v128.load(a0 + t);
    s0 = f64x2.add(s0, f64x2.mul(x, v));
    t0 = f64x2.add(t0, f64x2.mul(x, w));
    x = v128.load(a1 + t);
    s1 = f64x2.add(s1, f64x2.mul(x, v));
    t1 = f64x2.add(t1, f64x2.mul(x, w));
    x = v128.load(a2 + t);
    s2 = f64x2.add(s2, f64x2.mul(x, v));
    t2 = f64x2.add(t2, f64x2.mul(x, w));
    x = v128.load(a3 + t);
    s3 = f64x2.add(s3, f64x2.mul(x, v));
    t3 = f64x2.add(t3, f64x2.mul(x, w));
  }
  let p: f64 = 0, q: f64 = 0, r: f64 = 0, s: f64 = 0, v: f64 = 0, w: f64 = 0;
  if (k & 1) {
    p = load<f64>(a0 + end);
    q = load<f64>(a1 + end);
    r = load<f64>(a2 + end);
    s = load<f64>(a3 + end);
    v = load<f64>(b0 + end);
    w = load<f64>(b1 + end);
  }
  const c1 = c + cs, c2 = c1 + cs, c3 = c2 + cs;
  take(c, s0, p * v);
  take(c + 8, t0, p * w);
  take(c1, s1, q * v);
  take(c1 + 8, t1, q * w);
  take(c2, s2, r * v);
  take(c2 + 8, t2, r * w);
  take(c3, s3, s * v);
  take(c3 + 8, t3, s * w);
}
