import { modelSpecs } from '#lib/models/specs.ts';
import type { StoredRun } from '#lib/storage/schema.ts';
import type { Groups } from './paint.ts';

/** What the newest clustering found, by the row of the file; null where there is none. */
export function groupsIn(runs: readonly StoredRun[]): Groups | null {
  const run = runs.find((r) => r.result.task === 'clustering' && r.result.unsupervised);
  const found = run?.result.unsupervised;
  if (!run || !found) return null;
  const { title } = (modelSpecs as Record<string, { title: string }>)[run.result.model] ?? {
    title: run.result.model,
  };
  return {
    name: title,
    labels: new Map(Array.from(found.rid, (rid, i) => [rid, found.labels[i]!])),
  };
}
