import { log } from './elementary.ts';

/** How far two ways of parting the same rows agree. Labels are any integers; `skip` marks rows that are left out. */
interface Shared {
  readonly rows: number;
  /** Rows of each pair of labels, of each label of the first, and of the second. */
  readonly pairs: ReadonlyMap<string, PairCount>;
  readonly ofA: ReadonlyMap<number, number>;
  readonly ofB: ReadonlyMap<number, number>;
}

interface PairCount {
  readonly a: number;
  readonly b: number;
  rows: number;
}

function sharedOf(a: ArrayLike<number>, b: ArrayLike<number>, skip?: number): Shared {
  const pairs = new Map<string, PairCount>();
  const [ofA, ofB] = [new Map<number, number>(), new Map<number, number>()];
  let rows = 0;
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === skip || y === skip) continue;
    rows += 1;
    const key = `${x} ${y}`;
    const pair = pairs.get(key);
    if (pair) pair.rows += 1;
    else pairs.set(key, { a: x, b: y, rows: 1 });
    ofA.set(x, (ofA.get(x) ?? 0) + 1);
    ofB.set(y, (ofB.get(y) ?? 0) + 1);
  }
  return { rows, pairs, ofA, ofB };
}

/**
 * Adjusted Rand index (Hubert and Arabie 1985), scikit-learn's `adjusted_rand_score`: 1 is the same groups, 0 what
 * chance gives; 1 where nothing tells rows apart in either.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>, skip?: number): number {
  const { rows, pairs, ofA, ofB } = sharedOf(a, b, skip);
  const choose = (n: number): number => (n * (n - 1)) / 2;
  const total = (counts: Iterable<number>): number => {
    let sum = 0;
    for (const n of counts) sum += choose(n);
    return sum;
  };
  const together = total([...pairs.values()].map((p) => p.rows));
  const [inA, inB, all] = [total(ofA.values()), total(ofB.values()), choose(rows)];
  const chance = all === 0 ? 0 : (inA * inB) / all;
  const most = (inA + inB) / 2;
  return most === chance ? 1 : (together - chance) / (most - chance);
}

/**
 * Mutual information over the mean of the two entropies, scikit-learn's `normalized_mutual_info_score`: 0 to 1; 1 where
 * neither tells rows apart.
 */
export function normalizedMutualInformation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  skip?: number,
): number {
  const { rows, pairs, ofA, ofB } = sharedOf(a, b, skip);
  if (ofA.size <= 1 && ofB.size <= 1) return 1;
  let shared = 0;
  for (const pair of pairs.values()) {
    const expected = (ofA.get(pair.a)! * ofB.get(pair.b)!) / rows;
    shared += (pair.rows / rows) * log(pair.rows / expected);
  }
  if (shared <= Number.EPSILON) return 0;
  return shared / ((entropy(ofA, rows) + entropy(ofB, rows)) / 2);
}

function entropy(counts: ReadonlyMap<number, number>, rows: number): number {
  let sum = 0;
  for (const n of counts.values()) sum -= (n / rows) * log(n / rows);
  return sum;
}
