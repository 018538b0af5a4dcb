import { titleOf, type Better, type SearchRange, type TuneParams } from '#lib/recipe/tuning.ts';

/** A trial as the charts draw it. */
export interface Tried {
  readonly number: number;
  readonly params: TuneParams;
  readonly score: number;
}

/** The trials of one model and what was searched of it. */
export interface TrialGroup {
  readonly title: string;
  readonly space: readonly SearchRange[];
  readonly trials: readonly Tried[];
}

/** Fewer say nothing of any setting. */
export const fewestTrials = 4;

/** Where a value stands in its range, 0 to 1; null where it is outside. For drawing only. */
export function placeOf(range: SearchRange, value: unknown): number | null {
  if (range.kind === 'choice') {
    const at = range.values.findIndex((v) => v === value);
    return at < 0 ? null : (at + 0.5) / range.values.length;
  }
  if (typeof value !== 'number' || value < range.min || value > range.max) return null;
  const { min, max, log } = range;
  return log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
}

/** "0.09", "distance", "on" */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(3)));
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === null || value === undefined ? 'none' : String(value as string);
}

/** The ends of a range in words, or its choices. */
export const endsOf = (range: SearchRange): readonly string[] =>
  range.kind === 'choice' ? range.values.map(valueText) : [range.min, range.max].map(valueText);

/**
 * For each setting, the share of the scores' variance that it alone explains: ε² of the scores over its choices, or over
 * at most five equal parts of its range (Kelley 1935: the correlation ratio, less what chance gives). It tells main
 * effects, as the first-order terms of functional ANOVA do (Hutter and others 2014), and nothing of settings that only
 * matter together.
 */
export function importanceOf({ space, trials }: TrialGroup): readonly {
  readonly name: string;
  readonly share: number;
}[] {
  const scores = trials.map((t) => t.score);
  const total = variation(scores);
  return space
    .map((range) => ({
      name: titleOf(range),
      share: total === 0 ? 0 : shareOf(range, trials, total),
    }))
    .toSorted((a, b) => b.share - a.share);
}

function shareOf(range: SearchRange, trials: readonly Tried[], total: number): number {
  const cells = range.kind === 'choice' ? range.values.length : partsFor(trials.length);
  const groups = new Map<number, number[]>();
  for (const { params, score } of trials) {
    const place = placeOf(range, params[range.name]);
    // What lies outside the range, such as a default, is a part of its own.
    const cell = place === null ? -1 : Math.min(cells - 1, Math.floor(place * cells));
    groups.set(cell, [...(groups.get(cell) ?? []), score]);
  }
  const [n, k] = [trials.length, groups.size];
  if (n <= k) return 0;
  let within = 0;
  for (const own of groups.values()) within += variation(own);
  return Math.max(0, 1 - (within / (n - k)) * ((n - 1) / total));
}

const partsFor = (n: number): number => Math.max(2, Math.min(5, Math.floor(n / 4)));

function variation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
}

/** From worst, 0, to best, 1, by rank: a few bad trials would leave all others one colour. */
export function standing(trials: readonly Tried[], better: Better): ReadonlyMap<number, number> {
  const sign = better === 'higher' ? 1 : -1;
  const order = trials.toSorted((a, b) => sign * (a.score - b.score));
  return new Map(order.map((t, i) => [t.number, i / Math.max(1, order.length - 1)]));
}
