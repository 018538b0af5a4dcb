import { CentredRows } from '#lib/engine/kernels/kmeans.ts';
import type { RandomState } from '#lib/engine/random.ts';
import { lloyd, type Run } from './lloyd.ts';
import { plusPlus } from './seeds.ts';

/** One run of k-means with scikit-learn's defaults, as other models begin with it. */
export function* usualGroups(
  columns: readonly Float64Array[],
  rows: number,
  k: number,
  random: RandomState,
): Generator<number, Run> {
  const centred = new CentredRows(columns, rows);
  try {
    const seeding = plusPlus(centred, k, random);
    let turn = seeding.next();
    for (; !turn.done; turn = seeding.next()) yield 0;
    return yield* lloyd(centred, turn.value, { maxIter: 300, tolerance: 1e-4 * centred.variance });
  } finally {
    centred.close();
  }
}

/** The same groups under other numbers: then a smaller inertia is only rounding. */
export function sameGroups(a: Int32Array, b: Int32Array): boolean {
  const mapping = new Map<number, number>();
  for (let i = 0; i < a.length; i += 1) {
    const known = mapping.get(a[i]!);
    if (known === undefined) mapping.set(a[i]!, b[i]!);
    else if (known !== b[i]) return false;
  }
  return true;
}
