import type { TextChunk } from '../arrow.ts';
import { NumberLooks } from '../infer/cells.ts';
import { Interner } from '../interner.ts';
import { mostRows, scanNumbers } from '../kernels.ts';
import { notNumber, scanNumber, type NumberScan } from '../numbers.ts';
import type { HeldNumbers } from './held.ts';

/** More distinct texts among numbers are no markers of missing. */
const mostOthers = 1000;

/** Keeps a column as doubles, and what is no plain number as texts. */
export class NumberKeeper {
  readonly #others = new Interner();
  readonly #looks = new NumberLooks();
  readonly #scan: NumberScan = { kind: notNumber, value: NaN };
  readonly #chunks: Float64Array[] = [];
  #rows = 0;
  #present = 0;
  #empty = 0;

  /** False where the column is not worth keeping. A NULL has no bytes. */
  add({ length, offsets, bytes }: TextChunk): boolean {
    for (let from = 0; from < length; from += mostRows) {
      const rows = Math.min(mostRows, length - from);
      this.#part(offsets.subarray(from, from + rows + 1), bytes, rows);
    }
    return this.#others.size <= mostOthers && this.#looks.lossy === 0;
  }

  #part(offsets: Int32Array, bytes: Uint8Array, rows: number): void {
    const { values, odd, integers, decimals, empty, grouped } = scanNumbers(offsets, bytes, rows);
    this.#looks.addPlain(integers, decimals, grouped);
    this.#present += integers + decimals;
    this.#empty += empty;
    for (const i of odd) values[i] = this.#odd(bytes, offsets[i]!, offsets[i + 1]!);
    this.#chunks.push(values);
    this.#rows += rows;
  }

  /** A text that the kernel does not read: perhaps a number all the same. */
  #odd(bytes: Uint8Array, start: number, end: number): number {
    const scan = this.#scan;
    scanNumber(bytes, start, end, scan);
    if (scan.kind === notNumber) this.#others.intern(bytes, start, end);
    else {
      this.#looks.add(scan, bytes, start, end);
      this.#present += 1;
    }
    return scan.value;
  }

  get bytes(): number {
    return 8 * this.#rows + this.#others.room;
  }

  done(rows: number): HeldNumbers {
    const values = new Float64Array(rows);
    let at = 0;
    for (const chunk of this.#chunks) {
      values.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks.length = 0;
    return {
      kind: 'numbers',
      values,
      present: this.#present,
      empty: this.#empty,
      looks: this.#looks,
      others: this.#others,
    };
  }
}
