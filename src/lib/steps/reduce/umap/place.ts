import { exp } from '#lib/engine/elementary.ts';
import { negatives, pulled, pushed, reachOf, type Curve } from '#lib/engine/map/umap.ts';
import { RandomState } from '#lib/engine/random.ts';

/** Turns for a new row; umap-learn takes 30 to 100. */
const epochs = 30;

export interface Known {
  /** `dims` coordinates of each training row in turn, with room for one more row at the end. */
  readonly places: Float64Array;
  readonly dims: number;
  readonly curve: Curve;
  readonly seed: number;
}

interface Near {
  /** Of the nearest training rows, nearest first. */
  readonly distances: Float64Array;
  readonly rows: Int32Array;
}

/**
 * Where a new row lies among training rows that stay where they are, as umap-learn's transform: from the weighted mean
 * of its neighbours, by pulls and pushes. Each row draws from the same seed, so that it does not matter which rows are
 * asked for with it. A row that is a training row lies where that lies.
 */
export function placeOf(
  { places, dims, curve, seed }: Known,
  { distances, rows }: Near,
): Float64Array {
  const n = places.length / dims - 1;
  const out = places.subarray(n * dims);
  if (distances[0] === 0) return out.fill(0).map((_, d) => places[rows[0]! * dims + d]!);
  const overall = distances.reduce((sum, d) => sum + d, 0) / distances.length;
  const reach = reachOf(distances, { near: 0, overall, from: 0 });
  const weights = distances.map((d) => exp(-d / reach));
  const total = weights.reduce((sum, w) => sum + w, 0);
  out.fill(0);
  for (const [m, row] of rows.entries())
    for (let d = 0; d < dims; d += 1)
      out[d]! += ((weights[m]! || 1 / rows.length) / (total || 1)) * places[row * dims + d]!;
  const space = { places, dims };
  const random = new RandomState(seed);
  const most = weights.reduce((top, w) => Math.max(top, w), 0);
  const due = weights.map((w) => most / w);
  const every = due.slice();
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const force = { curve, rate: 0.25 * (1 - epoch / epochs) };
    for (const [m, row] of rows.entries()) {
      if (!(due[m]! <= epoch)) continue;
      pulled(space, [n, row], { ...force, both: false });
      due[m]! += every[m]!;
      for (let k = 0; k < negatives; k += 1) pushed(space, [n, random.randint(0, n)], force);
    }
  }
  return out.slice();
}
