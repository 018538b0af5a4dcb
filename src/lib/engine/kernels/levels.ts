import { makeEdges, sampled, sampleOf } from './bins.ts';
import type { Kernels } from './kernels.ts';

/** Levels of a matrix as the forest's kernel reads them. */
export interface Levels {
  /** The u16 of row i and feature f stands at columns + 2 × (f × rows + i): how many edges are below its value; 65535 is missing. */
  readonly columns: number;
  /** Ascending: midpoints of neighbouring values, or quantiles where there are more values than levels. */
  readonly edges: readonly Float64Array[];
  /** All edges, one feature after the other. */
  readonly table: number;
  /** Of each feature 1 where a row misses it. */
  readonly missing: Uint8Array;
  /** Most levels of a feature. */
  readonly most: number;
}

/** Below it a column of levels is twice the bytes of one of bins, and their table stays in the second cache. */
const finest = 8160;
/** Edges of all features together. */
const edgesAtMost = 2 ** 23;
/** Doubles sorted or looked up between two yields: about 10 ms. */
const breath = 5e5;

/** Levels that a feature may have among so many. */
export const mostLevels = (features: number): number =>
  Math.max(255, Math.min(finest, Math.floor(edgesAtMost / features)));

/**
 * Puts every value on a level: of its own where a feature has no more values than levels.
 * @yields share of the features that are done
 */
export function* levelColumns(
  kernels: Kernels,
  columns: readonly Float64Array[],
): Generator<number, Levels> {
  const { call } = kernels;
  const rows = columns[0]!.length;
  const most = mostLevels(columns.length);
  const at = kernels.take(2 * rows * columns.length);
  const missing = new Uint8Array(columns.length);
  const edges: Float64Array[] = [];
  const mark = call.mark();
  const x = kernels.doubles(rows);
  const room = kernels.doubles(2 ** Math.ceil(Math.log2(most + 1)));
  const perColumn = call.mark();
  const chosen = sampleOf(rows);
  let work = 0;
  for (const [f, column] of columns.entries()) {
    kernels.viewDoubles(x, rows).set(column);
    const making = makeEdges(kernels, {
      ...sampled(kernels, { x, learning: rows }, chosen),
      ...{ most, table: room },
    });
    let turn = making.next();
    for (; !turn.done; turn = making.next()) yield f / columns.length;
    const count = turn.value;
    const span = 2 ** Math.ceil(Math.log2(count + 1));
    kernels.viewDoubles(room, span).fill(Infinity, count);
    edges.push(kernels.viewDoubles(room, count).slice());
    const gaps = call.applyLevels(x, rows, room, span, at + 2 * f * rows);
    missing[f] = gaps > 0 ? 1 : 0;
    call.release(perColumn);
    if ((work += rows) > breath) yield ((work = 0), (f + 1) / columns.length);
  }
  call.release(mark);
  return { columns: at, edges, table: tableOf(kernels, edges), missing, most };
}

function tableOf(kernels: Kernels, edges: readonly Float64Array[]): number {
  const all = edges.reduce((sum, e) => sum + e.length, 0);
  const table = kernels.doubles(all + 1);
  let first = 0;
  for (const e of edges) {
    kernels.viewDoubles(table + 8 * first, e.length).set(e);
    first += e.length;
  }
  return table;
}
