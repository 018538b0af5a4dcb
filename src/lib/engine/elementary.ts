/**
 * exp and log from sums and products alone, so that they give the same bits in every browser: the language leaves the last
 * digits of Math.exp and Math.log to it, and a split or a weight that hangs on one would differ. Both are within 2 units in
 * the last place.
 */

const bits = new Float64Array(1);
const words = new Int32Array(bits.buffer);

/** 2 to a whole power from −1022 to 1023. */
function powerOfTwo(k: number): number {
  words[0] = 0;
  words[1] = (1023 + k) << 20;
  return bits[0]!;
}

// ln 2 in two parts, the first with zero bits at its end, so that whole multiples of it are exact.
const ln2High = 6.93147180369123816e-1;
const ln2Low = 1.9082149292705877e-10;

/** 1/2!, 1/3!, … 1/13!, the last first. */
const factorials = Array.from({ length: 12 }, (_, i) => {
  let product = 1;
  for (let n = 2; n <= 13 - i; n += 1) product *= n;
  return 1 / product;
});

/** e to the x; 0 below −745, infinity above 709.78. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * 1.4426950408889634);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 0;
  for (const c of factorials) sum = sum * r + c;
  const value = 1 + (r + r * r * sum);
  // In two steps where one would leave the range of exponents.
  const half = Math.trunc(k / 2);
  return value * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm: −infinity of 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const tiny = x < 2.2250738585072014e-308;
  bits[0] = tiny ? x * 2 ** 54 : x;
  let k = (words[1]! >>> 20) - 1023 - (tiny ? 54 : 0);
  words[1] = (words[1]! & 0xfffff) | (1023 << 20);
  let m = bits[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  // With f = m − 1 and s = f / (2 + f): log m = f − s (f − R), where R = 2 (s²/3 + s⁴/5 + …) (fdlibm’s e_log.c).
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  let series = 0;
  for (let n = 25; n >= 3; n -= 2) series = series * z + 2 / n;
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + series * z) + k * ln2Low) - f);
}
