// e^x on two doubles. Error below 2 units in the last place, measured in tests/oracle/kernels/exp.test.ts.

const shift: f64 = 6755399441055744; // 1.5 x 2^52: adding it rounds to a whole number in the low bits
const perLn2: f64 = 1.4426950408889634;
// ln 2 in two parts, the first with 32 zero bits at its end, so that whole multiples of it are exact.
const ln2High: f64 = 6.93147180369123816490e-1;
const ln2Low: f64 = 1.90821492927058770002e-10;

/** e^x for x from -708 to 709; beyond, the value at that end. NaN gives NaN or an end. */
// @ts-ignore: decorator
@inline
export function exp2(x: v128): v128 {
  const c = f64x2.pmax(f64x2.pmin(x, f64x2.splat(709)), f64x2.splat(-708));
  const t = f64x2.add(f64x2.mul(c, f64x2.splat(perLn2)), f64x2.splat(shift));
  const k = f64x2.sub(t, f64x2.splat(shift));
  const r = f64x2.sub(f64x2.sub(c, f64x2.mul(k, f64x2.splat(ln2High))), f64x2.mul(k, f64x2.splat(ln2Low)));
  // Taylor's series to the 13th power, |r| <= 0.347: what is left out is below 4e-18. Pairs first (Estrin): short chains.
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2), r8 = f64x2.mul(r4, r4);
  const a = pair(r, 1.0 / 2, 1.0 / 6), b = pair(r, 1.0 / 24, 1.0 / 120);
  const d = pair(r, 1.0 / 720, 1.0 / 5040), e = pair(r, 1.0 / 40320, 1.0 / 362880);
  const f = pair(r, 1.0 / 3628800, 1.0 / 39916800);
  const low = f64x2.add(f64x2.add(a, f64x2.mul(b, r2)), f64x2.mul(f64x2.add(d, f64x2.mul(e, r2)), r4));
  const high = f64x2.add(f, f64x2.mul(pair(r, 1.0 / 479001600, 1.0 / 6227020800), r2));
  const q = f64x2.add(low, f64x2.mul(high, r8));
  const m = f64x2.add(f64x2.add(f64x2.mul(q, r2), r), f64x2.splat(1));
  return i64x2.add(m, i64x2.shl(t, 52));
}

// @ts-ignore: decorator
@inline
function pair(r: v128, c0: f64, c1: f64): v128 {
  return f64x2.add(f64x2.splat(c0), f64x2.mul(r, f64x2.splat(c1)));
}
