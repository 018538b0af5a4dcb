import type {
  Histogram,
  NumberShape,
  NumberSummary,
  Suspect,
  TopValue,
} from '#lib/recipe/profile.ts';
import { withSorted } from './kernels.ts';
import { CountsKey } from './profile/fingerprint.ts';
import { shapeOf } from './profile/shape.ts';
import type { Moments } from './profile/moments.ts';
import { countBelow, quantile } from './profile/sorted.ts';

export interface NumberFacts {
  readonly summary: NumberSummary | null;
  readonly shape: NumberShape | null;
  readonly suspects: readonly Suspect[];
  /** How many are NaN. */
  readonly absent: number;
  /** Of the finite values. */
  readonly distinct: number;
  readonly top: readonly TopValue[];
  /** The multiset of counts, as one number. */
  readonly countsKey: number;
}

/**
 * Describes numbers as pandas, numpy and scipy do: std with ddof 1, g1 skew, g2 kurtosis, linear quantiles. Moments are
 * taken around the mean in a second pass (Chan, Golub, LeVeque 1983), so that 1e15 ± 1 keeps its digits. Infinities
 * are counted, and left out of the rest.
 * @param values NaN missing; not changed
 */
export const describeNumbers = (values: Float64Array): NumberFacts =>
  withSorted(values, (all, momentsOf) => {
    const first = countBelow(all, -Infinity, true);
    const end = countBelow(all, Infinity, false);
    const sorted = all.subarray(first, end);
    const found = describeSorted(sorted, all.length - sorted.length, () => momentsOf(sorted));
    return { ...found, absent: values.length - all.length };
  });

function describeSorted(
  sorted: Float64Array,
  infinite: number,
  moments: () => Moments,
): Omit<NumberFacts, 'absent'> {
  const n = sorted.length;
  const { distinct, top, countsKey } = runs(sorted);
  if (n === 0) return { summary: null, shape: null, suspects: [], distinct, top, countsKey };
  const { mean, m2, m3, m4, whole } = moments();
  const std = n > 1 ? Math.sqrt(m2 / (n - 1)) : NaN;
  const flat = sorted[0] === sorted[n - 1];
  const q = (p: number): number => quantile(sorted, p);
  const quartiles = [q(0.25), q(0.5), q(0.75)] as const;
  const summary: NumberSummary = {
    min: sorted[0]!,
    max: sorted[n - 1]!,
    mean,
    std: flat && n > 1 ? 0 : std,
    skew: flat ? NaN : m3 / n / (m2 / n) ** 1.5,
    quantiles: {
      p01: q(0.01),
      p05: q(0.05),
      p25: quartiles[0],
      p50: quartiles[1],
      p75: quartiles[2],
      p95: q(0.95),
      p99: q(0.99),
    },
    zeros: countBelow(sorted, 0, true) - countBelow(sorted, 0, false),
    negatives: countBelow(sorted, 0, false),
    histogram: histogram(sorted),
  };
  const kurtosis = flat ? NaN : m4 / n / (m2 / n) ** 2 - 3;
  const { shape, suspects } = shapeOf({ sorted, infinite, kurtosis, quartiles, whole });
  return { summary, shape, suspects, distinct, top, countsKey };
}

const topSize = 20;

interface Runs {
  readonly distinct: number;
  readonly top: TopValue[];
  readonly countsKey: number;
}

function runs(sorted: Float64Array): Runs {
  let distinct = 0;
  const best = new Best();
  const counts = new CountsKey();
  for (let i = 0; i < sorted.length;) {
    let j = i + 1;
    while (j < sorted.length && sorted[j] === sorted[i]) j += 1;
    distinct += 1;
    counts.add(j - i);
    const value = sorted[i]!;
    if (best.wantsNumber(value, j - i)) best.add({ value: String(value), count: j - i });
    i = j;
  }
  return { distinct, top: best.list(), countsKey: counts.value() };
}

/** Keeps the values with the highest counts, ties by text. */
export class Best {
  #held: TopValue[] = [];
  #least = 0;
  /** The text that sorts last of those held that come least often, when they were last looked through. */
  #last = '\uffff';

  wants(count: number): boolean {
    return this.#held.length < topSize || count >= this.#least;
  }

  /** The same, without the text of most numbers that come as often as the last one held, and after it. */
  wantsNumber(value: number, count: number): boolean {
    if (this.#held.length < topSize || count > this.#least) return true;
    return count === this.#least && !sortsAfter(value, this.#last);
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
    if (this.#held.length < topSize) return;
    ({ count: this.#least, value: this.#last } = this.#held.at(-1)!);
  }
}

/** True only where the number's text surely sorts after `text`, another number's. */
function sortsAfter(x: number, text: string): boolean {
  if (text.startsWith('-')) return x >= 0;
  if (!text.startsWith('0')) return x >= 1 && x >= beyondDigit(text, x);
  if (x >= 1 || (x > 0 && x < 1e-6)) return true;
  return x >= 1e-6 && text.startsWith('0.') && x > Number(text);
}

/** Of the size of x, the least number whose first digit is above that of `text`. */
function beyondDigit(text: string, x: number): number {
  let power = 1;
  while (power < 1e21 && x >= 10 * power) power *= 10;
  return power >= 1e21 ? Infinity : (text.charCodeAt(0) - 47) * power;
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
  // A value on an edge belongs to the bin that begins there, and all from the last bin on to that one.
  const ends = edges.slice(1, bins).map((edge) => countBelow(sorted, edge, false));
  const bounds = [0, ...ends, sorted.length];
  const counts = Array.from({ length: bins }, (_, k) => bounds[k + 1]! - bounds[k]!);
  return { edges, counts };
}
