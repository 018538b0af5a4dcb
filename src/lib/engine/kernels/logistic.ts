import { Kernels } from './kernels.ts';

/** Rows that one call of a kernel takes: they stay in the second cache, and a call stays short. */
const rowsAtOnce = 512;
/** Multiplications between two breaths. */
const breath = 3e7;

export interface LogisticRows {
  readonly columns: readonly Float64Array[];
  /** Column of ones behind the others, which are then centred. */
  readonly fitIntercept: boolean;
  /** Class code of each row: 0 or 1, or of more classes 0…K−1. */
  readonly codes: Int32Array | Float64Array;
  readonly weight: Float64Array;
  /** Score columns: 1 (of the second class) or one for each class. */
  readonly K: number;
}

/** The data's part in the loss and its gradient, K blocks of one number for each column. */
export interface Look {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/**
 * A logistic problem in the memory of the kernels, in columns of mean square 1 (and mean 0 beside an intercept).
 * Doubles; rows beyond the last, up to an even number, have weight 0.
 */
export class LogisticDesign {
  readonly rows: number;
  /** Columns, that of ones included. */
  readonly width: number;
  readonly K: number;
  /** What was taken from each column and what it was then divided by; 0 and 1 for the ones. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly #hessian: boolean;
  readonly #kernels = new Kernels();
  readonly #stride: number;
  readonly #x: number;
  readonly #y: number;
  readonly #w: number;
  /** K columns each. */
  readonly #z: number;
  readonly #share: number;
  readonly #rest: number;
  readonly #bend: number;
  readonly #theta: number;
  readonly #gradient: number;
  readonly #gram: number;

