import type { Store } from '#lib/storage/db.ts';

/** The newest run of a project: its honest score with interval and baseline. */
export interface LastScore {
  readonly runs: number;
  readonly title: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly baseline: number | null;
}

export async function lastScore(store: Store, projectId: string): Promise<LastScore | null> {
  const runs = await store.runs(projectId);
  const newest = runs.reduce<(typeof runs)[number] | null>(
    (best, run) => (best === null || run.finishedAt > best.finishedAt ? run : best),
    null,
  );
  if (!newest) return null;
  const { metricSpecs } = await import('#lib/metrics/specs.ts');
  const { judged, baseline } = newest.result;
  const spec = metricSpecs.find((m) => m.id === judged.metric);
  const dummy = baseline[judged.part].find(([metric]) => metric === judged.metric)?.[1] ?? null;
  const { value, low, high } = judged;
  return {
    runs: runs.length,
    title: spec?.title ?? judged.metric,
    value,
    low,
    high,
    baseline: dummy,
  };
}
