import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { worthKernel } from '../kernels.ts';
import { blanks, type Marks } from './scanner.ts';

/** Cells that one call finds at most. */
const mostCells = 1 << 20;
/** Fewer rows than these in one call were not worth it. */
const few = 16;
/** Records that are read one by one before the next call, at most. */
const longestPause = 4096;

interface Options extends Marks {
  readonly columns: number;
  readonly comment: string;
  readonly repaired: ReadonlyMap<number, unknown>;
}

/** Finds rows that have nothing of note with a kernel, as `Scanner` would find them one by one. */
export class PlainRows {
  readonly #columns: number;
  readonly #codes: readonly [delimiter: number, quote: number, escape: number];
  readonly #most: number;
  readonly #kernels = Kernels.borrowed();
  readonly #bytes: number;
  readonly #bounds: number;
  readonly #said: number;
  #left = 0;
  #pause = 1;

  /**
   * null where there is little to read, or each row has to be looked at by itself: rows written anew, comments, a
   * blank line that is a row of one column, several blanks that part cells.
   */
  static in(bytes: Uint8Array, end: number, options: Options): PlainRows | null {
    const { delimiter, columns, comment, repaired } = options;
    const looked = comment !== '' || repaired.size > 0 || columns < 2 || delimiter === blanks;
    if (looked || delimiter === '' || end < worthKernel) return null;
    return new PlainRows(bytes.subarray(0, end), options);
  }

  private constructor(bytes: Uint8Array, { columns, ...marks }: Options) {
    const code = (text: string): number => (text === '' ? 0 : text.charCodeAt(0));
    this.#columns = columns;
    this.#codes = [code(marks.delimiter), code(marks.quote), code(marks.escape)];
    const size = bytes.length;
    this.#most = Math.max(1, Math.floor(mostCells / columns));
    this.#bytes = this.#kernels.take(size + 16);
    this.#said = this.#kernels.take(4);
    this.#bounds = this.#kernels.take(8 * columns * (this.#most + 1));
    this.#kernels.viewBytes(this.#bytes, size).set(bytes);
  }

  /** Whether to ask now: not after each of many records that are not plain. */
  isTurn(): boolean {
    if (this.#left === 0) return true;
    this.#left -= 1;
    return false;
  }

  /** The bounds of the plain rows from `at` on, and the place after them. */
  rows(at: number, end: number): { rows: number; next: number; bounds: Int32Array } {
    const kernels = this.#kernels;
    const rows = kernels.call.scanRows(
      this.#bytes,
      at,
      end,
      this.#columns,
      ...this.#codes,
      this.#bounds,
      this.#most,
      this.#said,
    );
    this.#pause = rows < few ? Math.min(longestPause, 2 * this.#pause) : 1;
    this.#left = this.#pause;
    const next = kernels.viewWords(this.#said, 1)[0]!;
    return { rows, next, bounds: kernels.viewWords(this.#bounds, 2 * this.#columns * rows) };
  }

  done(): void {
    Kernels.giveBack(this.#kernels);
  }
}
