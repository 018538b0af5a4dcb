/**
 * e^x and ln x from IEEE operations alone, for decisions that must be the same in every browser: `Math.exp` and
 * `Math.log` may differ in the last digit from one engine to the next. Right to 2 units in the last place.
 */
const ln2High = 6.93147180369123816e-1;
const ln2Low = 1.9082149292705877e-10;
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** For x from −708 to 709; beyond, the value at that end. */
export function exp(x: number): number {
  const c = Math.min(709, Math.max(-708, x));
  const k = Math.round(c / Math.LN2);
  const r = c - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = 14; n > 0; n -= 1) sum = 1 + (r / n) * sum;
  return sum * powerOfTwo(k);
}

/** For normal numbers above 0. */
export function log(x: number): number {
  double[0] = x;
  let k = ((words[1]! >>> 20) & 2047) - 1023;
  let m = x / powerOfTwo(k);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const q = s * s;
  let sum = 0;
  for (let n = 27; n > 1; n -= 2) sum = q * (1 / n + sum);
  return k * ln2High + (2 * s * (1 + sum) + k * ln2Low);
}

function powerOfTwo(k: number): number {
  words[0] = 0;
  words[1] = (k + 1023) << 20;
  return double[0]!;
}
