import type { Table } from '#lib/engine/table.ts';

/** Which rows of a column are missing, one byte and one bit a row. */
export interface Mask {
  readonly name: string;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly bits: Int32Array;
}

/** Columns with a missing cell, in order of the table. */
export function masksOf(table: Table): Mask[] {
  const masks: Mask[] = [];
  for (const [name, column] of table.columns) {
    const bytes = new Uint8Array(table.rows);
    const bits = new Int32Array(Math.ceil(table.rows / 32));
    let count = 0;
    for (let i = 0; i < table.rows; i += 1) {
      const missing =
        column.kind === 'number' ? Number.isNaN(column.values[i]) : column.codes[i]! < 0;
      if (!missing) continue;
      count += 1;
      bytes[i] = 1;
      bits[i >> 5]! |= 1 << (i & 31);
    }
    if (count > 0) masks.push({ name, count, bytes, bits });
  }
  return masks;
}

/** Rows that are in both. */
export function countBoth(a: Int32Array, b: Int32Array): number {
  let n = 0;
  for (let i = 0; i < a.length; i += 1) {
    let x = a[i]! & b[i]!;
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    n += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return n;
}
