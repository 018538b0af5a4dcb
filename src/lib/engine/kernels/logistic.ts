import { Kernels } from './kernels.ts';
import { StandardRows } from './standardRows.ts';

/** Rows that stand together in a sample. */
const rowsTogether = 128;
/** Multiplications between two breaths. */
const breath = 3e7;

export interface LogisticRows {
  readonly columns: readonly Float64Array[];
  /** Column of ones behind the others, which are then centred. */
  readonly fitIntercept: boolean;
  /** Class code of each row: 0 or 1, or of more classes 0…K−1. */
  readonly codes: Int32Array;
  /** Of the rows of each class; over all rows they sum to 1. */
  readonly weights: readonly number[];
  /** Of single rows, beside that of their class; left out: 1. */
  readonly rowWeights?: Float64Array | null;
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
 * Doubles; rows beyond the last, up to an even number, have weight 0. `every` asks for a sample: of so many stretches
 * of 128 rows one, as if its weights summed to 1. It must be closed.
 */
export class LogisticDesign {
  readonly rows: number;
  /** Columns, that of ones included. */
  readonly width: number;
  readonly K: number;
  /** What was taken from each column and what it was then divided by; 0 and 1 for the ones. */
  readonly means: Float64Array;
  readonly scales: Float64Array;
  readonly #kernels = Kernels.borrowed();
  readonly #rows: StandardRows;
  readonly #stride: number;
  readonly #weights: readonly number[];
  /** Whether rows of a class have weights of their own. */
  readonly #each: boolean;
  readonly #totals = new Map<number, number>();
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
    const { columns, fitIntercept, codes, weights, rowWeights = null, K } = given;
    this.rows = codes.length;
    this.K = K;
    this.#weights = weights;
    this.#each = rowWeights !== null;
    const n = (this.#stride = this.rows + (this.rows & 1));
    const kernels = this.#kernels;
    // Without a Hessian rows are asked for hundreds of times: they stand ready, whatever that takes.
    const kept = hessian ? undefined : 'blocks';
    this.#rows = new StandardRows(kernels, { columns, fitIntercept, rows: this.rows }, kept);
    ({ width: this.width, means: this.means, scales: this.scales } = this.#rows);
    this.#y = kernels.doubles(n);
    this.#w = kernels.doubles(n);
    this.#z = kernels.doubles(n * K);
    this.#share = kernels.doubles(n * K);
    this.#rest = kernels.doubles(n * K);
    this.#bend = kernels.doubles(n);
    this.#theta = kernels.doubles(K * this.width);
    this.#gradient = kernels.doubles(K * this.width);
    this.#gram = kernels.doubles(hessian ? this.width ** 2 : 2);
    this.#fillRows(codes, weights, rowWeights);
  }

  /** @yields share of the columns that are there */
  static *open(given: LogisticRows, hessian: boolean): Generator<number, LogisticDesign> {
    const design = new LogisticDesign(given, hessian);
    yield* design.#rows.measure(design.#z);
    return design;
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  close(): void {
    Kernels.giveBack(this.#kernels);
  }

  #fillRows(codes: Int32Array, weights: readonly number[], rowWeights: Float64Array | null): void {
    const y = this.#kernels.viewDoubles(this.#y, this.#stride);
    const w = this.#kernels.viewDoubles(this.#w, this.#stride);
    y[this.#stride - 1] = w[this.#stride - 1] = 0;
    for (let i = 0; i < codes.length; i += 1) {
      y[i] = codes[i]!;
      w[i] = weights[codes[i]!]! * (rowWeights ? rowWeights[i]! : 1);
    }
  }

  /** First rows of stretches, each short enough for one call of a kernel. */
  #stretches(every: number): { readonly length: number; readonly apart: number } {
    const length = every === 1 ? this.#rows.atOnce : rowsTogether;
    return { length, apart: every * length };
  }

  #totalOf(every: number): number {
    if (every === 1) return 1;
    const known = this.#totals.get(every);
    if (known !== undefined) return known;
    const w = this.#kernels.viewDoubles(this.#w, this.#stride);
    let total = 0;
    const { length, apart } = this.#stretches(every);
    for (let from = 0; from < this.#stride; from += apart)
      for (let i = from; i < Math.min(this.#stride, from + length); i += 1) total += w[i]!;
    this.#totals.set(every, total);
    return total;
  }

  /** @param theta K blocks of one number for each column */
  *look(theta: Float64Array, every = 1): Generator<void, Look> {
    const { width, K } = this;
    this.#kernels.viewDoubles(this.#theta, K * width).set(theta);
    const gradient = this.#kernels.viewDoubles(this.#gradient, K * width).fill(0);
    let loss = 0;
    let work = 0;
    const { length, apart } = this.#stretches(every);
    for (let from = 0; from < this.#stride; from += apart) {
      const to = Math.min(this.#stride, from + length);
      loss += this.#lookAt(from, to);
      work += (to - from) * K * (2 * width + 20);
      if (work < breath) continue;
      work = 0;
      yield;
    }
    const total = this.#totalOf(every);
    return { loss: loss / total, gradient: gradient.map((g) => g / total) };
  }

  #lookAt(from: number, to: number): number {
    const { call } = this.#kernels;
    const { width, K } = this;
    const n = this.#stride;
    const { stride } = this.#rows;
    const x = this.#rows.at(from, to);
    const z = this.#z;
    const rest = this.#rest;
    for (let k = 0; k < K; k += 1)
      call.scores(x, stride, width, this.#theta + 8 * k * width, z + 8 * k * n, from, to);
    const loss = K === 1 ? this.#twoClasses(from, to) : this.#moreClasses(from, to);
    for (let k = 0; k < K; k += 1)
      call.slopes(x, stride, width, rest + 8 * k * n, this.#gradient + 8 * k * width, from, to);
    return loss;
  }

  #twoClasses(from: number, to: number): number {
    const { call } = this.#kernels;
    if (this.#each)
      return call.sigmoidsEach(this.#z, this.#y, this.#w, this.#share, this.#rest, from, to);
    const w0 = this.#weights[0]!;
    const w1 = this.#weights[1]!;
    return call.sigmoids(this.#z, this.#y, this.#w, w0, w1, this.#share, this.#rest, from, to);
  }

  #moreClasses(from: number, to: number): number {
    const { call } = this.#kernels;
    const n = this.#stride;
    return call.softmaxes(this.#z, n, this.K, this.#y, this.#w, this.#share, this.#rest, from, to);
  }

  /**
   * Σ bend · xⱼ · xₘ between scores k and l at the last look, row-major width × width, lower triangle. Without k and l
   * the bend is the row's weight.
   */
  *gram(scores: readonly [number, number] | null, every = 1): Generator<void, Float64Array> {
    const { call } = this.#kernels;
    const { width } = this;
    const n = this.#stride;
    const [a, b] = (scores ?? [0, 0]).map((k) => this.#share + 8 * k * n);
    const bend = scores ? this.#bend : this.#w;
    this.#kernels.viewDoubles(this.#gram, width * width).fill(0);
    let work = 0;
    const { length, apart } = this.#stretches(every);
    for (let from = 0; from < this.#stride; from += apart) {
      const to = Math.min(this.#stride, from + length);
      if (scores) call.bends(a!, b!, this.#w, bend, from, to);
      call.gram(this.#rows.at(from, to), bend, this.#rows.stride, width, from, to, this.#gram);
      work += (to - from) * width * width;
      if (work < breath) continue;
      work = 0;
      yield;
    }
    const total = this.#totalOf(every);
    return this.#kernels.viewDoubles(this.#gram, width * width).map((value) => value / total);
  }

  /** Mean over the rows of diag(p) − p pᵀ at the last look, p being a row's K probabilities: K rows of K. */
  meanBend(every: number): Float64Array[] {
    const { K } = this;
    const w = this.#kernels.viewDoubles(this.#w, this.#stride);
    const shares = Array.from({ length: K }, (_, k) =>
      this.#kernels.viewDoubles(this.#share + 8 * k * this.#stride, this.#stride),
    );
    const out = shares.map(() => new Float64Array(K));
    const { length, apart } = this.#stretches(every);
    for (let from = 0; from < this.#stride; from += apart) {
      const to = Math.min(this.#stride, from + length);
      for (let k = 0; k < K; k += 1)
        for (let l = 0; l <= k; l += 1) out[k]![l]! += along(w, shares[k]!, shares[l]!, [from, to]);
    }
    const total = this.#totalOf(every);
    for (let k = 0; k < K; k += 1)
      for (let l = 0; l < k; l += 1) out[l]![k] = out[k]![l] = -out[k]![l]! / total;
    for (let k = 0; k < K; k += 1)
      out[k]![k] = -out[k]!.reduce((sum, value, l) => (l === k ? sum : sum + value), 0);
    return out;
  }

  /** The Hessian of the data's part at the last look, times a direction of K blocks. */
  *bent(direction: Float64Array): Generator<void, Float64Array> {
    const { call } = this.#kernels;
    const { width, K } = this;
    const n = this.#stride;
    const { stride } = this.#rows;
    this.#kernels.viewDoubles(this.#theta, K * width).set(direction);
    const out = this.#kernels.viewDoubles(this.#gradient, K * width).fill(0);
    let work = 0;
    for (let from = 0; from < n; from += this.#rows.atOnce) {
      const to = Math.min(n, from + this.#rows.atOnce);
      const x = this.#rows.at(from, to);
      for (let k = 0; k < K; k += 1) {
        const [theta, z] = [this.#theta + 8 * k * width, this.#z + 8 * k * n];
        call.scores(x, stride, width, theta, z, from, to);
      }
      call.bend(this.#z, n, K, this.#w, this.#share, this.#rest, from, to);
      for (let k = 0; k < K; k += 1) {
        const [own, to1] = [this.#rest + 8 * k * n, this.#gradient + 8 * k * width];
        call.slopes(x, stride, width, own, to1, from, to);
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
    const { call } = this.#kernels;
    const { width, K } = this;
    const n = this.#stride;
    const { stride } = this.#rows;
    const out = this.#kernels.viewDoubles(this.#gradient, K * width).fill(0);
    let work = 0;
    for (let from = 0; from < n; from += this.#rows.atOnce) {
      const to = Math.min(n, from + this.#rows.atOnce);
      const x = this.#rows.at(from, to);
      for (let k = 0; k < K; k += 1) {
        const own = this.#share + 8 * k * n;
        call.bends(own, own, this.#w, this.#bend, from, to);
        call.squares(x, stride, width, this.#bend, this.#gradient + 8 * k * width, from, to);
      }
      work += (to - from) * K * 2 * width;
      if (work < breath) continue;
      work = 0;
      yield;
    }
    return out.slice();
  }
}

/** Σ w a b over rows. */
function along(
  w: Float64Array,
  a: Float64Array,
  b: Float64Array,
  [from, to]: readonly [number, number],
): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += w[i]! * a[i]! * b[i]!;
  return sum;
}
