import { metricSpec, type MetricId } from '#lib/metrics/specs.ts';
import type { Leak } from '#lib/recipe/leakage.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { targetOf } from '#lib/recipe/recipe.ts';
import type { Part, RunResult, Scores } from '#lib/recipe/run.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

/** A run as the leaderboard ranks it. */
export interface Ranked {
  readonly run: StoredRun;
  readonly stale: boolean;
  /** 1 for the best; null for a run without a score. */
  readonly rank: number | null;
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Score less the best one's; 0 for the best. */
  readonly difference: number | null;
  /** The intervals of this run and the best one overlap: the order of the two is not clear. */
  readonly tie: boolean;
  /** Columns that give the target away, which it learned from: no rank may rest on such a score. */
  readonly leaks: readonly Leak[];
}

export interface Board {
  readonly metric: MetricId;
  readonly part: Part;
  readonly rows: readonly Ranked[];
  readonly baseline: { readonly score: number | null; readonly scores: Scores } | null;
  /** Ends of the axis that all rows share, and its ticks. */
  readonly domain: readonly [number, number];
}

interface Entry {
  readonly run: StoredRun;
  readonly stale: boolean;
  readonly leaks?: readonly Leak[];
}

/** Ranks runs that are judged by the same metric on the same part as the newest; the others are left out. */
export function boardOf(entries: readonly Entry[]): Board | null {
  const newest = entries.toSorted((a, b) => (a.run.finishedAt < b.run.finishedAt ? 1 : -1))[0];
  if (!newest) return null;
  const { metric, part } = newest.run.result.judged;
  const alike = entries.filter(({ run }) => sameJudge(run.result, newest.run.result));
  const rows = ranked(alike, metric as MetricId);
  const scores = newest.run.result.baseline[part];
  const baseline = scores.length > 0 ? { score: scoreOf(scores, metric), scores } : null;
  return {
    metric: metric as MetricId,
    part,
    rows,
    baseline,
    domain: domainOf(rows, baseline?.score ?? null),
  };
}

const sameJudge = (a: RunResult, b: RunResult): boolean =>
  a.judged.metric === b.judged.metric && a.judged.part === b.judged.part;

/** Whether a run answers the question that the recipe asks now. */
export const answers = (run: StoredRun, recipe: Recipe): boolean =>
  (run.result.target || null) === targetOf(recipe) && run.result.task === recipe.task;

function ranked(entries: readonly Entry[], metric: MetricId): Ranked[] {
  const way = metricSpec(metric).better === 'higher' ? 1 : -1;
  const key = ({ run }: Entry): number => (run.result.judged.value ?? NaN) * way;
  const order = entries.toSorted(
    (a, b) =>
      Number(isBlocked(a)) - Number(isBlocked(b)) ||
      compareScores(sortable(key(b)), sortable(key(a))),
  );
  const best = order.find((e) => !isBlocked(e) && e.run.result.judged.value !== null)?.run.result
    .judged;
  return order.map((entry, i) => {
    const { run, stale, leaks = [] } = entry;
    const { value, low, high } = run.result.judged;
    const ranks = value !== null && !isBlocked(entry);
    return {
      run,
      stale,
      rank: ranks ? i + 1 : null,
      score: value,
      low,
      high,
      difference: !ranks || !best || best.value === null ? null : value - best.value,
      tie:
        ranks &&
        best !== undefined &&
        run.result.judged !== best &&
        overlap(run.result.judged, best),
      leaks,
    };
  });
}

const isBlocked = ({ leaks }: Entry): boolean => (leaks?.length ?? 0) > 0;

/** Two runs without a score keep their order. */
const compareScores = (a: number, b: number): number => (a === b ? 0 : a - b);

const sortable = (x: number): number => (Number.isNaN(x) ? -Infinity : x);

interface Span {
  readonly low: number | null;
  readonly high: number | null;
}

export const overlap = (a: Span, b: Span): boolean =>
  a.low !== null &&
  a.high !== null &&
  b.low !== null &&
  b.high !== null &&
  a.low <= b.high &&
  b.low <= a.high;

export const scoreOf = (scores: Scores, metric: string): number | null =>
  scores.find(([id]) => id === metric)?.[1] ?? null;

function domainOf(rows: readonly Ranked[], baseline: number | null): readonly [number, number] {
  const values = [...rows.flatMap((r) => [r.score, r.low, r.high]), baseline].filter(
    (x): x is number => x !== null && Number.isFinite(x),
  );
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.04;
  return [low - room, high + room];
}

/** Further columns: what the primary score does not say. */
export const sideMetrics = (task: Task): readonly MetricId[] => others[task];

const others = {
  binary: ['accuracy', 'f1', 'log_loss'],
  multiclass: ['f1_macro', 'balanced_accuracy', 'log_loss'],
  regression: ['rmse', 'mae'],
  clustering: ['davies_bouldin', 'calinski_harabasz'],
  anomaly: [],
} as const satisfies Record<Task, readonly MetricId[]>;

const inUnits: ReadonlySet<string> = new Set([
  'rmse',
  'mae',
  'mse',
  'median_absolute_error',
  'max_error',
]);

/** Scores with three decimals; errors in the target's unit with four digits, large ones whole. */
export function scoreText(value: number | null, metric: string): string {
  if (value === null) return '–';
  if (!inUnits.has(metric)) return withoutMinusZero(value.toFixed(3));
  const short = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
  return withoutMinusZero(short.toLocaleString('en', { maximumFractionDigits: 6 }));
}

/** "−0.022", "+0.004", "0.000" */
export function differenceText(difference: number, metric: string): string {
  const text = scoreText(difference, metric);
  return /[1-9]/.test(text) && difference > 0 ? `+${text}` : text;
}

const withoutMinusZero = (text: string): string =>
  /[1-9]/.test(text) ? text.replace('-', '−') : text.replace('-', '');
