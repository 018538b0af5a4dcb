import { EngineError } from '#lib/recipe/errors.ts';
import type { Kernels } from './kernels.ts';

/** How alike two rows are, as scikit-learn names it. */
export interface RowKernel {
  readonly kind: 'linear' | 'poly' | 'rbf' | 'sigmoid';
  readonly gamma: number;
  readonly coef0: number;
  readonly degree: number;
}

const kinds = ['linear', 'poly', 'rbf', 'sigmoid'] as const;

/** Most bytes of kernel rows that a fit keeps; with 8,200 rows and fewer that is the whole matrix. */
const defaultCache = 2 ** 28;
/** Multiplications of a call: about 5 ms. */
const breath = 8e6;
/** libsvm's own end of patience, which scikit-learn leaves out. */
const patience = 1e7;

/** minimise ½ α'Qα + p'α within 0 ≤ α ≤ most and Σ sign·α constant, where Q is sign·sign·kernel, from α = 0. */
export interface Dual {
  /** +1 or −1 of each variable; twice as many as rows where every row has two (regression). */
  readonly sign: Float64Array;
  /** p */
  readonly linear: Float64Array;
  readonly most: Float64Array;
  /** α to begin with, at which `linear` is then the gradient; 0 without. */
  readonly start?: Float64Array;
  /** Ends when no pair of variables violates the optimum's conditions by more. */
  readonly tol: number;
  /** null: until it ends, or 10 million steps. */
  readonly maxIter: number | null;
}

export interface DualSolution {
  readonly alpha: Float64Array;
  /** The decision is Σ sign·α·kernel − rho. */
  readonly rho: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Outputs of `decide`: Σ coefficients[row][t] · kernel(t) over from ≤ t < to, of two spans. */
export interface Span {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

interface RowsOptions {
  readonly kernel: RowKernel;
  readonly width: number;
  /** Most bytes of kernel rows that a solution keeps. */
  readonly cacheBytes?: number;
}

/** Rows in the memory of the kernels, with the kernel that compares them. */
export class KernelRows {
  readonly rows: number;
  readonly width: number;
  readonly #kernels: Kernels;
  readonly #kernel: RowKernel;
  readonly #padded: number;
  readonly #squares: number;
  readonly #blocks: number;
  readonly #cacheBytes: number;

