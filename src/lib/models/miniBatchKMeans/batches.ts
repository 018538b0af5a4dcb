import type { RandomState } from '#lib/engine/random.ts';

export interface Table {
  /** Row-major rows × width. */
  readonly x: Float64Array;
  readonly rows: number;
  readonly width: number;
  /** How much each row counts in the inertia; left out: 1. */
  readonly weight?: Float64Array | undefined;
}

export interface Settled {
  /** Row-major k × width. */
  readonly centres: Float64Array;
  readonly steps: number;
  readonly converged: boolean;
}

interface Rules {
  /** Rows of a batch. */
  readonly size: number;
  readonly nClusters: number;
  readonly tol: number;
  readonly maxNoImprovement: number | null;
  readonly reassignmentRatio: number;
}

/** Multiplications between two yields: about 3 ms. */
const breath = 2e6;

/** The nearest centre of each row, and the sum of their squared distances, each as often as its row counts. */
export function* labelled(
  { x, rows, width, weight }: Table,
  centres: Float64Array,
): Generator<void, { readonly labels: Int32Array; readonly inertia: number }> {
  const labels = new Int32Array(rows);
  const atOnce = Math.max(1, Math.floor(breath / Math.max(1, centres.length)));
  let inertia = 0;
  for (let i = 0; i < rows; i += 1) {
    let least = Infinity;
    for (let at = 0, c = 0; at < centres.length; at += width, c += 1) {
      let sum = 0;
      for (let j = at, l = i * width; j < at + width; j += 1, l += 1) {
        const d = x[l]! - centres[j]!;
        sum += d * d;
      }
      if (!(sum < least)) continue;
      least = sum;
      labels[i] = c;
    }
    inertia += (weight?.[i] ?? 1) * least;
    if (i % atOnce === atOnce - 1) yield;
  }
  return { labels, inertia };
}

/** Centres that one batch of rows after another moves, with scikit-learn's ends. */
export class Batches {
  centres: Float64Array;
  readonly #width: number;
  readonly #rows: number;
  readonly #rules: Rules;
  readonly #random: RandomState;
  /** Sum of squared moves at which it ends; 0 never ends it. */
  readonly #still: number;
  /** Rows that each centre has seen. */
  readonly #counts: Float64Array;
  #sinceMoved = 0;
  #first = true;
  #smooth: number | null = null;
  #lowest = Infinity;
  #without = 0;

  constructor(table: Table, centres: Float64Array, rules: Rules, random: RandomState) {
    this.centres = centres;
    this.#width = table.width;
    this.#rows = table.rows;
    this.#rules = rules;
    this.#random = random;
    this.#still = rules.tol === 0 ? 0 : rules.tol * variance(table);
    this.#counts = new Float64Array(rules.nClusters);
  }

  /** @returns whether it has settled */
  *turn(batch: Table): Generator<void, boolean> {
    const lost = this.#looksForLost();
    const { labels, inertia } = yield* labelled(batch, this.centres);
    const before = this.centres;
    const next = this.#moved(batch, labels);
    if (lost) this.#reassign(batch, next);
    this.centres = next;
    let moves = 0;
    if (this.#still > 0)
      for (let at = 0; at < next.length; at += 1) moves += (next[at]! - before[at]!) ** 2;
    return this.#settled(inertia / this.#rules.size, moves);
  }

  /** Means of all rows that each centre has seen. */
  #moved({ x, rows }: Table, labels: Int32Array): Float64Array {
    const width = this.#width;
    const next = this.centres.slice();
    const seen = new Float64Array(this.#counts.length);
    for (let i = 0; i < rows; i += 1) {
      const c = labels[i]!;
      const to = c * width;
      if (seen[c] === 0) for (let j = 0; j < width; j += 1) next[to + j]! *= this.#counts[c]!;
      for (let j = 0; j < width; j += 1) next[to + j]! += x[i * width + j]!;
      seen[c]! += 1;
    }
    for (const [c, own] of seen.entries()) {
      if (own === 0) continue;
      this.#counts[c]! += own;
      const share = 1 / this.#counts[c]!;
      for (let j = 0; j < width; j += 1) next[c * width + j]! *= share;
    }
    return next;
  }

  #looksForLost(): boolean {
    this.#sinceMoved += this.#rules.size;
    if (!this.#counts.includes(0) && this.#sinceMoved < 10 * this.#rules.nClusters) return false;
    this.#sinceMoved = 0;
    return true;
  }

  /** Centres that have seen too few rows go to random rows of the batch, half as many as it has at most. */
  #reassign({ x, rows }: Table, next: Float64Array): void {
    const counts = this.#counts;
    const least = this.#rules.reassignmentRatio * counts.reduce((a, b) => Math.max(a, b), 0);
    let lost = [...counts.keys()].filter((c) => counts[c]! < least);
    const most = Math.floor(0.5 * rows);
    if (lost.length > 0.5 * rows) {
      const fewest = [...counts.keys()].sort((a, b) => counts[a]! - counts[b]!).slice(0, most);
      lost = lost.filter((c) => fewest.includes(c));
    }
    if (lost.length === 0) return;
    const width = this.#width;
    const picks = this.#random.choice(rows, lost.length, false);
    for (const [at, c] of lost.entries())
      next.set(x.subarray(picks[at]! * width, (picks[at]! + 1) * width), c * width);
    // Not to be moved again at once: they count as much as the least of the others.
    const kept = new Set(lost);
    const floor = counts.reduce((low, n, c) => (kept.has(c) ? low : Math.min(low, n)), Infinity);
    for (const c of lost) counts[c] = floor;
  }

  #settled(inertia: number, moves: number): boolean {
    // The first batch tells of the first centres.
    if (this.#first) {
      this.#first = false;
      return false;
    }
    const weight = Math.min(1, (this.#rules.size * 2) / (this.#rows + 1));
    this.#smooth = this.#smooth === null ? inertia : this.#smooth * (1 - weight) + inertia * weight;
    if (this.#still > 0 && moves <= this.#still) return true;
    if (this.#smooth < this.#lowest) {
      this.#without = 0;
      this.#lowest = this.#smooth;
    } else this.#without += 1;
    const most = this.#rules.maxNoImprovement;
    return most !== null && this.#without >= most;
  }
}

/** Mean of the columns' variances. */
function variance({ x, rows, width }: Table): number {
  let sum = 0;
  for (let j = 0; j < width; j += 1) {
    let mean = 0;
    for (let at = j; at < x.length; at += width) mean += x[at]!;
    mean /= rows;
    for (let at = j; at < x.length; at += width) sum += (x[at]! - mean) ** 2;
  }
  return sum / rows / width;
}
