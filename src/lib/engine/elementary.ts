// Elementary functions from additions, products and quotients alone: those of Math may differ by a unit in the last
// place from engine to engine, and what a fit decides by them must not.

const shift = 6755399441055744; // 1.5 × 2⁵²: adding it rounds to a whole number
const perLn2 = 1.4426950408889634;
// ln 2 in two parts, the first with 32 zero bits at its end, so that whole multiples of it are exact.
const ln2High = 6.9314718036912382e-1;
const ln2Low = 1.9082149292705877e-10;

const word = new Float64Array(1);
const halves = new Int32Array(word.buffer);

/** eˣ, bit for bit what `exp2` of kernels/assembly/exp.ts gives between −708 and 709; below 0, above Infinity. */
export function exp(x: number): number {
  if (!(x >= -708)) return x < -708 ? 0 : NaN;
  if (x > 709) return x > 709.78 ? Infinity : exp(x - 1) * Math.E;
  const t = x * perLn2 + shift;
  const k = t - shift;
  const r = x - k * ln2High - k * ln2Low;
  const r2 = r * r;
  const r4 = r2 * r2;
  const a = 1 / 2 + r * (1 / 6);
  const b = 1 / 24 + r * (1 / 120);
  const d = 1 / 720 + r * (1 / 5040);
  const e = 1 / 40320 + r * (1 / 362880);
  const f = 1 / 3628800 + r * (1 / 39916800);
  const low = a + b * r2 + (d + e * r2) * r4;
  const high = f + (1 / 479001600 + r * (1 / 6227020800)) * r2;
  const q = low + high * (r4 * r4);
  word[0] = q * r2 + r + 1;
  halves[1]! += k << 20;
  return word[0];
}

/** ln x for x > 0, to 1 unit in the last place (fdlibm's e_log.c); −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  if (x < 2.2250738585072014e-308) return log(x * 2 ** 54) - 54 * Math.LN2;
  word[0] = x;
  let k = (halves[1]! >> 20) - 1023;
  halves[1] = (halves[1]! & 0x000fffff) | 0x3ff00000;
  let m = word[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * ln2High - (half - (s * (half + (even + odd)) + k * ln2Low) - f);
}

/** ln (1 + x) for x > −1, also where x is small (Kahan's correction of the rounding of 1 + x). */
export function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : (log(u) * x) / (u - 1);
}

/** eˣ − 1, also where x is small (Kahan's correction of the rounding of eˣ). */
export function expm1(x: number): number {
  const u = exp(x);
  if (u === 1) return x;
  if (u === 0 || u === Infinity) return u - 1;
  return Math.abs(x) > 1 ? u - 1 : ((u - 1) * x) / log(u);
}

/** tanh x to about 1e−16, absolutely; bit for bit what the kernels' sigmoid gives. */
export function tanh(x: number): number {
  const e = exp(Math.min(709, 2 * Math.abs(x)));
  const value = (e - 1) / (e + 1);
  return x < 0 ? -value : value;
}

/** 2/√π ∫₀ˣ e^(−t²) dt to about 1e−15 (Abramowitz & Stegun 7.1.6, all terms of one sign). */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 6)) return Number.isNaN(x) ? NaN : Math.sign(x);
  const double = 2 * x * x;
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) {
    term *= double / n;
    sum += term;
  }
  return Math.max(-1, Math.min(1, 1.1283791670955126 * exp(-x * x) * sum));
}
