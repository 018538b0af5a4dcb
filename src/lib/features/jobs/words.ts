import { modelTitle } from '../train/plan.ts';
import { isOpen, type JobRecord } from '#lib/state/jobRecords.ts';
import type { StoredTask, TaskState } from '#lib/storage/schema.ts';
import type { IconName } from '#lib/ui/icons.ts';
import type { Tone } from '#lib/ui/types.ts';

interface StateWords {
  readonly word: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

/** A state is a word and a mark, never a colour alone. */
export const stateWords: Readonly<Record<TaskState, StateWords>> = {
  pending: { word: 'Waiting', icon: 'clock', tone: 'neutral' },
  running: { word: 'Running', icon: 'play', tone: 'accent' },
  paused: { word: 'Paused', icon: 'pause', tone: 'neutral' },
  completed: { word: 'Done', icon: 'circle-check', tone: 'positive' },
  failed: { word: 'Failed', icon: 'circle-x', tone: 'danger' },
  cancelled: { word: 'Cancelled', icon: 'x', tone: 'neutral' },
  interrupted: { word: 'Interrupted', icon: 'triangle-alert', tone: 'warning' },
};

/** "Random forest 2", where the recipe of the job says which model the key is of. */
function modelOf({ about, again }: StoredTask): string | null {
  if (about === undefined) return null;
  const model = again?.recipe.models.find((m) => m.key === about)?.model;
  return model === undefined ? null : modelTitle(model, about);
}

/** What a job is called wherever it is shown. */
export function jobTitle(task: StoredTask): string {
  const model = modelOf(task);
  if (model === null) return task.title;
  if (task.kind === 'train') return model;
  if (task.kind === 'tune') return `Tuning of ${model}`;
  return task.about === undefined ? task.title : task.title.replace(task.about, model);
}

/** The jobs as a person looks for them: what works, what waits, and the newest of what ended. */
export function groupsOf(
  records: readonly JobRecord[],
  turns: readonly string[],
): { working: JobRecord[]; waiting: JobRecord[]; ended: JobRecord[] } {
  const place = new Map(turns.map((id, i) => [id, i]));
  const open = records.filter(isOpen);
  const waits = (r: JobRecord): boolean => place.has(r.task.id);
  return {
    working: open.filter((r) => !waits(r)),
    waiting: open.filter(waits).sort((a, b) => place.get(a.task.id)! - place.get(b.task.id)!),
    ended: records.filter((r) => !isOpen(r)).sort((a, b) => endOf(b).localeCompare(endOf(a))),
  };
}

const endOf = ({ task }: JobRecord): string => task.endedAt ?? task.createdAt;

/** The same work on the same recipe is under way already. */
export const underWay = (records: readonly JobRecord[], { task }: JobRecord): boolean =>
  records.some((r) => isOpen(r) && r.task.kind === task.kind && r.task.about === task.about);
