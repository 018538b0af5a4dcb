import { Kernels } from './kernels.ts';

/** Multiplications of a call: about 5 ms. */
const breath = 2e7;
/** Rows that are copied at once: a block of them stays in the second cache. */
const copied = 512;

/**
 * Rows in the memory of the kernels, less their column means, as scikit-learn's KMeans holds them. Doubles decide
 * everything; single precision only finds what is beyond doubt. It must be closed.
 */
export class CentredRows {
  readonly rows: number;
  readonly width: number;
  readonly means: Float64Array;
  /** Mean of the columns' variances. */
  readonly variance: number;
  /** How much each row counts in sums, seeds and inertia; null: all 1. */
  readonly weight: Float64Array | null;
  readonly #kernels = Kernels.borrowed();
  readonly #wide: number;
  readonly #stride: number;
  readonly #scale: number;

  constructor(columns: readonly Float64Array[], rows: number, weight: Float64Array | null = null) {
    this.weight = weight;
    this.rows = rows;
    this.width = columns.length;
    this.#stride = this.width + (this.width & 1);
    this.means = new Float64Array(this.width);
    const kernels = this.#kernels;
    this.#wide = kernels.doubles(rows * this.#stride);
    const narrow = kernels.take(4 * rows * Math.ceil(this.width / 4) * 4);
    const counting = weight ? kernels.putDoubles(weight) : 0;
    kernels.call.kmPlace(rows, this.width, this.#wide, narrow, kernels.doubles(rows), counting);
    const mark = kernels.call.mark();
    this.#scale = this.#look(columns);
    this.variance = this.#fill(columns) / rows / Math.max(1, this.width);
    kernels.call.release(mark);
  }

  /** Finds the means. @returns what brings the largest distance from one to about 1 */
  #look(columns: readonly Float64Array[]): number {
    const kernels = this.#kernels;
    const mark = kernels.call.mark();
    const at = kernels.doubles(this.rows);
    const view = kernels.viewDoubles(at, this.rows);
    let largest = 0;
    for (const [j, x] of columns.entries()) {
      view.set(x);
      this.means[j] = kernels.call.centre(at, this.rows);
      largest = Math.max(largest, kernels.call.kmLargest(at, this.rows));
    }
    kernels.call.release(mark);
    // A power of two, so that single precision neither overflows nor loses small numbers beside the largest.
    return largest > 0 && largest < Infinity
      ? 2 ** -Math.max(-1000, Math.ceil(Math.log2(largest)))
      : 1;
  }

  /** @returns the sum of all squares */
  #fill(columns: readonly Float64Array[]): number {
    const { rows, width } = this;
    const kernels = this.#kernels;
    const means = kernels.putDoubles(this.means);
    const at = kernels.doubles(width * copied);
    const view = kernels.viewDoubles(at, width * copied);
    let squares = 0;
    for (let from = 0; from < rows; from += copied) {
      const to = Math.min(rows, from + copied);
      for (let j = 0; j < width; j += 1) view.set(columns[j]!.subarray(from, to), j * copied);
      squares += kernels.call.kmRows(at, copied, width, means, this.#scale, from, to);
    }
    return squares;
  }

