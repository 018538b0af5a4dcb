import type { TextChunk } from '../arrow.ts';
import { Interner } from '../interner.ts';
import { internCells, mostRows } from '../kernels.ts';
import type { HeldTexts } from './held.ts';

/** Beyond so many distinct texts nothing is gained by keeping them. */
const mostTexts = 500_000;

/** Keeps a column as codes of its distinct texts. */
export class TextKeeper {
  readonly #interner = new Interner();
  readonly #chunks: Int32Array[] = [];
  #rows = 0;
  #nulls = 0;

  /** False where the column is not worth keeping. */
  add({ length, offsets, bytes, present }: TextChunk, nulls: number): boolean {
    if (nulls > 0) this.#chunks.push(this.#oneByOne({ length, offsets, bytes, present }));
    else
      for (let from = 0; from < length; from += mostRows) {
        const rows = Math.min(mostRows, length - from);
        const part = offsets.subarray(from, from + rows + 1);
        this.#chunks.push(internCells(part, bytes, rows, this.#interner));
      }
    this.#rows += length;
    return this.#interner.size <= mostTexts;
  }

  #oneByOne({ length, offsets, bytes, present }: TextChunk): Int32Array {
    const codes = new Int32Array(length).fill(-1);
    for (let i = 0; i < length; i += 1) {
      if (present(i)) codes[i] = this.#interner.intern(bytes, offsets[i]!, offsets[i + 1]!);
      else this.#nulls += 1;
    }
    return codes;
  }

  get bytes(): number {
    return 4 * this.#rows + this.#interner.room;
  }

  done(rows: number): HeldTexts {
    const codes = new Int32Array(rows);
    let at = 0;
    for (const chunk of this.#chunks) {
      codes.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks.length = 0;
    return { kind: 'texts', codes, nulls: this.#nulls, interner: this.#interner };
  }
}
