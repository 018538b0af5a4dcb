import type { Histogram, NumberSummary, TopValue } from '#lib/recipe/profile.ts';

export interface NumberFacts {
  readonly summary: NumberSummary | null;
  readonly distinct: number;
  readonly top: readonly TopValue[];
}

/**
 * Describes numbers as pandas and numpy do: std with ddof 1, g1 skew, linear quantiles. Moments are taken around the
 * mean in a second pass (Chan, Golub, LeVeque 1983), so that 1e15 ± 1 keeps its digits.
 * @param values NaN missing; not changed
 */
export function describeNumbers(values: Float64Array): NumberFacts {
  const sorted = present(values).sort();
  const n = sorted.length;
  if (n === 0) return { summary: null, distinct: 0, top: [] };
  const { distinct, top } = runs(sorted);
  const { mean, m2, m3 } = moments(sorted);
  const std = n > 1 ? Math.sqrt(m2 / (n - 1)) : NaN;
  const flat = sorted[0] === sorted[n - 1];
  const q = (p: number): number => quantile(sorted, p);
  const summary: NumberSummary = {
    min: sorted[0]!,
    max: sorted[n - 1]!,
    mean,
    std: flat && n > 1 ? 0 : std,
    skew: flat ? NaN : m3 / n / (m2 / n) ** 1.5,
    quantiles: {
      p01: q(0.01),
      p05: q(0.05),
      p25: q(0.25),
      p50: q(0.5),
      p75: q(0.75),
      p95: q(0.95),
      p99: q(0.99),
    },
    zeros: countBelow(sorted, 0, true) - countBelow(sorted, 0, false),
    negatives: countBelow(sorted, 0, false),
    histogram: histogram(sorted),
  };
  return { summary, distinct, top };
}

function present(values: Float64Array): Float64Array {
  const kept = new Float64Array(values.length);
  let n = 0;
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    kept[n] = x === 0 ? 0 : x;
    n += 1;
  }
  return kept.subarray(0, n);
}

function moments(values: Float64Array): { mean: number; m2: number; m3: number } {
  const mean = meanOf(values);
  let m2 = 0;
  let m3 = 0;
  for (const x of values) {
    const d = x - mean;
    m2 += d * d;
    m3 += d * d * d;
  }
  return { mean, m2, m3 };
}

/** A first mean, and then the mean of what it leaves over. */
function meanOf(values: Float64Array): number {
  const n = values.length;
  let sum = 0;
  for (const x of values) sum += x;
  if (!Number.isFinite(sum)) {
    sum = 0;
    for (const x of values) sum += x / n;
    return sum;
  }
  const mean = sum / n;
  let rest = 0;
  for (const x of values) rest += x - mean;
  return mean + rest / n;
}

/** numpy's default: (n − 1)·p, and between its neighbours in proportion. */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = Math.floor(at);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  const t = at - low;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}

function countBelow(sorted: Float64Array, x: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (sorted[mid]! < x || (orEqual && sorted[mid] === x)) low = mid + 1;
    else high = mid;
  }
  return low;
}

const topSize = 20;

function runs(sorted: Float64Array): { distinct: number; top: TopValue[] } {
  let distinct = 0;
  const best = new Best();
  for (let i = 0; i < sorted.length;) {
    let j = i + 1;
    while (j < sorted.length && sorted[j] === sorted[i]) j += 1;
    distinct += 1;
    const value = sorted[i]!;
    if (best.wants(j - i)) best.add({ value: String(value), count: j - i });
    i = j;
  }
  return { distinct, top: best.list() };
}

/** Keeps the values with the highest counts, ties by text. */
export class Best {
  #held: TopValue[] = [];
  #least = 0;

  wants(count: number): boolean {
    return this.#held.length < topSize || count >= this.#least;
  }

  add(value: TopValue): void {
    this.#held.push(value);
    if (this.#held.length > 4 * topSize) this.#trim();
  }

  list(): TopValue[] {
    this.#trim();
    return this.#held;
  }

  #trim(): void {
    this.#held = this.#held.sort(byCount).slice(0, topSize);
    this.#least = this.#held.length < topSize ? 0 : this.#held.at(-1)!.count;
  }
}

const byCount = (a: TopValue, b: TopValue): number =>
  b.count - a.count || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);

/** 30 bins, or one for each whole number where there are fewer. */
function histogram(sorted: Float64Array): Histogram {
  const min = sorted[0]!;
  const max = sorted.at(-1)!;
  const whole = max - min < 30 && sorted.every((x) => Number.isInteger(x));
  const bins = min === max ? 1 : whole ? max - min + 1 : 30;
  const low = whole ? min - 0.5 : min;
  const width = whole ? 1 : max / bins - min / bins;
  const edges = Array.from({ length: bins + 1 }, (_, k) =>
    min === max ? [min - 0.5, max + 0.5][k]! : low + k * width,
  );
  if (!whole && min !== max) edges[bins] = max;
  const counts = new Array<number>(bins).fill(0);
  let k = 0;
  for (const x of sorted) {
    while (k < bins - 1 && x >= edges[k + 1]!) k += 1;
    counts[k]! += 1;
  }
  return { edges, counts };
}