  /** @param x row-major rows × width */
  constructor(
    kernels: Kernels,
    x: Float64Array,
    { kernel, width, cacheBytes = defaultCache }: RowsOptions,
  ) {
    this.#cacheBytes = cacheBytes;
    this.rows = x.length / width;
    this.width = width;
    this.#kernel = kernel;
    this.#kernels = kernels;
    this.#padded = (this.rows + 15) & ~15;
    this.#blocks = kernels.doubles(this.#padded * width);
    this.#squares = kernels.doubles(this.#padded);
    const view = kernels.viewDoubles(this.#blocks, this.#padded * width).fill(0);
    for (let i = 0, at = 0; i < this.rows; i += 1) {
      const place = (i >> 4) * 16 * width + (i & 15);
      for (let d = 0; d < width; d += 1, at += 1) view[place + 16 * d] = x[at]!;
    }
    this.#name();
    kernels.call.svmSquares(this.#squares);
  }

  /**
   * libsvm's sequential minimal optimisation without shrinking, step for step.
   * @yields share of the way from the first violation to tol, on a logarithmic scale; not monotone
   */
  *solve({ sign, linear, most, start, tol, maxIter }: Dual): Generator<number, DualSolution> {
    const { call } = this.#kernels;
    const mark = call.mark();
    const n = this.#padded;
    const sides = sign.length / this.rows;
    const slope = this.#spread(sign.map((y, t) => -y * linear[t]!));
    const alpha = this.#spread(start ?? new Float64Array(sign.length));
    const bounds = this.#spread(most);
    const signs = this.#spread(sign);
    const diagonal = this.#diagonal();
    const masks = this.#kernels.doubles(2 * sides * n);
    this.#name();
    this.#cache();
    call.svmOpen(sides, slope, masks, alpha, bounds, signs, diagonal, tol);
    const limit = maxIter ?? Math.max(patience, 100 * sign.length);
    const each = Math.max(1, Math.floor(breath / (n * (this.width + 4 * sides))));
    let converged = false;
    for (let left = limit; left > 0; left -= each) {
      if (!call.svmSteps(Math.min(each, left))) {
        converged = true;
        break;
      }
      yield shareOf(call.svmGap(), tol);
    }
    const all = (at: number) => this.#gather(at, sides);
    const state = { alpha: all(alpha), slope: all(slope) };
    const iterations = call.svmTurns();
    call.release(mark);
    if (!state.slope.every(Number.isFinite)) throw tooLarge();
    return { alpha: state.alpha, rho: rhoOf(state, sign, most), iterations, converged };
  }

  /**
   * Row-major queries × outputs. Only rows with a coefficient should be held here.
   * @param queries row-major, of the same width
   * @param coefficients each one for each row held
   * @param outputs each the sum of two spans
   * @yields share of the queries that are done
   */
  *decide(
    queries: Float64Array,
    coefficients: readonly Float64Array[],
    outputs: readonly (readonly [Span, Span])[],
  ): Generator<number, Float64Array> {
    const { call } = this.#kernels;
    const mark = call.mark();
    const count = queries.length / this.width;
    const n = this.#padded;
    const each = Math.max(1, Math.floor(breath / (n * (this.width + 8) + 1)));
    const coefs = this.#kernels.doubles(coefficients.length * n);
    const spans = this.#kernels.take(24 * outputs.length);
    const spare = this.#kernels.doubles(n);
    const z = this.#kernels.doubles(each * this.width);
    const found = this.#kernels.doubles(each * outputs.length);
    for (const [row, c] of coefficients.entries())
      this.#kernels.viewDoubles(coefs + 8 * row * n, c.length).set(c);
    this.#kernels
      .viewWords(spans, 6 * outputs.length)
      .set(outputs.flatMap((two) => two.flatMap(({ row, from, to }) => [row, from, to])));
    const out = new Float64Array(count * outputs.length);
    for (let at = 0; at < count; at += each) {
      const m = Math.min(each, count - at);
      const part = queries.subarray(at * this.width, (at + m) * this.width);
      this.#kernels.viewDoubles(z, part.length).set(part);
      this.#name();
      call.svmDecide(z, m, spans, outputs.length, coefs, spare, found);
      out.set(this.#kernels.viewDoubles(found, m * outputs.length), at * outputs.length);
      yield Math.min(1, (at + m) / count);
    }
    call.release(mark);
    return out;
  }

  #name(): void {
    const { kind, gamma, coef0, degree } = this.#kernel;
    this.#kernels.call.svmRows(this.#blocks, this.#squares, this.#padded, this.width);
    this.#kernels.call.svmKernel(kinds.indexOf(kind), gamma, coef0, degree);
  }

  #cache(): void {
    const n = this.#padded;
    const room = Math.max(2, Math.min(this.rows, Math.floor(this.#cacheBytes / (4 * n))));
    const [slots, held, chances] = [4 * n, 4 * room, room].map((b) => this.#kernels.take(b));
    const z = this.#kernels.doubles(this.width);
    const rows = this.#kernels.take(4 * n * room);
    this.#kernels.call.svmCache(rows, room, slots!, held!, chances!, z);
  }

  /** Values of the variables, each side from a multiple of 16 on and 0 beyond its end. */
  #spread(values: Float64Array): number {
    const sides = values.length / this.rows;
    const at = this.#kernels.doubles(sides * this.#padded);
    const view = this.#kernels.viewDoubles(at, sides * this.#padded).fill(0);
    for (let side = 0; side < sides; side += 1)
      view.set(values.subarray(side * this.rows, (side + 1) * this.rows), side * this.#padded);
    return at;
  }

  #gather(at: number, sides: number): Float64Array {
    const out = new Float64Array(sides * this.rows);
    for (let side = 0; side < sides; side += 1)
      out.set(this.#kernels.viewDoubles(at + 8 * side * this.#padded, this.rows), side * this.rows);
    return out;
  }

  /** The kernel of each row with itself. */
  #diagonal(): number {
    const at = this.#kernels.doubles(this.#padded);
    const squares = this.#kernels.viewDoubles(this.#squares, this.#padded);
    this.#kernels
      .viewDoubles(at, this.#padded)
      .set(squares.map((square) => ofSquare(this.#kernel, square)));
    return at;
  }
}

function ofSquare({ kind, gamma, coef0, degree }: RowKernel, square: number): number {
  if (kind === 'rbf') return 1;
  if (kind === 'linear') return square;
  const u = gamma * square + coef0;
  return kind === 'poly' ? power(u, degree) : Math.tanh(u);
}

/** By repeated squares, as the kernel does it: `**` rounds differently. */
function power(base: number, times: number): number {
  let value = 1;
  let b = base;
  for (let t = times; t > 0; t >>= 1) {
    if (t & 1) value *= b;
    b *= b;
  }
  return value;
}

/** A first violation is about 2; halving it takes about the same number of steps each time. */
const shareOf = (gap: number, tol: number): number =>
  Math.min(0.99, Math.max(0, 1 - Math.log(gap / tol) / Math.log(1e4 / tol)));

/** libsvm's: the mean over the variables between their bounds, or the middle of what the others allow. */
function rhoOf(
  { alpha, slope }: { readonly alpha: Float64Array; readonly slope: Float64Array },
  sign: Float64Array,
  most: Float64Array,
): number {
  let above = Infinity;
  let below = -Infinity;
  let sum = 0;
  let free = 0;
  for (let t = 0; t < alpha.length; t += 1) {
    const value = -slope[t]!;
    const full = alpha[t]! >= most[t]!;
    if (!full && alpha[t]! > 0) {
      free += 1;
      sum += value;
    } else if (full === sign[t]! > 0) below = Math.max(below, value);
    else above = Math.min(above, value);
  }
  return free > 0 ? sum / free : (above + below) / 2;
}

const tooLarge = (): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: 'The kernel of two rows is larger than a number can be',
    where: {},
    remedy: 'Scale the columns, or use a lower degree or the RBF kernel.',
  });
