import { Kernels } from './kernels.ts';

/** Multiply-adds between two yields: about 1 ms, or 3 where memory is slow. */
const breath = 3e6;
/** Below, a table is done before its columns are in the kernels' memory. */
const fewest = 20_000;
/** Bytes above which the columns stay where they are. */
const most = 2 ** 31;

/** Whether the kernels are faster with so many numbers, and have room for them. */
export const isWorthIt = (rows: number, columns: number): boolean =>
  rows * columns >= fewest && 8 * rows * columns <= most;

/** Columns up to which partial sums of all pairs are kept, 32 bytes each. */
const widestGram = 1024;
/** Rows of a stretch, a multiple of 4: with all columns they stay in a cache. */
const stretchOf = (p: number): number => (p > 200 ? 128 : 512);

export const isGramWorthIt = (rows: number, columns: number): boolean =>
  columns <= widestGram && rows * columns * columns >= fewest * 10;

/** linalg's `gram` by the kernels, bit for bit. */
export function* gramByKernels(columns: readonly Float64Array[]): Generator<number, Float64Array> {
  const kernels = Kernels.borrowed();
  try {
    const p = columns.length;
    const rows = columns[0]!.length;
    const fours = rows - (rows % 4);
    const atOnce = stretchOf(p);
    const sums = kernels.doubles(4 * p * p);
    const x = kernels.doubles(atOnce * p);
    kernels.viewDoubles(sums, 4 * p * p).fill(0);
    const view = kernels.viewDoubles(x, atOnce * p);
    let work = 0;
    for (let from = 0; from < fours; from += atOnce) {
      const to = Math.min(fours, from + atOnce);
      for (const [j, column] of columns.entries()) view.set(column.subarray(from, to), j * atOnce);
      kernels.call.exactGram(x, atOnce, p, to - from, sums);
      work += ((to - from) * p * p) / 2;
      if (work < breath) continue;
      work = 0;
      yield from / rows;
    }
    return wholeGram(columns, fours, kernels.viewDoubles(sums, 4 * p * p));
  } finally {
    Kernels.giveBack(kernels);
  }
}

/** The last rows go to the first partial sum, as in linalg's `dot`. */
function wholeGram(
  columns: readonly Float64Array[],
  from: number,
  sums: Float64Array,
): Float64Array {
  const p = columns.length;
  const out = new Float64Array(p * p);
  for (const [j, a] of columns.entries())
    for (let l = 0; l <= j; l += 1) {
      const b = columns[l]!;
      const at = 4 * (j * p + l);
      let s0 = sums[at]!;
      for (let i = from; i < a.length; i += 1) s0 += a[i]! * b[i]!;
      out[j * p + l] = out[l * p + j] = s0 + sums[at + 1]! + (sums[at + 2]! + sums[at + 3]!);
    }
  return out;
}

/** Equally long columns in the kernels' memory, to be reflected; it must be closed. */
export class Reflected {
  readonly rows: number;
  readonly #kernels = Kernels.borrowed();
  readonly #at: Int32Array;
  readonly #list: number;

  constructor(columns: readonly Float64Array[]) {
    this.rows = columns[0]!.length;
    this.#list = this.#kernels.take(4 * columns.length);
    this.#at = Int32Array.from(columns, (x) => this.#kernels.putDoubles(x));
  }

  close(): void {
    Kernels.giveBack(this.#kernels);
  }

  swap(i: number, j: number): void {
    const at = this.#at;
    [at[i], at[j]] = [at[j]!, at[i]!];
  }

  /** Good until the columns are closed. */
  column(j: number): Float64Array {
    return this.#kernels.viewDoubles(this.#at[j]!, this.rows);
  }

  /** Sum of squares of column j from row k. */
  squares(j: number, k: number): number {
    const at = this.#at[j]! + 8 * k;
    return this.#kernels.call.exactDot(at, at, this.rows - k);
  }

  /** Divides column j after row k. */
  divide(j: number, k: number, by: number): void {
    this.#kernels.call.divide(this.#at[j]! + 8 * (k + 1), this.rows - k - 1, by);
  }

  /** Reflects columns `from` to `to` by column k from row k on. @yields after some milliseconds */
  *reflect(k: number, from: number, to: number, tau: number): Generator<void, void> {
    const { call } = this.#kernels;
    const length = this.rows - k;
    const v = this.#at[k]! + 8 * k;
    const each = Math.max(4, 4 * Math.floor(breath / (2 * length)));
    for (let first = from; first < to; first += each) {
      const count = Math.min(each, to - first);
      const list = this.#kernels.viewWords(this.#list, count);
      for (let j = 0; j < count; j += 1) list[j] = this.#at[first + j]! + 8 * k;
      call.reflect(this.#list, count, v, tau, length);
      if (count * length > breath / 3) yield;
    }
  }
}
