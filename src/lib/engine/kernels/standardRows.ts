import type { Kernels } from './kernels.ts';

/** Rows that one call of a kernel takes: they stay in the second cache, and a call stays short. */
export const rowsAtOnce = 512;
/** Multiplications between two breaths. */
const breath = 3e7;
/** Bytes of columns up to which all of them stand in the kernels' memory beside the caller's. */
const copiedMost = 2e8;

export interface GivenColumns {
  readonly columns: readonly Float64Array[];
  /** Column of ones behind the others, which are then centred. */
  readonly fitIntercept: boolean;
  readonly rows: number;
}

/**
 * Columns of mean square 1 (and mean 0 beside an intercept) in the memory of the kernels. Where they are large only a
 * stretch of rows stands there at a time, made anew from the caller's columns when it is asked for: the same doubles, for
 * a few more passes over memory. Rows beyond the last, up to an even number, are 0.
 */
export class StandardRows {
  /** Columns, that of ones included. */
  readonly width: number;
  /** What was taken from each column and what it was then divided by; 0 and 1 for the ones. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Doubles from a column to the next one. */
  readonly stride: number;
  readonly #kernels: Kernels;
  readonly #given: GivenColumns;
  readonly #x: number;
  readonly #whole: boolean;

  /** @param most bytes up to which all rows stand ready */
  constructor(kernels: Kernels, given: GivenColumns, most = copiedMost) {
    const { columns, fitIntercept, rows } = given;
    this.#kernels = kernels;
    this.#given = given;
    this.width = columns.length + (fitIntercept ? 1 : 0);
    this.means = new Float64Array(this.width);
    this.scales = new Float64Array(this.width).fill(1);
    const even = rows + (rows & 1);
    this.#whole = 8 * even * this.width <= most;
    this.stride = this.#whole ? even : rowsAtOnce;
    this.#x = kernels.doubles(this.stride * this.width);
  }

  /**
   * Finds means and scales.
   * @param spare room for all rows of a column
   * @yields share of the columns that are done
   */
  *measure(spare: number): Generator<number, void> {
    const { columns, fitIntercept, rows } = this.#given;
    const { call } = this.#kernels;
    const said = this.#kernels.doubles(2);
    let work = 0;
    for (const [j, column] of columns.entries()) {
      const at = this.#whole ? this.#x + 8 * j * this.stride : spare;
      this.#kernels.viewDoubles(at, rows).set(column);
      call.standardise(at, rows, fitIntercept ? 1 : 0, said);
      if (this.#whole) this.#end(at, rows);
      const [mean, scale] = this.#kernels.viewDoubles(said, 2);
      this.means[j] = mean!;
      this.scales[j] = scale!;
      work += 8 * rows;
      if (work < breath / 4) continue;
      work = 0;
      yield j / columns.length;
    }
    if (fitIntercept && this.#whole) this.#ones(rows);
  }

  /**
   * Where row i of column j stands, less 8 × (j × stride + i), for the rows from `from` to `to` (at most `rowsAtOnce`,
   * both even): good until the next call. It may be below 0, as a pointer whose sum with 8 × from is not.
   */
  at(from: number, to: number): number {
    if (this.#whole) return this.#x;
    const { columns, fitIntercept, rows } = this.#given;
    const end = Math.min(rows, to);
    for (const [j, column] of columns.entries()) {
      const at = this.#x + 8 * j * this.stride;
      this.#kernels.viewDoubles(at, end - from).set(column.subarray(from, end));
      this.#kernels.call.moveScale(at, end - from, this.means[j]!, this.scales[j]!);
      this.#end(at, end - from);
    }
    if (fitIntercept) this.#ones(end - from);
    return this.#x - 8 * from;
  }

  #ones(rows: number): void {
    const at = this.#x + 8 * (this.width - 1) * this.stride;
    this.#kernels.viewDoubles(at, rows).fill(1);
    this.#end(at, rows);
  }

  /** The row beyond the last. */
  #end(at: number, rows: number): void {
    if (rows & 1) this.#kernels.viewDoubles(at + 8 * rows, 1)[0] = 0;
  }
}
