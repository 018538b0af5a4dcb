import { Kernels } from './kernels.ts';

/** Rows that one call of a kernel takes: they stay in the second cache, and a call stays short. */
const rowsAtOnce = 512;
/** Multiplications between two breaths. */
const breath = 3e7;

/**
 * The columns of a problem in the memory of the kernels, for sums over its rows. Doubles; rows beyond the last, up
 * to an even number, are 0.
 */
export class Design {
  readonly rows: number;
  readonly width: number;
  readonly #kernels = new Kernels();
  readonly #stride: number;
  readonly #x: number;
  readonly #w: number;
  readonly #out: number;

  constructor(columns: readonly Float64Array[]) {
    this.rows = columns[0]?.length ?? 0;
    this.width = columns.length;
    this.#stride = this.rows + (this.rows & 1);
    this.#x = this.#kernels.doubles(this.#stride * this.width);
    this.#w = this.#kernels.doubles(this.#stride);
    this.#out = this.#kernels.doubles(this.width * this.width);
    for (const [j, column] of columns.entries())
      this.#kernels.viewDoubles(this.#x + 8 * j * this.#stride, this.rows).set(column);
  }

  /**
   * X' W X, row-major width × width, its lower triangle filled.
   * @param weight one for each row, of any sign
   */
  *gram(weight: Float64Array): Generator<void, Float64Array> {
    const { width } = this;
    this.#kernels.viewDoubles(this.#w, this.rows).set(weight);
    this.#kernels.viewDoubles(this.#out, width * width).fill(0);
    let work = 0;
    for (let from = 0; from < this.#stride; from += rowsAtOnce) {
      const to = Math.min(this.#stride, from + rowsAtOnce);
      this.#kernels.call.gram(this.#x, this.#w, this.#stride, width, from, to, this.#out);
      work += (to - from) * width * width;
      if (work < breath) continue;
      work = 0;
      yield;
    }
    return this.#kernels.viewDoubles(this.#out, width * width).slice();
  }
}
