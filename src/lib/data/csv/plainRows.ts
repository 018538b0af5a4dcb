import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { blanks, type Marks } from './scanner.ts';

/** Cells that one call finds at most. */
const mostCells = 1 << 20;
/** Fewer rows than these in one call were not worth it. */
const few = 16;
/** Records that are read one by one before the next call, at most. */
const longestPause = 4096;

/** Finds rows that have nothing of note with a kernel, as `Scanner` would find them one by one. */
export class PlainRows {
  readonly #columns: number;
  readonly #codes: readonly [delimiter: number, quote: number, escape: number];
  readonly #most: number;
  readonly #kernels = Kernels.borrowed();
  readonly #start: number;
  readonly #bytes: number;
  readonly #bounds: number;
  readonly #said: number;
  #left = 0;
  #pause = 1;

  /** A blank line is a row where there is one column; several blanks part cells only in a scanner. */
  static canRead({ delimiter }: Marks, columns: number): boolean {
    return columns > 1 && delimiter !== blanks && delimiter !== '';
  }

  /** @param bytes of which rows are wanted from `start` on; `done` gives their copy back */
  constructor(
    bytes: Uint8Array,
    start: number,
    { marks, columns }: { marks: Marks; columns: number },
  ) {
    const code = (text: string): number => (text === '' ? 0 : text.charCodeAt(0));
    this.#columns = columns;
    this.#codes = [code(marks.delimiter), code(marks.quote), code(marks.escape)];
    this.#start = start;
    const size = bytes.length - start;
    this.#most = Math.max(1, Math.floor(mostCells / columns));
    this.#bytes = this.#kernels.take(size + 16);
    this.#said = this.#kernels.take(4);
    this.#bounds = this.#kernels.take(8 * columns * (this.#most + 1));
    this.#kernels.viewBytes(this.#bytes, size).set(bytes.subarray(start));
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
      this.#bytes - this.#start,
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
