import { RandomState } from '../random.ts';
import type { Kernels } from './kernels.ts';

/** Bins of a matrix as the tree kernels read them. Features are numbered as they were given. */
export interface Bins {
  /** The byte of row i and feature f stands at columns + f × stride + i. */
  readonly columns: number;
  readonly stride: number;
  /** Ascending; a value is in bin b where edges[b − 1] < value <= edges[b]. */
  readonly edges: readonly Float64Array[];
  /** Of each feature 1 where a learning row misses it: those rows are in the bin after the others. */
  readonly missing: Uint8Array;
}

export interface Binning {
  readonly columns: readonly Float64Array[];
  /** Row of the columns that stands at each place; null for all in order. */
  readonly order: Int32Array | null;
  /** Rows at the front that edges are made from, or from 200,000 of them. */
  readonly learning: number;
  /** Most bins of a feature, the missing one not counted, 2 to 255. */
  readonly most: number;
  /** Of a feature whose values each have their own bin: all of them, ascending, at most 255. */
  readonly levels?: readonly (Float64Array | null)[];
}

/** Doubles sorted or looked up between two yields: about 10 ms. */
const breath = 1e6;

/**
 * Puts every value into a bin, with the edges that scikit-learn's histogram trees have.
 * @yields share of the features that are done
 */
export function* binColumns(
  kernels: Kernels,
  { columns, order, learning, most, levels }: Binning,
): Generator<number, Bins> {
  const { call } = kernels;
  const stride = order?.length ?? columns[0]!.length;
  const at = kernels.take(stride * columns.length);
  const missing = new Uint8Array(columns.length);
  const edges: Float64Array[] = [];
  const mark = call.mark();
  const x = kernels.doubles(stride);
  const table = kernels.doubles(256);
  const perColumn = call.mark();
  const chosen = sampleOf(learning);
  let work = 0;
  for (const [f, column] of columns.entries()) {
    put(column, order, kernels.viewDoubles(x, stride));
    const sample = sampled(kernels, { x, learning }, chosen);
    const own = levels?.[f];
    const making = own
      ? edgesBetween(kernels, own, table)
      : makeEdges(kernels, { ...sample, most, table });
    let turn = making.next();
    for (; !turn.done; turn = making.next()) yield f / columns.length;
    const count = turn.value;
    edges.push(kernels.viewDoubles(table, count).slice());
    const bytes = at + f * stride;
    const gaps = call.applyEdges(x, learning, table, count + 1, bytes);
    missing[f] = gaps > 0 ? 1 : 0;
    // Where no learning row misses the feature there is no such bin: a row that does goes where 255 goes.
    const later = gaps > 0 ? count + 1 : 255;
    call.applyEdges(x + 8 * learning, stride - learning, table, later, bytes + learning);
    call.release(perColumn);
    if ((work += stride) > breath) yield ((work = 0), (f + 1) / columns.length);
  }
  call.release(mark);
  return { columns: at, stride, edges, missing };
}

/** scikit-learn's subsample of _BinMapper: more rows than this hardly move a quantile. */
const enough = 200_000;

/** One row of each stretch of so many, drawn with a seed of its own; null for all of a few. */
export function sampleOf(learning: number): Int32Array | null {
  if (learning <= enough) return null;
  const random = new RandomState(learning);
  const place = (i: number): number => ((i + random.randomSample()) * learning) / enough;
  return Int32Array.from({ length: enough }, (_, i) => Math.floor(place(i)));
}

/** Where the values stand that edges are made from, and how many. */
export function sampled(
  kernels: Kernels,
  { x, learning }: { readonly x: number; readonly learning: number },
  rows: Int32Array | null,
): { readonly x: number; readonly learning: number } {
  if (!rows) return { x, learning };
  const at = kernels.doubles(rows.length);
  const to = kernels.viewDoubles(at, rows.length);
  const from = kernels.viewDoubles(x, learning);
  for (let i = 0; i < rows.length; i += 1) to[i] = from[rows[i]!]!;
  return { x: at, learning: rows.length };
}

/**
 * The same bins row after row, `wide` bytes apart, a multiple of 16: a row of a small node is then one line of memory, not
 * one for each four features.
 */
export function* rowsOfBins(
  kernels: Kernels,
  { columns, stride, edges }: Bins,
  rows: number,
): Generator<void, { readonly at: number; readonly wide: number }> {
  const wide = 16 * Math.ceil(edges.length / 16);
  const at = kernels.take(wide * rows);
  // What fills up a row is read as bin 0.
  kernels.call.clear(at, wide * rows);
  const step = 1024 * Math.ceil(breath / (1024 * wide));
  for (let from = 0; from < rows; from += step) {
    kernels.call.toRows(columns, stride, edges.length, from, Math.min(rows, from + step), at, wide);
    yield;
  }
  return { at, wide };
}

function put(column: Float64Array, order: Int32Array | null, to: Float64Array): void {
  if (order) for (let i = 0; i < to.length; i += 1) to[i] = column[order[i]!]!;
  else to.set(column);
}

/** Midpoints of all neighbours, at `table`. */

function* edgesBetween(
  kernels: Kernels,
  levels: Float64Array,
  table: number,
): Generator<void, number> {
  const edges = kernels.viewDoubles(table, 256).fill(Infinity);
  for (let i = 1; i < levels.length; i += 1) edges[i - 1] = levels[i - 1]! / 2 + levels[i]! / 2;
  return Math.max(0, levels.length - 1);
}

/** A table of how often each value of 11 bits occurs. */
const digitBytes = 2048 * 4;

interface Making {
  readonly x: number;
  readonly learning: number;
  readonly most: number;
  readonly table: number;
}

/** Edges of one column at `table`, which has 256 places or more; returns how many. */
export function* makeEdges(
  kernels: Kernels,
  { x, learning, most, table }: Making,
): Generator<void, number> {
  const { call } = kernels;
  const mark = call.mark();
  let from = kernels.doubles(learning);
  let to = kernels.doubles(learning);
  const counts = kernels.take(3 * digitBytes);
  const m = call.sortKeys(x, learning, from);
  function* passes(first: number): Generator<void, void> {
    call.countDigits(from, m, first, counts);
    for (let d = 0; d < 3; d += 1) {
      if (call.sortPass(from, to, m, counts + d * digitBytes, first + d)) [from, to] = [to, from];
      if (m > breath) yield;
    }
  }
  // Sorted by the upper 33 bits most tables are all but sorted, and the rest takes a few steps.
  if (m > 1) yield* passes(3);
  if (m > 1 && !call.sortNear(from, m, 4 * m)) {
    yield* passes(0);
    yield* passes(3);
  }
  const count = call.quantileEdges(from, m, most, table);
  call.release(mark);
  return count;
}