  /** @param hessian whether `gram` will be asked for: it takes width² doubles */
  private constructor(given: LogisticRows, hessian: boolean) {
    const { columns, fitIntercept, codes, weight, K } = given;
    this.rows = codes.length;
    this.width = columns.length + (fitIntercept ? 1 : 0);
    this.K = K;
    this.#hessian = hessian;
    this.means = new Float64Array(this.width);
    this.scales = new Float64Array(this.width).fill(1);
    const n = (this.#stride = this.rows + (this.rows & 1));
    const kernels = this.#kernels;
    this.#x = kernels.doubles(n * this.width);
    this.#y = kernels.doubles(n);
    this.#w = kernels.doubles(n);
    this.#z = kernels.doubles(n * K);
    this.#share = kernels.doubles(n * K);
    this.#rest = kernels.doubles(n * K);
    this.#bend = kernels.doubles(n);
    this.#theta = kernels.doubles(K * this.width);
    this.#gradient = kernels.doubles(K * this.width);
    this.#gram = kernels.doubles(hessian ? this.width ** 2 : 2);
    kernels.viewDoubles(this.#y, this.rows).set(codes);
    kernels.viewDoubles(this.#w, this.rows).set(weight);
  }

  /** @yields share of the columns that are there */
  static *open(given: LogisticRows, hessian: boolean): Generator<number, LogisticDesign> {
    const design = new LogisticDesign(given, hessian);
    const p = given.columns.length;
    let work = 0;
    for (const [j, column] of given.columns.entries()) {
      design.#load(column, j, given.fitIntercept);
      work += 8 * column.length;
      if (work < breath / 4) continue;
      work = 0;
      yield j / p;
    }
    if (given.fitIntercept) design.column(p).fill(1);
    return design;
  }

  /** Every so many-th row, weights summing to 1 again; in a memory of its own. */
  sample(every: number): LogisticDesign {
    const taken = (of: Float64Array): Float64Array => {
      const out = new Float64Array(Math.ceil(of.length / every));
      for (let i = 0; i < out.length; i += 1) out[i] = of[i * every]!;
      return out;
    };
    const kernels = this.#kernels;
    const weight = taken(kernels.viewDoubles(this.#w, this.rows));
    const total = weight.reduce((sum, w) => sum + w, 0);
    const given = {
      columns: Array.from({ length: this.width }, (_, j) => this.column(j)),
      fitIntercept: false,
      codes: taken(kernels.viewDoubles(this.#y, this.rows)),
      weight: weight.map((w) => w / total),
      K: this.K,
    };
    const out = new LogisticDesign(given, this.#hessian);
    for (const [j, column] of given.columns.entries()) out.column(j).set(taken(column));
    return out;
  }

  #load(column: Float64Array, j: number, centre: boolean): void {
    const { call } = this.#kernels;
    const said = this.#bend;
    this.column(j).set(column);
    call.standardise(this.#x + 8 * j * this.#stride, this.rows, centre ? 1 : 0, said);
    const [mean, scale] = this.#kernels.viewDoubles(said, 2);
    this.means[j] = mean!;
    this.scales[j] = scale!;
  }

  /** Good until the design is dropped: nothing is taken any more. */
  column(j: number): Float64Array {
    return this.#kernels.viewDoubles(this.#x + 8 * j * this.#stride, this.rows);
  }

  /** Probabilities at the last look, of score column k. */
  share(k: number): Float64Array {
    return this.#kernels.viewDoubles(this.#share + 8 * k * this.#stride, this.rows);
  }

  /** @param theta K blocks of one number for each column */
  *look(theta: Float64Array): Generator<void, Look> {
    const { width, K } = this;
    this.#kernels.viewDoubles(this.#theta, K * width).set(theta);
    const gradient = this.#kernels.viewDoubles(this.#gradient, K * width).fill(0);
    let loss = 0;
    let work = 0;
    for (let from = 0; from < this.#stride; from += rowsAtOnce) {
      const to = Math.min(this.#stride, from + rowsAtOnce);
      loss += this.#lookAt(from, to);
      work += (to - from) * K * (2 * width + 20);
      if (work < breath) continue;
      work = 0;
      yield;
    }
    return { loss, gradient: gradient.slice() };
  }

  #lookAt(from: number, to: number): number {
    const { call } = this.#kernels;
    const { width, K } = this;
    const n = this.#stride;
    for (let k = 0; k < K; k += 1) {
      const [theta, z] = [this.#theta + 8 * k * width, this.#z + 8 * k * n];
      call.scores(this.#x, n, width, theta, z, from, to);
    }
    const [z, y, w, share, rest] = [this.#z, this.#y, this.#w, this.#share, this.#rest];
    const loss =
      K === 1
        ? call.sigmoids(z, y, w, share, rest, from, to)
        : call.softmaxes(z, n, K, y, w, share, rest, from, to);
    for (let k = 0; k < K; k += 1) {
      const [own, gradient] = [rest + 8 * k * n, this.#gradient + 8 * k * width];
      call.slopes(this.#x, n, width, own, gradient, from, to);
    }
    return loss;
  }

  /** Σ bend · xⱼ · xₘ between scores k and l at the last look, row-major width × width, lower triangle. */
  *gram(k: number, l: number): Generator<void, Float64Array> {
    const { call } = this.#kernels;
    const { width } = this;
    const n = this.#stride;
    const [a, b] = [this.#share + 8 * k * n, this.#share + 8 * l * n];
    this.#kernels.viewDoubles(this.#gram, width * width).fill(0);
    let work = 0;
    for (let from = 0; from < n; from += rowsAtOnce) {
      const to = Math.min(n, from + rowsAtOnce);
      call.bends(a, b, this.#w, this.#bend, from, to);
      call.gram(this.#x, this.#bend, n, width, from, to, this.#gram);
      work += (to - from) * width * width;
      if (work < breath) continue;
      work = 0;
      yield;
    }
    return this.#kernels.viewDoubles(this.#gram, width * width).slice();
  }

  /** The Hessian of the data's part at the last look, times a direction of K blocks. */
  *bent(direction: Float64Array): Generator<void, Float64Array> {
    const { call } = this.#kernels;
    const { width, K } = this;
    const n = this.#stride;
    this.#kernels.viewDoubles(this.#theta, K * width).set(direction);
    const out = this.#kernels.viewDoubles(this.#gradient, K * width).fill(0);
    let work = 0;
    for (let from = 0; from < n; from += rowsAtOnce) {
      const to = Math.min(n, from + rowsAtOnce);
      for (let k = 0; k < K; k += 1) {
        const [theta, z] = [this.#theta + 8 * k * width, this.#z + 8 * k * n];
        call.scores(this.#x, n, width, theta, z, from, to);
      }
      call.bend(this.#z, n, K, this.#w, this.#share, this.#rest, from, to);
      for (let k = 0; k < K; k += 1) {
        const [own, to1] = [this.#rest + 8 * k * n, this.#gradient + 8 * k * width];
        call.slopes(this.#x, n, width, own, to1, from, to);
      }
      work += (to - from) * K * 2 * width;
      if (work < breath) continue;
      work = 0;
      yield;
    }
    return out.slice();
  }

  /** The diagonal of that Hessian. */
  *diagonal(): Generator<void, Float64Array> {
    const { width, K } = this;
    const out = new Float64Array(K * width);
    const w = this.#kernels.viewDoubles(this.#w, this.rows);
    for (let k = 0; k < K; k += 1) {
      const p = this.share(k);
      const curve = w.map((weight, i) => weight * p[i]! * (1 - p[i]!));
      for (let j = 0; j < width; j += 1) {
        const x = this.column(j);
        let sum = 0;
        for (let i = 0; i < x.length; i += 1) sum += curve[i]! * x[i]! * x[i]!;
        out[k * width + j] = sum;
        yield;
      }
    }
    return out;
  }
}
