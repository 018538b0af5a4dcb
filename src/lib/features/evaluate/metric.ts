import { metricSpecs, type MetricSpec } from '#lib/metrics/specs.ts';
import type { Interval, Part, RunResult, Scores } from '#lib/recipe/run.ts';
import { signed } from '#lib/ui/format.ts';
import { amount, plain } from '#lib/features/charts/words.ts';

type Words = Pick<MetricSpec, 'title' | 'summary' | 'better'>;

/** Words of a metric; one that a later version removed keeps its id. */
export const metricWords = (id: string): Words =>
  metricSpecs.find((m) => m.id === id) ?? {
    title: id,
    summary: 'Not known to this version.',
    better: 'higher',
  };

/** A metric's title inside a sentence: `accuracy`, but `ROC AUC` and `R²`. */
export function inSentence(id: string): string {
  const { title } = metricWords(id);
  return /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

const inUnits = new Set([
  ...['rmse', 'mae', 'mse', 'median_absolute_error', 'max_error', 'pinball_10', 'pinball_90'],
]);

/** A score as pages show it: 3 decimals, or by its size where it is in the unit of the target. */
export function scoreText(id: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return 'not defined';
  if (inUnits.has(id) || Math.abs(value) >= 1000) return amount(value);
  return plain(value, 3);
}

/** A difference of two scores, signed. */
export function differenceText(id: string, difference: number): string {
  if (inUnits.has(id) || Math.abs(difference) >= 1000)
    return (difference > 0 ? '+' : '') + amount(difference);
  return signed(difference);
}

export const scoreOf = (scores: Scores, id: string): number | null =>
  scores.find(([m]) => m === id)?.[1] ?? null;

export const intervalOf = (result: RunResult, part: Part): Interval | undefined =>
  result.intervals.find((i) => i.part === part);

/** Positive when `a` is better than `b` by this metric. */
export const lead = (id: string, a: number, b: number): number =>
  metricWords(id).better === 'higher' ? a - b : b - a;

/** `0.853 to 0.901`, or why there is none. */
export function intervalText({ metric, low, high }: Interval): string {
  if (low === null || high === null) return 'no interval: too few rows or one class';
  return `${scoreText(metric, low)} to ${scoreText(metric, high)}`;
}

export const partWords: Readonly<Record<Part, string>> = {
  train: 'training',
  validation: 'validation',
  test: 'test',
};

/** An axis on which score, interval and baseline are all seen. */
export function glyphDomain(values: readonly (number | null | undefined)[]): [number, number] {
  const known = values.filter((x): x is number => typeof x === 'number' && Number.isFinite(x));
  if (known.length === 0) return [0, 1];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - pad, high + pad];
}
