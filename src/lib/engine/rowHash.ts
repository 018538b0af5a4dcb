import type { Column } from './table.ts';

/** 53 bits of a row's cells (two lanes of FNV-1a over their doubles): two rows that differ hardly ever share them. */
export function rowHash(columns: readonly Column[], y: Float64Array): (row: number) => number {
  const value = new Float64Array(1);
  const bits = new Uint32Array(value.buffer);
  return (row) => {
    let [a, b] = [0x811c9dc5, 0xcbf29ce4];
    for (let k = 0; k <= columns.length; k += 1) {
      value[0] = k < columns.length ? cell(columns[k]!, row) : y[row]!;
      a = Math.imul(Math.imul(a ^ bits[0]!, 0x01000193) ^ bits[1]!, 0x01000193);
      b = Math.imul(Math.imul(b ^ bits[1]!, 0x01000193) ^ (bits[0]! + k), 0x01000193);
      a ^= a >>> 15;
      b ^= b >>> 13;
    }
    return (a >>> 0) * 0x200000 + (b >>> 11);
  };
}

/** A cell as a number: its value, or the code of its level. */
export const cell = (c: Column, row: number): number =>
  c.kind === 'number' ? c.values[row]! : c.codes[row]!;
