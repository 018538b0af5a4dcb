import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { NearRows } from '#lib/engine/kernels/near.ts';
import type { Nearest, Rows } from '#lib/engine/kernels/reference/near.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { growTree, nearestInTree, treeWins } from '#lib/engine/nearTree.ts';
import { rowMajorOf } from './rowMajor.ts';

/** Some queries and what is nearest to them. */
export interface NearBlock extends Nearest {
  /** The first query of the block. */
  readonly from: number;
  readonly count: number;
}

/** Multiplications of a block: about 10 ms. */
const breath = 3e7;

/**
 * The k nearest rows of each query by squared distance, a block of queries at a time, so that a fit can breathe between
 * two of them. Of rows at the same distance the earlier is nearer. Yields null where there is nothing to tell yet.
 */
export function* nearBlocks(
  rows: Rows,
  queries: Rows,
  k: number,
): Generator<NearBlock | null, void> {
  const { width } = rows;
  const search = treeWins(rows) ? yield* byTree(rows, k) : byKernel(rows, k);
  const atOnce = Math.max(4, Math.min(64, Math.floor(breath / (rows.count * width + 1))));
  for (let from = 0; from < queries.count; from += atOnce) {
    const count = Math.min(atOnce, queries.count - from);
    const values = queries.values.subarray(from * width, (from + count) * width);
    yield { from, count, ...search({ values, count, width }) };
  }
}

type Search = (queries: Rows) => Nearest;

function* byTree(rows: Rows, k: number): Generator<null, Search> {
  const growing = growTree(rows);
  let turn = growing.next();
  for (; !turn.done; turn = growing.next()) yield null;
  const tree = turn.value;
  return (queries) => nearestInTree(tree, rows, queries, { k, metric: 'euclidean' });
}

function byKernel(rows: Rows, k: number): Search {
  const held = new NearRows(new Kernels(), rows, { metric: 'euclidean' });
  return (queries) => held.nearest(queries, k);
}

/** For each row of a matrix the nearest of these. @yields share done */
export function* nearestRows(rows: Rows, X: Matrix): Generator<number, Int32Array> {
  const queries = { values: rowMajorOf(X.columns, X.rows), count: X.rows, width: rows.width };
  const out = new Int32Array(X.rows);
  let done = 0;
  for (const block of nearBlocks(rows, queries, 1)) {
    if (block) {
      out.set(block.rows, block.from);
      done = block.from + block.count;
    }
    yield done / X.rows;
  }
  return out;
}

/** The same without a pause, for a prediction. */
export const nearestRowsNow = (rows: Rows, X: Matrix): Int32Array =>
  driveSync(nearestRows(rows, X));
