import type { Rows } from '#lib/engine/kernels/reference/near.ts';

/** Rows in order of the column with the largest range, so that only a window of them is compared. */
export class Surroundings {
  /** The mean of the rows that `look` found. */
  readonly mean: Float64Array;
  /** Numbers looked at since the caller set it to 0. */
  work = 0;
  readonly #rows: Rows;
  readonly #widest: number;
  readonly #along: Float64Array;

  constructor({ values, count, width }: Rows) {
    this.#widest = widestOf({ values, count, width });
    const at = (i: number): number => values[i * width + this.#widest]!;
    const order = Int32Array.from({ length: count }, (_, i) => i).sort(
      (a, b) => at(a) - at(b) || a - b,
    );
    const sorted = new Float64Array(count * width);
    for (const [place, i] of order.entries())
      sorted.set(values.subarray(i * width, i * width + width), place * width);
    this.#rows = { values: sorted, count, width };
    this.#along = Float64Array.from(order, at);
    this.mean = new Float64Array(width);
  }

  /** Sets `mean` to that of the rows within the reach of a place. @returns how many they are */
  look(place: Float64Array, reach: number): number {
    const { values, width } = this.#rows;
    const { mean } = this;
    const most = reach * reach;
    const here = place[this.#widest]!;
    const from = this.#first(here, -reach);
    const end = this.#first(here, reach);
    mean.fill(0);
    let found = 0;
    for (let start = from * width; start < end * width; start += width) {
      let square = 0;
      for (let j = 0; j < width && square <= most; j += 1) {
        const d = values[start + j]! - place[j]!;
        square += d * d;
      }
      if (!(square <= most)) continue;
      found += 1;
      for (let j = 0; j < width; j += 1) mean[j]! += values[start + j]!;
    }
    for (let j = 0; j < width; j += 1) mean[j]! /= found;
    this.work += (end - from) * (1 + width / 4) + 20;
    return found;
  }

  /** The first row that a window may hold, or behind the last: a little wide, for differences round. */
  #first(here: number, reach: number): number {
    const edge = here + reach * (1 + 1e-12) + Math.sign(reach) * Math.abs(here) * 1e-15;
    let [low, high] = [0, this.#along.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const below = reach < 0 ? this.#along[middle]! < edge : this.#along[middle]! <= edge;
      if (below) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function widestOf({ values, count, width }: Rows): number {
  let widest = 0;
  let most = -1;
  for (let j = 0; j < width; j += 1) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = j; at < count * width; at += width) {
      low = Math.min(low, values[at]!);
      high = Math.max(high, values[at]!);
    }
    if (high - low <= most) continue;
    most = high - low;
    widest = j;
  }
  return widest;
}

export interface Peak {
  readonly place: Float64Array;
  /** Rows within reach of it. */
  readonly rows: number;
}

/**
 * From one place to the mean of the rows within reach, again and again, until it moves by less than a thousandth of
 * the reach.
 * @returns null where no row is within reach
 */
export function* climb(
  around: Surroundings,
  seed: Float64Array,
  { reach, maxIter }: { readonly reach: number; readonly maxIter: number },
): Generator<void, Peak | null> {
  const least = 1e-3 * reach;
  let place = seed;
  for (let steps = 0; ; steps += 1) {
    const rows = around.look(place, reach);
    if (around.work >= breath) {
      around.work = 0;
      yield;
    }
    if (rows === 0) return null;
    const next = around.mean.slice();
    let square = 0;
    for (let j = 0; j < next.length; j += 1) square += (next[j]! - place[j]!) ** 2;
    if (Math.sqrt(square) <= least || steps === maxIter) return { place: next, rows };
    place = next;
  }
}

/** Numbers looked at between two yields: about 5 ms. */
const breath = 3e6;

/**
 * Of peaks within reach of each other the one with most rows; of those with as many the one whose coordinates are
 * larger, column after column, as scikit-learn sorts them.
 */
export function* highest(peaks: readonly Peak[], reach: number): Generator<void, Float64Array[]> {
  const sorted = [...peaks].sort((a, b) => b.rows - a.rows || compared(b.place, a.place));
  const kept: Float64Array[] = [];
  let work = 0;
  for (const { place } of sorted) {
    if (!kept.some((other) => distance(place, other) <= reach)) kept.push(place);
    work += kept.length * place.length + 4;
    if (work < breath) continue;
    work = 0;
    yield;
  }
  return kept;
}

function compared(a: Float64Array, b: Float64Array): number {
  for (let j = 0; j < a.length; j += 1) if (a[j] !== b[j]) return a[j]! - b[j]!;
  return 0;
}

export function distance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let j = 0; j < a.length; j += 1) square += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(square);
}