  /** Gives the memory back; nothing may be asked afterwards. */
  close(): void {
    Kernels.giveBack(this.#kernels);
  }

  /** Row `i` less the means. */
  row(i: number): Float64Array {
    return this.#kernels.viewDoubles(this.#wide + 8 * i * this.#stride, this.width).slice();
  }

  /**
   * Squared distance of each row to each pick, at most `closest` where that is given.
   * @returns picks × rows, row-major
   */
  *apart(picks: Int32Array, closest: Float64Array | null): Generator<void, Float64Array> {
    const { rows } = this;
    const kernels = this.#kernels;
    const mark = kernels.call.mark();
    try {
      const list = kernels.take(4 * picks.length);
      const before = closest ? kernels.doubles(rows) : 0;
      const out = kernels.doubles(rows * picks.length);
      kernels.viewWords(list, picks.length).set(picks);
      if (closest) kernels.viewDoubles(before, rows).set(closest);
      const atOnce = rowsOf(this.#stride * picks.length);
      for (let from = 0; from < rows; from += atOnce) {
        const to = Math.min(rows, from + atOnce);
        kernels.call.kmApart(list, picks.length, before, from, to, out);
        yield;
      }
      return kernels.viewDoubles(out, rows * picks.length).slice();
    } finally {
      kernels.call.release(mark);
    }
  }

  /** Lloyd's algorithm from these centres; close it when done. */
  lloyd(centres: Float64Array): Lloyd {
    return new Lloyd(this, this.#kernels, centres, this.#stride, this.#scale);
  }
}

/** Rows of one call. */
const rowsOf = (work: number): number => Math.max(256, 4 * Math.floor(breath / (4 * work)));

/** Row numbers that the kernels list at once, and three more. */
const listed = 1024 + 4;

/** Centres and labels in the kernels' memory while they move. */
export class Lloyd {
  readonly #rows: CentredRows;
  readonly #kernels: Kernels;
  readonly #mark: number;
  readonly #stride: number;
  readonly #scale: number;
  readonly #k: number;
  readonly #centres: number;
  readonly #packed: number;
  readonly #squares: number;
  readonly #squares32: number;
  readonly #labels: number;
  readonly #sums: number;
  readonly #counts: number;
  readonly #drift: number;
  #longest = 0;

  // eslint-disable-next-line max-params -- made by CentredRows alone
  constructor(
    rows: CentredRows,
    kernels: Kernels,
    centres: Float64Array,
    stride: number,
    scale: number,
  ) {
    this.#rows = rows;
    this.#kernels = kernels;
    this.#stride = stride;
    this.#scale = scale;
    const k = (this.#k = centres.length / rows.width);
    this.#mark = kernels.call.mark();
    const groups = Math.ceil(k / 8);
    this.#centres = kernels.doubles(k * stride);
    this.#packed = kernels.take(4 * 8 * groups * Math.ceil(rows.width / 4) * 4);
    this.#squares = kernels.doubles(k);
    this.#squares32 = kernels.take(4 * 8 * groups);
    this.#labels = kernels.take(4 * rows.rows);
    this.#sums = kernels.doubles(k * stride);
    this.#counts = kernels.doubles(k);
    this.#drift = kernels.doubles(2 * k);
    const sure = kernels.doubles(rows.rows);
    kernels.call.kmOpen(
      k,
      this.#centres,
      this.#packed,
      this.#squares,
      this.#squares32,
      this.#labels,
      this.#sums,
      this.#counts,
      sure,
      this.#drift,
      kernels.take(4 * 4 * 8 * groups),
      kernels.take(4 * listed),
    );
    kernels.viewWords(this.#labels, rows.rows).fill(-1);
    kernels.viewDoubles(sure, rows.rows).fill(-Infinity);
    kernels.viewDoubles(this.#drift, 2 * k).fill(0);
    kernels.viewDoubles(this.#centres, k * stride).fill(0);
    this.#clearSums();
    this.put(centres);
  }

  close(): void {
    this.#kernels.call.release(this.#mark);
  }

  /** Other centres; the labels stay until `label`. */
  put(centres: Float64Array): void {
    const { width } = this.#rows;
    const [k, stride, kernels] = [this.#k, this.#stride, this.#kernels];
    const groups = Math.ceil(k / 8);
    const width32 = Math.ceil(width / 4) * 4;
    const wide = kernels.viewDoubles(this.#centres, k * stride);
    const squares = kernels.viewDoubles(this.#squares, k);
    const packed = floats(kernels, this.#packed, 8 * groups * width32).fill(0);
    const squares32 = floats(kernels, this.#squares32, 8 * groups).fill(Infinity);
    const moves = new Float64Array(k * width);
    const grown = new Float64Array(k);
    let longest = 0;
    for (let c = 0; c < k; c += 1) {
      let square = 0;
      for (let j = 0; j < width; j += 1) {
        const x = centres[c * width + j]!;
        const before = wide[c * stride + j]!;
        const move = (moves[c * width + j] = (x - before) * this.#scale);
        grown[c]! += move * ((x + before) * this.#scale);
        wide[c * stride + j] = x;
        square += x * x;
        packed[((c >> 3) * width32 + j) * 8 + (c & 7)] = -2 * x * this.#scale;
      }
      squares[c] = square;
      squares32[c] = square * this.#scale * this.#scale;
      longest = Math.max(longest, Math.sqrt(square) * this.#scale);
    }
    this.#adrift(moves, grown, Math.max(longest, this.#longest));
    this.#longest = longest;
  }

  /**
   * How much nearer the other centres may have come to the rows of each, by their moves: see `unsure` in assembly/kmeans.ts.
   * A billionth of the sizes goes on top for the rounding of doubles.
   */
  #adrift(moves: Float64Array, grown: Float64Array, longest: number): void {
    const { width } = this.#rows;
    const k = this.#k;
    const most = new Float64Array(k);
    for (let a = 0; a < k; a += 1)
      for (let c = 0; c < a; c += 1) {
        let square = 0;
        for (let j = 0; j < width; j += 1)
          square += (moves[a * width + j]! - moves[c * width + j]!) ** 2;
        const apart = 2 * Math.sqrt(square);
        most[a] = Math.max(most[a]!, apart);
        most[c] = Math.max(most[c]!, apart);
      }
    const drift = this.#kernels.viewDoubles(this.#drift, 2 * k);
    for (let a = 0; a < k; a += 1) {
      let least = Infinity;
      for (let c = 0; c < k; c += 1) if (c !== a) least = Math.min(least, grown[c]!);
      drift[2 * a]! += k > 1 ? grown[a]! - least + 1e-9 * longest * longest : 0;
      drift[2 * a + 1]! += most[a]! + 2e-9 * longest;
    }
  }

  /**
   * Gives each row the label of its nearest centre.
   * @param keepSums also moves the rows that change from sum to sum; without, `sum` must follow
   * @returns how many labels changed
   */
  *label(keepSums: boolean): Generator<void, number> {
    const { rows } = this.#rows;
    const atOnce = rowsOf(this.#stride * this.#k);
    let changed = 0;
    for (let from = 0; from < rows; from += atOnce) {
      const to = Math.min(rows, from + atOnce);
      changed += this.#kernels.call.kmLabels(this.#longest, from, to, keepSums ? 1 : 0);
      yield;
    }
    return changed;
  }

  /** The sums and counts anew from the labels. */
  *sum(): Generator<void, void> {
    const { rows } = this.#rows;
    const atOnce = rowsOf(8 * this.#stride);
    this.#clearSums();
    for (let from = 0; from < rows; from += atOnce) {
      const to = Math.min(rows, from + atOnce);
      this.#kernels.call.kmSums(from, to);
      yield;
    }
  }

  /** Row-major k × columns sums of the rows of each label, and what they count together. */
  sums(): { readonly sums: Float64Array; readonly counts: Float64Array } {
    const { width } = this.#rows;
    const wide = this.#kernels.viewDoubles(this.#sums, this.#k * this.#stride);
    const sums = new Float64Array(this.#k * width);
    for (let c = 0; c < this.#k; c += 1)
      sums.set(wide.subarray(c * this.#stride, c * this.#stride + width), c * width);
    return { sums, counts: this.#kernels.viewDoubles(this.#counts, this.#k).slice() };
  }

  /** Squared distance of each row to its centre, and their sum in a fixed order, each as often as its row counts. */
  *inertia(): Generator<void, { readonly total: number; readonly each: Float64Array }> {
    const { rows } = this.#rows;
    const mark = this.#kernels.call.mark();
    const out = this.#kernels.doubles(rows);
    const atOnce = rowsOf(this.#stride);
    let total = 0;
    for (let from = 0; from < rows; from += atOnce) {
      const to = Math.min(rows, from + atOnce);
      total += this.#kernels.call.kmInertia(from, to, out);
      yield;
    }
    const each = this.#kernels.viewDoubles(out, rows).slice();
    this.#kernels.call.release(mark);
    return { total, each };
  }

  /** Row `i` less the means. */
  row(i: number): Float64Array {
    return this.#rows.row(i);
  }

  /** How much row `i` counts. */
  countOf(i: number): number {
    return this.#rows.weight?.[i] ?? 1;
  }

  labels(): Int32Array {
    return this.#kernels.viewWords(this.#labels, this.#rows.rows).slice();
  }

  #clearSums(): void {
    this.#kernels.viewDoubles(this.#sums, this.#k * this.#stride).fill(0);
    this.#kernels.viewDoubles(this.#counts, this.#k).fill(0);
  }
}

const floats = (kernels: Kernels, at: number, length: number): Float32Array =>
  new Float32Array(kernels.call.memory.buffer, at, length);
