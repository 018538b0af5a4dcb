import { eachTextChunk } from '../arrow.ts';
import { Interner } from '../interner.ts';
import { decimal, integer, lossy, notNumber, scanNumber } from '../numbers.ts';
import type { NumberScan } from '../numbers.ts';
import type { Vector } from 'apache-arrow';

/** The cells that are plain numbers, and the other texts: one pass over the bytes of a column. */
export interface Cells {
  /** In row order. */
  readonly values: Float64Array;
  readonly integers: number;
  readonly decimals: number;
  /** Numbers that a double would not keep as written. */
  readonly lossy: number;
  /** Each number is one more than that before it. */
  readonly counts: boolean;
  /** All numbers could also be whole ones with a point between thousands: 1.234 and 987, but no 0.5 and no 1234. */
  readonly grouped: boolean;
  /** Distinct texts that are not empty and no plain number, with their counts. */
  readonly others: Interner;
}

const limit = 2 ** 53 - 1;

export function readCells(vector: Vector, rows: number): Cells {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const others = new Interner();
  const values = new Float64Array(rows);
  const kinds = [0, 0, 0, 0];
  let counts = true;
  let grouped = true;
  let n = 0;
  // eslint-disable-next-line complexity -- called for every cell of the file
  eachTextChunk(vector, ({ length, offsets, bytes, present }) => {
    for (let i = 0; i < length; i += 1) {
      const start = offsets[i]!;
      const end = offsets[i + 1]!;
      if (start === end || !present(i)) continue;
      scanNumber(bytes, start, end, scan);
      const { kind, value } = scan;
      if (kind === notNumber) {
        others.intern(bytes, start, end);
        continue;
      }
      if (grouped) grouped = mayBeGrouped(kind, value, bytes, end);
      if (kind === integer && Object.is(value, -0)) {
        kinds[decimal]! += 1;
        grouped = false;
      } else if (
        kind === decimal &&
        (value > limit || value < -limit) &&
        isWritten(bytes, start, end)
      )
        kinds[lossy]! += 1;
      else kinds[kind]! += 1;
      values[n] = value;
      if (n > 0 && value !== values[n - 1]! + 1) counts = false;
      n += 1;
    }
  });
  return {
    values: values.subarray(0, n),
    integers: kinds[integer]!,
    decimals: kinds[decimal]!,
    lossy: kinds[lossy]!,
    counts,
    grouped: grouped && kinds[decimal]! > 0,
    others,
  };
}

function mayBeGrouped(kind: number, value: number, bytes: Uint8Array, end: number): boolean {
  const size = Math.abs(value);
  if (kind === integer) return size < 1000;
  return size >= 1 && size < 1000 && bytes[end - 4] === 46 && bytes[end - 2]! <= 57;
}

/** With all its digits, not with an exponent. */
function isWritten(bytes: Uint8Array, start: number, end: number): boolean {
  for (let p = start; p < end; p += 1) if ((bytes[p]! | 32) === 101) return false;
  return true;
}

/** All present texts of a column, numbers too, distinct. */
export function internAll(vector: Vector): Interner {
  const interner = new Interner();
  eachTextChunk(vector, ({ length, offsets, bytes, present }) => {
    for (let i = 0; i < length; i += 1) {
      if (offsets[i]! < offsets[i + 1]! && present(i))
        interner.intern(bytes, offsets[i]!, offsets[i + 1]!);
    }
  });
  return interner;
}

export function areDistinct(values: Float64Array): boolean {
  const sorted = values.slice().sort();
  for (let i = 1; i < sorted.length; i += 1) if (sorted[i] === sorted[i - 1]) return false;
  return true;
}

/** The distinct numbers, ascending; null when there are more than `most`. */
export function fewValues(values: Float64Array, most: number): readonly number[] | null {
  const seen = new Set<number>();
  for (const value of values) {
    if (seen.has(value)) continue;
    if (seen.size === most) return null;
    seen.add(value);
  }
  return [...seen].sort((a, b) => a - b);
}
