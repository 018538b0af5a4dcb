import type { Kernels } from './kernels.ts';
import { nearest } from './reference/near.ts';
import type { Metric, Nearest, Rows } from './reference/near.ts';

/** Queries of one call: with 40,000 rows of 30 columns about 10 ms. */
const queriesAtOnce = 64;
/** Half a unit in the last place of 1 as a float. */
const u = 2 ** -24;
/** Floats hold squares of what is scaled to this size, and of queries a million times farther out. */
const size = 2 ** 40;
const farthest = 2 ** 60;

interface NearOptions {
  readonly metric: Metric;
}

/**
 * Rows in the memory of the kernels, for searches by brute force. Answers are those of `nearest` in reference/near.ts,
 * bit for bit: floats only leave out rows that are too far. For the squared distance |x|² + |q|² − 2 x·q in floats of
 * p columns the error is below g (2 |x|² + |q|²) with g = (p + 8) u (Higham, Accuracy and Stability, 3.1), and so each
 * sum starts at |x|² (1 − 2 g), and a row is measured where it ends within the farthest neighbour's − |q|² (1 − g). For
 * sums of sizes the error is below g (|x| + |q|).
 */
export class NearRows {
  readonly #kernels: Kernels;
  readonly #rows: Rows;
  readonly #metric: Metric;
  readonly #centre: Float64Array;
  readonly #scale: number;
  readonly #loose: number;
  readonly #exact: number = 0;
  readonly #blocks: number = 0;
  readonly #starts: number = 0;

  constructor(kernels: Kernels, rows: Rows, { metric }: NearOptions) {
    this.#kernels = kernels;
    this.#rows = rows;
    this.#metric = metric;
    this.#centre = centreOf(rows);
    this.#scale = scaleOf(rows, this.#centre);
    this.#loose = (rows.width + 8) * u;
    if (this.#scale === 0) return;
    const blocks = (rows.count + 7) >> 3;
    this.#exact = kernels.putDoubles(rows.values);
    this.#blocks = kernels.take(32 * blocks * rows.width);
    this.#starts = kernels.take(32 * blocks);
    this.#fill();
  }

  /** @returns row-major queries × k: distances (squared for 'euclidean'; Infinity where there is no row) and rows (−1) */
  nearest(queries: Rows, k: number): Nearest {
    const { values, count, width } = queries;
    const distances = new Float64Array(count * k);
    const rows = new Int32Array(count * k);
    for (let from = 0; from < count; from += queriesAtOnce) {
      const m = Math.min(queriesAtOnce, count - from);
      const part = values.subarray(from * width, (from + m) * width);
      const found = this.#some({ values: part, count: m, width }, k);
      distances.set(found.distances, from * k);
      rows.set(found.rows, from * k);
    }
    return { distances, rows };
  }

  #some(queries: Rows, k: number): Nearest {
    const { count, width } = queries;
    const { call } = this.#kernels;
    const mark = call.mark();
    const padded = (count + 3) & ~3;
    const floats = this.#kernels.take(4 * padded * width);
    const own = this.#kernels.doubles(padded);
    const near = this.#scale > 0 && this.#prepare(queries, floats, own);
    if (!near) {
      call.release(mark);
      return nearest(this.#rows, queries, k, this.#metric);
    }
    const exact = this.#kernels.putDoubles(queries.values);
    const room = this.#kernels.take(4 * padded);
    const distances = this.#kernels.doubles(count * k);
    const places = this.#kernels.take(4 * count * k);
    const manhattan = this.#metric === 'manhattan';
    const unit = manhattan ? this.#scale : this.#scale ** 2;
    const { count: n } = this.#rows;
    call.nearRows(this.#exact, this.#blocks, this.#starts, n, width, Number(manhattan), unit);
    call.nearSearch(count, exact, floats, own, room, k, distances, places);
    const found = {
      distances: this.#kernels.viewDoubles(distances, count * k).slice(),
      rows: this.#kernels.viewWords(places, count * k).slice(),
    };
    call.release(mark);
    return found;
  }

  /** Rows as floats, in blocks of 8, and where each row's sum starts; beyond the last there is none to find. */
  #fill(): void {
    const { values, count, width } = this.#rows;
    const blocks = (count + 7) >> 3;
    const floats = this.#kernels.viewFloats(this.#blocks, 8 * blocks * width).fill(0);
    const starts = this.#kernels.viewFloats(this.#starts, 8 * blocks).fill(Infinity);
    const squares = this.#metric === 'euclidean';
    const factor = squares ? -2 * this.#scale : this.#scale;
    for (let i = 0, at = 0; i < count; i += 1) {
      const place = (i >> 3) * 8 * width + (i & 7);
      let sum = 0;
      for (let d = 0; d < width; d += 1, at += 1) {
        const x = values[at]! - this.#centre[d]!;
        floats[place + 8 * d] = factor * x;
        sum += squares ? (this.#scale * x) ** 2 : this.#scale * Math.abs(x);
      }
      starts[i] = squares ? sum * (1 - 2 * this.#loose) : -sum * this.#loose;
    }
  }

  /** @returns whether floats hold all of the queries */
  #prepare({ values, count, width }: Rows, at: number, own: number): boolean {
    const padded = (count + 3) & ~3;
    const floats = this.#kernels.viewFloats(at, padded * width).fill(0);
    const parts = this.#kernels.viewDoubles(own, padded).fill(0);
    const squares = this.#metric === 'euclidean';
    let most = 0;
    for (let i = 0, from = 0; i < count; i += 1) {
      const place = (i >> 2) * 4 * width + (i & 3);
      let sum = 0;
      for (let d = 0; d < width; d += 1, from += 1) {
        const x = this.#scale * (values[from]! - this.#centre[d]!);
        floats[place + 4 * d] = x;
        sum += squares ? x * x : Math.abs(x);
        if (!(Math.abs(x) <= most)) most = Math.abs(x);
      }
      parts[i] = squares ? sum * (1 - this.#loose) : -sum * this.#loose;
    }
    return most <= farthest;
  }
}

/** Distances do not change with the level of a column, and floats keep more of them without it. */
function centreOf({ values, count, width }: Rows): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0, at = 0; i < count; i += 1)
    for (let d = 0; d < width; d += 1, at += 1) sums[d]! += values[at]! / count;
  return sums;
}

/** A power of 2 that brings the largest number to `size`; 0 where floats cannot stand for the rows. */
function scaleOf({ values, width }: Rows, centre: Float64Array): number {
  let most = 0;
  for (let at = 0; at < values.length;) {
    for (let d = 0; d < width; d += 1, at += 1) {
      const x = Math.abs(values[at]! - centre[d]!);
      if (!(x <= most)) most = x;
    }
  }
  if (most === 0) return 1;
  if (!(most > 1e-140 && most < 1e140) || width > 1e5) return 0;
  let scale = 1;
  while (most * scale < size) scale *= 2;
  while (most * scale > size) scale /= 2;
  return scale;
}
