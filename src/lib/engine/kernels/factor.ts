import type { Kernels } from './kernels.ts';

/** Columns of a panel: within it plain loops, outside it the kernel. */
const panel = 32;
/** Multiplications of a call: about 5 ms. */
const breath = 2e7;

/**
 * A symmetric positive definite matrix, its Cholesky factor and its inverse, in the memory of the kernels.
 * Row-major, only the lower triangles are read; the upper ones hold what is left there.
 */
export class SquareFactor {
  readonly n: number;
  readonly #kernels: Kernels;
  readonly #stride: number;
  readonly #factor: number;
  #inverse = 0;

  constructor(kernels: Kernels, n: number) {
    this.n = n;
    this.#kernels = kernels;
    this.#stride = (n + 1) & ~1;
    this.#factor = kernels.doubles(n * this.#stride);
  }

  /** A row of the matrix, or of its factor after `factorise`; good until memory is taken. */
  row(i: number): Float64Array {
    return this.#kernels.viewDoubles(this.#factor + 8 * i * this.#stride, this.n);
  }

  /** A row of the inverse after `invert`, up to its diagonal. */
  inverseRow(i: number): Float64Array {
    return this.#kernels.viewDoubles(this.#inverse + 8 * i * this.#stride, i + 1);
  }

  /**
   * Replaces the lower triangle by L with L L' = A (left-looking, panel by panel; Golub & Van Loan 4.2.6).
   * @returns false where a pivot is not positive: the matrix is not positive definite in doubles
   */
  *factorise(): Generator<number, boolean> {
    const { n } = this;
    for (let from = 0; from < n; from += panel) {
      const to = Math.min(n, from + panel);
      const rows = { at: this.#at(this.#factor, from, 0), count: n - from };
      yield* this.#before(rows, from, to);
      if (!this.#pivots(from, to)) return false;
      this.#within(this.#view(this.#at(this.#factor, to, 0), n - to), n - to, from, to);
      yield to / n;
    }
    return true;
  }

  /** A⁻¹ from the factor, its lower triangle: M'M, where M = L⁻¹ (LAPACK's dpotri). */
  *invert(): Generator<number, void> {
    const { n } = this;
    this.#inverse ||= this.#kernels.doubles(n * this.#stride);
    const mark = this.#kernels.call.mark();
    // M' row by row: row j of it is L⁻¹ eⱼ, which is 0 before j.
    const turned = this.#kernels.doubles(n * this.#stride);
    this.#view(turned, n).fill(0);
    for (let j = 0; j < n; j += 1) this.#view(this.#at(turned, j, 0), 1)[j] = 1;
    for (let from = 0; from < n; from += panel) {
      const to = Math.min(n, from + panel);
      // Rows up to `to` begin before this panel's end.
      for (let first = 0; first < to; first += 4 * panel) {
        const rows = { at: this.#at(turned, first, 0), count: Math.min(4 * panel, to - first) };
        yield* this.#before(rows, from, to, Math.min(first, from));
      }
      this.#within(this.#view(turned, to), to, from, to);
      yield (0.5 * to) / n;
    }
    yield* this.#products(turned);
    this.#kernels.call.release(mark);
  }

  /**
   * Rows x with L x = b, in place of the rows b.
   * @param b row-major count × n
   */
  *forward(b: Float64Array): Generator<number, Float64Array> {
    const count = b.length / this.n;
    const mark = this.#kernels.call.mark();
    const at = this.#kernels.doubles(count * this.#stride);
    const view = this.#view(at, count);
    for (let i = 0; i < count; i += 1)
      view.set(b.subarray(i * this.n, (i + 1) * this.n), i * this.#stride);
    for (let from = 0; from < this.n; from += panel) {
      const to = Math.min(this.n, from + panel);
      yield* this.#before({ at, count }, from, to);
      this.#within(this.#view(at, count), count, from, to);
    }
    const out = new Float64Array(b.length);
    const solved = this.#view(at, count);
    for (let i = 0; i < count; i += 1)
      out.set(solved.subarray(i * this.#stride, i * this.#stride + this.n), i * this.n);
    this.#kernels.call.release(mark);
    return out;
  }

  /** x with A x = b, for a single b. */
  solve(b: Float64Array): Float64Array {
    const x = b.slice();
    for (let i = 0; i < this.n; i += 1) {
      const row = this.row(i);
      let sum = x[i]!;
      for (let j = 0; j < i; j += 1) sum -= row[j]! * x[j]!;
      x[i] = sum / row[i]!;
    }
    for (let i = this.n - 1; i >= 0; i -= 1) {
      const row = this.row(i);
      x[i]! /= row[i]!;
      for (let j = 0; j < i; j += 1) x[j]! -= row[j]! * x[i]!;
    }
    return x;
  }

  /** A⁻¹[a][b] = Σₖ M[k][a] M[k][b] over k ≥ a, for b ≤ a. */
  *#products(turned: number): Generator<number, void> {
    const { n } = this;
    this.#view(this.#inverse, n).fill(0);
    const bytes = 8 * this.#stride;
    for (let from = 0; from < n; from += panel) {
      const to = Math.min(n, from + panel);
      const rows = to - from;
      for (let first = 0; first < to;) {
        const count = Math.min(to - first, this.#rowsOf(rows, n - from));
        const c = this.#at(this.#inverse, from, first);
        const a = this.#at(turned, from, from);
        const b = this.#at(turned, first, from);
        this.#kernels.call.minusDots(c, bytes, a, bytes, b, bytes, rows, count, n - from);
        first += count;
        yield 0.5 + (0.5 * to) / n;
      }
    }
    const all = this.#view(this.#inverse, n);
    for (let at = 0; at < all.length; at += 1) all[at] = -all[at]!;
  }

  #at(base: number, row: number, column: number): number {
    return base + 8 * (row * this.#stride + column);
  }

  #view(at: number, rows: number): Float64Array {
    return this.#kernels.viewDoubles(at, rows * this.#stride);
  }

  #rowsOf(columns: number, depth: number): number {
    return Math.max(4, 4 * Math.floor(breath / (4 * columns * depth + 1)));
  }

  /** What columns before a panel take away from it; the first `skipped` are 0 in these rows. */
  *#before(
    { at, count }: { readonly at: number; readonly count: number },
    from: number,
    to: number,
    skipped = 0,
  ): Generator<number, void> {
    const depth = from - skipped;
    if (depth === 0) return;
    const bytes = 8 * this.#stride;
    const b = this.#at(this.#factor, from, skipped);
    const each = this.#rowsOf(to - from, depth);
    for (let first = 0; first < count; first += each) {
      const m = Math.min(each, count - first);
      const row = at + bytes * first;
      const a = row + 8 * skipped;
      this.#kernels.call.minusDots(row + 8 * from, bytes, a, bytes, b, bytes, m, to - from, depth);
      yield from / this.n;
    }
  }

  /** Cholesky of the block on the diagonal. */
  #pivots(from: number, to: number): boolean {
    for (let j = from; j < to; j += 1) {
      const row = this.row(j);
      for (let l = from; l < j; l += 1) {
        const other = this.row(l);
        let sum = row[l]!;
        for (let k = from; k < l; k += 1) sum -= row[k]! * other[k]!;
        row[l] = sum / other[l]!;
      }
      let pivot = row[j]!;
      for (let k = from; k < j; k += 1) pivot -= row[k]! ** 2;
      if (!(pivot > 0)) return false;
      row[j] = Math.sqrt(pivot);
    }
    return true;
  }

  /** Each row's part x of a panel with x L' = what stands there. */
  #within(rows: Float64Array, count: number, from: number, to: number): void {
    const block = Array.from({ length: to - from }, (_, j) => this.row(from + j).slice(from, to));
    for (let i = 0, at = from; i < count; i += 1, at += this.#stride) {
      for (let j = 0; j < to - from; j += 1) {
        const other = block[j]!;
        let sum = rows[at + j]!;
        for (let k = 0; k < j; k += 1) sum -= rows[at + k]! * other[k]!;
        rows[at + j] = sum / other[j]!;
      }
    }
  }
}
