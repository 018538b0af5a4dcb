import type { Kernels } from './kernels.ts';

/** Rows that one call of a kernel takes: they stay in the second cache, and a call stays short. */
const rowsAtOnce = 512;
/** Multiplications between two breaths. */
const breath = 3e7;
/** Bytes of a block of rows that stays in the second cache from one kernel to the next. */
const blockBytes = 2 ** 19;
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
 * a few more passes over memory. In blocks all rows stand there, some of them at a time with all their columns beside each
 * other: for those who read the rows hundreds of times. Rows beyond the last, up to an even number, are 0.
 */
export class StandardRows {
  /** Columns, that of ones included. */
  readonly width: number;
  /** What was taken from each column and what it was then divided by; 0 and 1 for the ones. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  /** Doubles from a column to the next one. */
  readonly stride: number;
  /** Rows that may be asked for at a time, from a multiple of this on. */
  readonly atOnce: number;
  readonly #kernels: Kernels;
  readonly #given: GivenColumns;
  readonly #x: number;
  readonly #whole: boolean;
  readonly #blocks: boolean;

  /** @param kept left out: as a whole, or a stretch at a time where that would be large */
  constructor(kernels: Kernels, given: GivenColumns, kept?: 'whole' | 'stretch' | 'blocks') {
    const { columns, fitIntercept, rows } = given;
    this.#kernels = kernels;
    this.#given = given;
    this.width = columns.length + (fitIntercept ? 1 : 0);
    this.means = new Float64Array(this.width);
    this.scales = new Float64Array(this.width).fill(1);
    const even = rows + (rows & 1);
    const fitting = 8 * even * this.width <= copiedMost ? 'whole' : 'stretch';
    this.#blocks = kept === 'blocks';
    this.#whole = (kept ?? fitting) === 'whole';
    this.atOnce = this.#blocks ? blockOf(this.width) : rowsAtOnce;
    this.stride = this.#whole ? even : this.atOnce;
    const held = this.#blocks ? this.atOnce * Math.ceil(even / this.atOnce) : this.stride;
    this.#x = kernels.doubles(held * this.width);
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
      if (this.#blocks) this.#scatter(at, j);
      const [mean, scale] = this.#kernels.viewDoubles(said, 2);
      this.means[j] = mean!;
      this.scales[j] = scale!;
      work += 8 * rows;
      if (work < breath / 4) continue;
      work = 0;
      yield j / columns.length;
    }
    if (fitIntercept && this.#whole) this.#ones(rows);
    if (fitIntercept && this.#blocks) {
      this.#kernels.viewDoubles(spare, rows).fill(1);
      this.#scatter(spare, columns.length);
    }
  }

  /** Puts a column, the row beyond the last with it, where its parts of the blocks are. */
  #scatter(from: number, j: number): void {
    const { rows } = this.#given;
    this.#end(from, rows);
    const even = rows + (rows & 1);
    const column = this.#kernels.viewDoubles(from, even);
    const size = this.stride;
    const all = this.#kernels.viewDoubles(this.#x, size * Math.ceil(even / size) * this.width);
    for (let i = 0; i < even; i += size)
      all.set(column.subarray(i, Math.min(even, i + size)), i * this.width + j * size);
  }

  /**
   * Where row i of column j stands, less 8 × (j × stride + i), for the rows from `from` to `to` (at most `atOnce`,
   * both even): good until the next call. It may be below 0, as a pointer whose sum with 8 × from is not.
   */
  at(from: number, to: number): number {
    if (this.#whole) return this.#x;
    if (this.#blocks) return this.#x + 8 * from * (this.width - 1);
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

/** A power of two, so that stretches of that many rows begin even. */
const blockOf = (width: number): number =>
  Math.min(rowsAtOnce, Math.max(16, 2 ** Math.floor(Math.log2(blockBytes / (8 * width)))));
