import { eachTextChunk, type TextChunk } from '../arrow.ts';
import { Interner } from '../interner.ts';
import { sortDoubles } from '../kernels.ts';
import { decimal, integer, lossy, notNumber, scanNumber } from '../numbers.ts';
import type { NumberScan } from '../numbers.ts';
import type { Vector } from 'apache-arrow';

/** The cells that are plain numbers, and the other texts: one pass over the bytes of a column. */
export interface Cells {
  /** In row order; NaN in gaps, where there are any. */
  readonly values: Float64Array;
  /** How many of them are numbers. */
  readonly count: number;
  readonly integers: number;
  readonly decimals: number;
  /** Numbers that a double would not keep as written. */
  readonly lossy: number;
  /** All numbers could also be whole ones with a point between thousands: 1.234 and 987, but no 0.5 and no 1234. */
  readonly grouped: boolean;
  /** Distinct texts that are not empty and no plain number, with their counts. */
  readonly others: Distinct;
}

/** Distinct texts in order of first sight. */
export type Distinct = Pick<Interner, 'size' | 'bytes' | 'text' | 'count'>;

const limit = 2 ** 53 - 1;

/** Tallies what numbers look like, as they come. */
export class NumberLooks {
  readonly #kinds = [0, 0, 0, 0];
  #grouped = true;

  /** A cell that is a number. */
  add(scan: NumberScan, bytes: Uint8Array, start: number, end: number): void {
    this.#kinds[this.#kindOf(scan, bytes, start, end)]! += 1;
  }

  /** So many cells of the same text, which is a number. */
  addText(scan: NumberScan, text: Uint8Array, cells: number): void {
    this.#kinds[this.#kindOf(scan, text, 0, text.length)]! += cells;
  }

  #kindOf(scan: NumberScan, bytes: Uint8Array, start: number, end: number): number {
    const { kind, value } = scan;
    if (this.#grouped) this.#grouped = mayBeGrouped(scan, bytes, start, end);
    if (kind === integer && Object.is(value, -0)) {
      this.#grouped = false;
      return decimal;
    }
    const large = kind === decimal && (value > limit || value < -limit);
    return large && isWritten(bytes, start, end) ? lossy : kind;
  }

  /** Numbers that a kernel has looked at: none of them is −0, lossy or beyond 2^53. */
  addPlain(integers: number, decimals: number, grouped: boolean): void {
    this.#kinds[integer]! += integers;
    this.#kinds[decimal]! += decimals;
    this.#grouped &&= grouped;
  }

  get lossy(): number {
    return this.#kinds[lossy]!;
  }

  result(): Pick<Cells, 'integers' | 'decimals' | 'lossy' | 'grouped'> {
    return {
      integers: this.#kinds[integer]!,
      decimals: this.#kinds[decimal]!,
      lossy: this.#kinds[lossy]!,
      grouped: this.#grouped && this.#kinds[decimal]! > 0,
    };
  }
}

export function readCells(vector: Vector, rows: number): Cells {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const others = new Interner();
  const values = new Float64Array(rows);
  const looks = new NumberLooks();
  let n = 0;
  eachTextChunk(vector, ({ length, offsets, bytes, present }) => {
    for (let i = 0; i < length; i += 1) {
      const start = offsets[i]!;
      const end = offsets[i + 1]!;
      if (start === end || !present(i)) continue;
      scanNumber(bytes, start, end, scan);
      if (scan.kind === notNumber) {
        others.intern(bytes, start, end);
        continue;
      }
      looks.add(scan, bytes, start, end);
      values[n] = scan.value;
      n += 1;
    }
  });
  return { values: values.subarray(0, n), count: n, ...looks.result(), others };
}

/** Each number is one more than that before it. */
export function isCount(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i += 1) if (values[i] !== values[i - 1]! + 1) return false;
  return true;
}

function mayBeGrouped(
  { kind, value }: NumberScan,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const size = Math.abs(value);
  if (kind === integer) return size < 1000;
  const point = end - 4 > start && bytes[end - 4] === 46;
  return size >= 1 && size < 1000 && point && bytes[end - 2]! <= 57;
}

/** With all its digits, not with an exponent. */
function isWritten(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p += 1) if ((bytes[p]! | 32) === 101) return false;
  return true;
}

/** All present texts of a column, numbers too, distinct. */
export function internAll(vector: Vector): Interner {
  const interner = new Interner();
  eachTextChunk(vector, (chunk: TextChunk) => {
    const { length, offsets, bytes, present } = chunk;
    for (let i = 0; i < length; i += 1) {
      if (offsets[i]! < offsets[i + 1]! && present(i))
        interner.intern(bytes, offsets[i]!, offsets[i + 1]!);
    }
  });
  return interner;
}

export function areDistinct(values: Float64Array): boolean {
  const sorted = values.slice();
  sortDoubles(sorted);
  for (let i = 1; i < sorted.length; i += 1) if (sorted[i] === sorted[i - 1]) return false;
  return true;
}

/** The distinct numbers, ascending; null when there are more than `most`. */
export function fewValues(values: Float64Array, most: number): readonly number[] | null {
  const seen = new Set<number>();
  for (const value of values) {
    if (seen.has(value) || Number.isNaN(value)) continue;
    if (seen.size === most) return null;
    seen.add(value);
  }
  return [...seen].sort((a, b) => a - b);
}
