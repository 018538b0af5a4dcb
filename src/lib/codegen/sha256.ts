/** Fractions of the square and cube roots of the first primes, of which SHA-256 takes 32 bits each (FIPS 180-4, 4.2.2). */
const primes = Array.from({ length: 311 }, (_, n) => n + 2)
  .filter((n) => !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0))
  .slice(0, 64);

/** The root is found among whole numbers, because engines' own roots may differ in the last bit. */
function fractionOf(prime: number, power: 2n | 3n): number {
  const target = BigInt(prime) << (32n * power);
  let [low, high] = [0n, 1n << 40n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn) | 0;
}

const rounds = Int32Array.from(primes, (p) => fractionOf(p, 3n));
const start = Int32Array.from(primes.slice(0, 8), (p) => fractionOf(p, 2n));

const turned = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/**
 * SHA-256 of an ASCII text as hex: at once, because the files of a project are written at once (FIPS 180-4).
 * @param ascii whose characters are its bytes
 */
export function sha256Of(ascii: string): string {
  const n = ascii.length;
  const padded = new DataView(new ArrayBuffer(((n + 72) >> 6) << 6));
  for (let i = 0; i < n; i += 1) padded.setUint8(i, ascii.charCodeAt(i));
  padded.setUint8(n, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(n) * 8n);
  const state = start.slice();
  const words = new Int32Array(64);
  for (let at = 0; at < padded.byteLength; at += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = padded.getInt32(at + 4 * i);
    block(words, state);
  }
  return Array.from(state, (x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
}

function block(w: Int32Array, state: Int32Array): void {
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [w[i - 15]!, w[i - 2]!];
    const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
    const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
    w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
  }
  let [a, b, c, d] = [state[0]!, state[1]!, state[2]!, state[3]!];
  let [e, f, g, h] = [state[4]!, state[5]!, state[6]!, state[7]!];
  for (let i = 0; i < 64; i += 1) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + rounds[i]! + w[i]!) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [i, x] of [a, b, c, d, e, f, g, h].entries()) state[i] = state[i]! + x;
}
