import type { CellBlock } from '../csv/reader.ts';

/** A column of texts as Arrow lays them out: text i is bytes[offsets[i]] to offsets[i + 1]. */
export interface Texts {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly nulls: number;
  /** A set bit for each text that is not null; null where none is. */
  readonly bitmap: Uint8Array | null;
}

/** Copies column j's cells end to end; short cells byte by byte, which beats `set` up to some 32 bytes. */
export function blockTexts({ bytes, bounds, rows, columns }: CellBlock, j: number): Texts {
  const offsets = new Int32Array(rows + 1);
  const stride = 2 * columns;
  let total = 0;
  for (let i = 0, k = 2 * j; i < rows; i += 1, k += stride) total += bounds[k + 1]! - bounds[k]!;
  const data = new Uint8Array(total);
  let out = 0;
  for (let i = 0, k = 2 * j; i < rows; i += 1, k += stride) {
    const end = bounds[k + 1]!;
    let p = bounds[k]!;
    if (end - p > 32) {
      data.set(bytes.subarray(p, end), out);
      out += end - p;
    } else {
      while (p < end) data[out++] = bytes[p++]!;
    }
    offsets[i + 1] = out;
  }
  return { offsets, bytes: data, nulls: 0, bitmap: null };
}

/** Texts end to end in UTF-8; a lone surrogate, which UTF-8 cannot say, becomes U+FFFD: readers tell of it. */
export function encoded(column: readonly (string | null)[]): Texts {
  const rows = column.length;
  const offsets = new Int32Array(rows + 1);
  const joined = column.map((text) => text ?? '');
  let room = 0;
  for (const text of joined) room += text.length;
  let bytes = new Uint8Array(room + (room >> 2) + 16);
  const encoder = new TextEncoder();
  const bitmap = new Uint8Array((rows + 7) >> 3);
  let nulls = 0;
  let at = 0;
  for (let i = 0; i < rows; i += 1) {
    const text = joined[i]!;
    if (at + 3 * text.length > bytes.length) {
      const grown = new Uint8Array(Math.max(at + 3 * text.length, 2 * bytes.length));
      grown.set(bytes.subarray(0, at));
      bytes = grown;
    }
    at += encoder.encodeInto(text, bytes.subarray(at)).written;
    offsets[i + 1] = at;
    if (column[i] === null) nulls += 1;
    else bitmap[i >> 3]! |= 1 << (i & 7);
  }
  return { offsets, bytes: bytes.subarray(0, at), nulls, bitmap: nulls > 0 ? bitmap : null };
}

/** The texts at these rows, in this order. */
export function pick({ offsets, bytes, bitmap }: Texts, indices: readonly number[]): Texts {
  const there = (i: number): boolean => !bitmap || ((bitmap[i >> 3]! >> (i & 7)) & 1) === 1;
  const size = indices.reduce((sum, i) => sum + offsets[i + 1]! - offsets[i]!, 0);
  const picked = new Uint8Array(size);
  const ends = new Int32Array(indices.length + 1);
  const marks = new Uint8Array((indices.length + 7) >> 3);
  let nulls = 0;
  indices.forEach((i, k) => {
    picked.set(bytes.subarray(offsets[i]!, offsets[i + 1]!), ends[k]!);
    ends[k + 1] = ends[k]! + offsets[i + 1]! - offsets[i]!;
    if (there(i)) marks[k >> 3]! |= 1 << (k & 7);
    else nulls += 1;
  });
  return { offsets: ends, bytes: picked, nulls, bitmap: nulls > 0 ? marks : null };
}
