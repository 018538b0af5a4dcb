import type { TextChunk } from '../arrow.ts';
import { Interner } from '../interner.ts';
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
  add({ length, offsets, bytes, present }: TextChunk): boolean {
    const codes = new Int32Array(length);
    const interner = this.#interner;
    let start = offsets[0]!;
    for (let i = 0; i < length; i += 1) {
      const end = offsets[i + 1]!;
      if (present(i)) codes[i] = interner.intern(bytes, start, end);
      else {
        codes[i] = -1;
        this.#nulls += 1;
      }
      start = end;
    }
    this.#chunks.push(codes);
    this.#rows += length;
    return interner.size <= mostTexts;
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
