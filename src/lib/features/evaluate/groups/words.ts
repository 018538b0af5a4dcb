import type { FittedSummary, RunResult, Stability, Unsupervised } from '#lib/recipe/run.ts';
import { counted } from '#lib/ui/format.ts';

/** A group's name, from 1 for people; rows in none, or unusual ones. */
export function groupName(task: RunResult['task'], label: number): string {
  if (task === 'anomaly') return label < 0 ? 'Unusual' : 'Usual';
  return label < 0 ? 'In no group' : `Group ${label + 1}`;
}

/** "4 groups, 12 rows in none" */
export function foundWords({ task }: Pick<RunResult, 'task'>, { sizes }: Unsupervised): string {
  const out = sizes.find((s) => s.label < 0)?.rows ?? 0;
  const all = sizes.reduce((sum, s) => sum + s.rows, 0);
  if (task === 'anomaly') return `${counted(out, 'unusual row')} of ${counted(all, 'row')}`;
  const groups = counted(sizes.filter((s) => s.label >= 0).length, 'group');
  return out > 0 ? `${groups}, ${counted(out, 'row')} in none` : groups;
}

/** What the agreement of samples says, by Steinley's bounds (2004): 0.9 excellent, 0.8 good, 0.65 moderate. */
export function stabilityWords({ mean }: Stability): string {
  if (mean >= 0.9) return 'other rows would give the same groups';
  if (mean >= 0.8) return 'other rows would give much the same groups';
  if (mean >= 0.65) return 'other rows would move part of the rows';
  return 'other rows would give other groups: do not lean on these';
}

export interface MeanRow {
  readonly feature: string;
  readonly means: readonly number[];
}

/** Columns by how far apart the groups' means are, in units of the rows' own spread over groups; the clearest first. */
export function clearest(means: NonNullable<FittedSummary['means']>, most: number): MeanRow[] {
  const features = means[0]?.map(([name]) => name) ?? [];
  const rows = features.map((feature, j) => ({ feature, means: means.map((own) => own[j]![1]) }));
  const range = ({ means: m }: MeanRow): number => {
    const size = Math.max(...m.map(Math.abs));
    return size === 0 ? 0 : (Math.max(...m) - Math.min(...m)) / size;
  };
  return rows.toSorted((a, b) => range(b) - range(a)).slice(0, most);
}
