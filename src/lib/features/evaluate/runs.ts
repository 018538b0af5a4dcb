import { modelSpecs } from '#lib/models/specs.ts';
import { resultAt } from '#lib/recipe/decision.ts';
import type { History } from '#lib/recipe/history.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Part } from '#lib/recipe/run.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import { lead, metricWords, scoreOf, scoreText } from './metric.ts';

export const modelTitle = (id: string): string =>
  (modelSpecs as Readonly<Record<string, { readonly title: string }>>)[id]?.title ?? id;

/** The best of the newest runs of the recipe's models, fresh ones first; else the newest of all. */
export function bestRun(
  newest: readonly { readonly run: StoredRun; readonly stale: boolean }[],
  all: readonly StoredRun[],
): StoredRun | undefined {
  const fresh = newest.filter((n) => !n.stale);
  const field = (fresh.length > 0 ? fresh : newest).map((n) => n.run);
  return (
    field.reduce<StoredRun | undefined>((a, b) => (a && !isBetter(b, a) ? a : b), undefined) ??
    all[0]
  );
}

function isBetter(a: StoredRun, b: StoredRun): boolean {
  const [x, y] = [a.result.judged, b.result.judged];
  if (x.value === null || y.value === null) return x.value !== null;
  return x.metric === y.metric && lead(x.metric, x.value, y.value) > 0;
}

/** Runs named in an address, in its order; those that are gone are left out. */
export function namedRuns(ids: readonly string[], all: readonly StoredRun[]): readonly StoredRun[] {
  return ids.flatMap((id) => all.find((r) => r.taskId === id) ?? []);
}

/** Why the run no longer tells about the recipe, in a few words; null when it does. */
export function staleWords(recipe: Recipe, history: History, run: StoredRun): string | null {
  const { result } = run;
  if (!recipe.models.some((m) => m.key === result.modelKey))
    return 'its model was left out of the recipe since';
  if (runKey(recipe, result.modelKey) === result.key) return null;
  const began = new Date(new Date(run.finishedAt).getTime() - result.seconds * 1000).toISOString();
  const since = history.moments.slice(0, history.cursor).filter((m) => m.at > began).length;
  if (since === 0) return 'trained on another state of the recipe';
  return since === 1 ? 'trained before the last edit' : `trained before the last ${since} edits`;
}

/** `14:02`, or with the day where it was another day. */
export function timeText(iso: string, now: Date): string {
  const at = new Date(iso);
  const clock = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === now.toDateString()) return clock;
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${clock}`;
}

/** A value of a parameter as text: `none` for null, `0.01`, `true`. */
export function paramText(value: unknown): string {
  if (value === undefined) return 'not set';
  if (value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What to say beside scores as training left them, where the threshold kept with the run has others; null where it has not. */
export function atHalfWords(run: StoredRun, part: Part, metrics: readonly string[]): string | null {
  const kept = resultAt(run).metrics[part];
  const own = run.result.metrics[part];
  const other = metrics.find((id) => scoreOf(kept, id) !== scoreOf(own, id));
  return other === undefined
    ? null
    : `Labels cut at 0.5, like those of every run here; the threshold kept with this one has ${metricWords(other).title} ${scoreText(other, scoreOf(kept, other))}`;
}
