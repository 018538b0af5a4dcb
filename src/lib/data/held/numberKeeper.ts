import type { TextChunk } from '../arrow.ts';
import { NumberLooks } from '../infer/cells.ts';
import { Interner } from '../interner.ts';
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

  /** False where the column is not worth keeping. */
  add({ length, offsets, bytes, present }: TextChunk): boolean {
    const values = new Float64Array(length);
    const scan = this.#scan;
    let empty = 0;
    let found = 0;
    for (let i = 0; i < length; i += 1) {
      const start = offsets[i]!;
      const end = offsets[i + 1]!;
      values[i] = NaN;
      if (start === end || !present(i)) {
        empty += 1;
        continue;
      }
      scanNumber(bytes, start, end, scan);
      if (scan.kind === notNumber) {
        this.#others.intern(bytes, start, end);
        continue;
      }
      this.#looks.add(scan, bytes, start, end);
      values[i] = scan.value;
      found += 1;
    }
    this.#empty += empty;
    this.#present += found;
    this.#chunks.push(values);
    this.#rows += length;
    return this.#others.size <= mostOthers && this.#looks.lossy === 0;
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
