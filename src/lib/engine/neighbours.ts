import { Kernels } from './kernels/kernels.ts';
import { NearRows } from './kernels/near.ts';
import type { Nearest } from './kernels/reference/near.ts';

/** Rows of numbers, one after another. */
export interface Cloud {
  readonly values: Float64Array;
  readonly count: number;
  readonly width: number;
}

/** Queries between two yields. */
const atOnce = 512;

/**
 * The k nearest rows of each query by Euclidean distance, nearest first; the lower row where they tie.
 * @returns row-major queries × k: distances (not squared), and rows
 */
export function* nearestRows(cloud: Cloud, queries: Cloud, k: number): Generator<number, Nearest> {
  const search = new NearRows(new Kernels(), cloud, { metric: 'euclidean' });
  const distances = new Float64Array(queries.count * k);
  const rows = new Int32Array(queries.count * k);
  for (let from = 0; from < queries.count; from += atOnce) {
    const count = Math.min(atOnce, queries.count - from);
    const { width } = queries;
    const values = queries.values.subarray(from * width, (from + count) * width);
    const found = search.nearest({ values, count, width }, k);
    distances.set(
      found.distances.map((d) => Math.sqrt(d)),
      from * k,
    );
    rows.set(found.rows, from * k);
    yield from / queries.count;
  }
  return { distances, rows };
}

/** The k nearest other rows of each row; of more copies than k, as scikit-learn, the first is left out. */
export function* otherRows(cloud: Cloud, k: number): Generator<number, Nearest> {
  const found = yield* nearestRows(cloud, cloud, k + 1);
  const distances = new Float64Array(cloud.count * k);
  const rows = new Int32Array(cloud.count * k);
  for (let i = 0; i < cloud.count; i += 1) {
    const own = found.rows.subarray(i * (k + 1), (i + 1) * (k + 1));
    const left = Math.max(0, own.indexOf(i));
    for (let m = 0, at = i * k; m <= k; m += 1) {
      if (m === left) continue;
      rows[at] = own[m]!;
      distances[at] = found.distances[i * (k + 1) + m]!;
      at += 1;
    }
  }
  return { distances, rows };
}
