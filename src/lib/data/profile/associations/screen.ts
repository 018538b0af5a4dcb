import type { Progress } from '#lib/engine/model.ts';
import type { Prepared } from './columns.ts';

export interface Candidate {
  readonly a: number;
  readonly b: number;
  readonly r: number;
}

/** Multiply-adds of the whole product: some 4 s. */
const mostWork = 4e9;
const tile = 4;

/**
 * The pairs of columns with the strongest rank correlation, by one product of the standardised ranks. A missing value
 * stands at the mean, so r is a lower bound where values are missing; the pairs found are measured anew.
 * @param wanted how many pairs
 */
export function* strongestPairs(
  columns: readonly Prepared[],
  rows: number,
  wanted: number,
): Generator<Progress, { readonly candidates: readonly Candidate[]; readonly used: number }> {
  const n = columns.length;
  const stride = Math.max(1, Math.ceil((rows * n * n) / 2 / mostWork));
  const used = Math.ceil(rows / stride);
  const padded = Math.ceil(n / tile) * tile;
  const ranks: Float32Array[] = [];
  for (let k = 0; k < padded; k += 1) {
    ranks.push(k < n ? sampledRanks(columns[k]!, stride, used) : new Float32Array(used));
    if (k % 16 === 0) yield { share: 0 };
  }
  const best = new Strongest(wanted);
  const product = new Float64Array(tile * tile);
  for (let a = 0; a < padded; a += tile) {
    for (let b = a; b < padded; b += tile) {
      products(ranks, a, b, product);
      for (let i = 0; i < tile; i += 1)
        for (let j = 0; j < tile; j += 1)
          if (b + j > a + i && b + j < n) best.add(a + i, b + j, product[tile * i + j]!);
      if ((b - a) % 256 === 0) yield { share: shareDone(a, b, padded) };
    }
  }
  return { candidates: best.list(), used };
}

const shareDone = (a: number, b: number, n: number): number => {
  const left = n - a;
  return 1 - (left * left - 2 * tile * (b - a)) / (n * n);
};

/** Ranks of every `stride`-th row, ties averaged, moved and scaled to mean 0 and length 1; 0 for a missing value. */
function sampledRanks({ order, z }: Prepared, stride: number, used: number): Float32Array {
  const ranks = new Float64Array(used).fill(NaN);
  const { length } = order!;
  for (let i = 0; i < length;) {
    let j = i + 1;
    while (j < length && z![order![j]!] === z![order![i]!]) j += 1;
    for (let k = i; k < j; k += 1)
      if (order![k]! % stride === 0) ranks[order![k]! / stride] = (i + j) / 2;
    i = j;
  }
  let [n, sum, squares] = [0, 0, 0];
  for (const x of ranks) {
    if (Number.isNaN(x)) continue;
    n += 1;
    sum += x;
  }
  const mean = sum / n;
  for (const x of ranks) if (!Number.isNaN(x)) squares += (x - mean) ** 2;
  const size = Math.sqrt(squares);
  return Float32Array.from(ranks, (x) => (Number.isNaN(x) || size === 0 ? 0 : (x - mean) / size));
}

/** 4 × 4 dot products at once: sixteen sums for eight loads. */
function products(
  columns: readonly Float32Array[],
  a: number,
  b: number,
  into: Float64Array,
): void {
  const [a0, a1, a2, a3] = [columns[a]!, columns[a + 1]!, columns[a + 2]!, columns[a + 3]!];
  const [b0, b1, b2, b3] = [columns[b]!, columns[b + 1]!, columns[b + 2]!, columns[b + 3]!];
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a0.length; i += 1) {
    const x0 = a0[i]!;
    const x1 = a1[i]!;
    const x2 = a2[i]!;
    const x3 = a3[i]!;
    const y0 = b0[i]!;
    const y1 = b1[i]!;
    const y2 = b2[i]!;
    const y3 = b3[i]!;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
    s23 += x2 * y3;
    s30 += x3 * y0;
    s31 += x3 * y1;
    s32 += x3 * y2;
    s33 += x3 * y3;
  }
  into.set([s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33]);
}

/** The `wanted` largest by |r|, ties by place. */
class Strongest {
  readonly #wanted: number;
  #held: Candidate[] = [];
  #least = 0;

  constructor(wanted: number) {
    this.#wanted = wanted;
  }

  add(a: number, b: number, r: number): void {
    if (Math.abs(r) < this.#least) return;
    this.#held.push({ a, b, r });
    if (this.#held.length > 4 * this.#wanted) this.#trim();
  }

  list(): readonly Candidate[] {
    this.#trim();
    return this.#held;
  }

  #trim(): void {
    this.#held = this.#held
      .sort((x, y) => Math.abs(y.r) - Math.abs(x.r) || x.a - y.a || x.b - y.b)
      .slice(0, this.#wanted);
    if (this.#held.length === this.#wanted) this.#least = Math.abs(this.#held.at(-1)!.r);
  }
}
