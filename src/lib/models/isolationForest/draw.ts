import { EngineError } from '#lib/recipe/errors.ts';
import type { Random } from '../tree/random.ts';

/** Draws the rows of one tree, each at most once. */
export type Draw = (random: Random) => Int32Array;

/**
 * Rows of each tree, all as likely, or by weight as scikit-learn draws them: each next row with a chance of its weight
 * among those not drawn yet (numpy's `choice` with `p` and without replacement; the random numbers are our own).
 * @throws EngineError 'too-few-rows' where fewer rows have a weight above 0 than a tree is to have
 */
export function drawing(rows: number, size: number, weight: Float64Array | null): Draw {
  if (!weight || weight.every((w) => w === weight[0]))
    return (random) => evenly(rows, size, random);
  const top = weight.reduce((most, w) => Math.max(most, w), 0);
  const shares = weight.map((w) => w / top);
  const counted = shares.reduce((n, share) => n + Number(share > 0), 0);
  if (counted < size) throw tooFew(size, counted);
  const ends = summed(shares);
  return (random) => byShare(shares, ends, size, random);
}

/** The first `size` of a shuffle that goes no further. */
function evenly(rows: number, size: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < size; i += 1) {
    const j = i + Math.floor(random() * (rows - i));
    const kept = all[i]!;
    all[i] = all[j]!;
    all[j] = kept;
  }
  return all.slice(0, size);
}

/** In rounds: what is drawn twice is drawn again, from the rows that are left. */
function byShare(
  shares: Float64Array,
  ends: Float64Array,
  size: number,
  random: Random,
): Int32Array {
  const drawn = new Set<number>();
  for (let sums = ends; drawn.size < size; sums = without(shares, drawn)) {
    const total = sums.at(-1)!;
    for (let left = size - drawn.size; left > 0; left -= 1)
      drawn.add(firstAbove(sums, random() * total));
  }
  return Int32Array.from(drawn);
}

const without = (shares: Float64Array, drawn: ReadonlySet<number>): Float64Array => {
  const rest = shares.slice();
  for (const row of drawn) rest[row] = 0;
  return summed(rest);
};

function summed(shares: Float64Array): Float64Array {
  let sum = 0;
  return shares.map((share) => (sum += share));
}

/** A row without a share ends where the one before it does, and is never the first. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const tooFew = (size: number, counted: number): EngineError =>
  new EngineError({
    code: 'too-few-rows',
    what: `Each tree is to draw ${size} rows, and ${counted} have a weight above 0`,
    where: { model: 'isolationForest' },
    remedy: `Set “Rows of a tree” to ${counted} or fewer, or give more rows a weight above 0.`,
  });
