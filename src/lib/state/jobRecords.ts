import type { ErrorDetail } from '#lib/recipe/errors.ts';
import type { StoredCheckpoint, StoredTask, TaskState } from '#lib/storage/schema.ts';

/** A job as the pages see it: what is kept of it, and how it stands. */
export interface JobRecord {
  readonly task: StoredTask;
  /** 0 to 1, never going back. */
  readonly share: number;
  readonly note: string;
  /** By the clock of this page; null before it began, and for a job of before. */
  readonly startedAt: number | null;
  /** Since when it stands still; null where it does not. */
  readonly pausedAt: number | null;
  readonly error: ErrorDetail | null;
  /** Where an interrupted training can go on. */
  readonly checkpoint?: StoredCheckpoint | undefined;
  /** This tab does it, or did. */
  readonly mine: boolean;
  /** Ended without a result, and nobody has put that aside. */
  readonly told: boolean;
}

const openStates: ReadonlySet<TaskState> = new Set(['pending', 'running', 'paused']);

/** It waits, runs or rests. */
export const isOpen = ({ task }: { readonly task: Pick<StoredTask, 'state'> }): boolean =>
  openStates.has(task.state);

export const recordOf = (task: StoredTask, more: Partial<JobRecord> = {}): JobRecord => ({
  ...{ task, share: task.share ?? 0, note: '', startedAt: null, pausedAt: null },
  ...{ error: task.error ?? null, mine: false, told: false },
  ...more,
});

/** Of a look that a page makes for itself: it works at once, and nothing is kept of it. */
export const lookRecord = (
  of: Pick<StoredTask, 'id' | 'projectId' | 'title' | 'createdAt' | 'tab'>,
): JobRecord =>
  recordOf(
    { ...of, kind: 'look', state: 'running', endedAt: null, recipeHash: '' },
    { mine: true, startedAt: performance.now() },
  );

/** Seconds at work so far, or in all. */
export function secondsOf(record: JobRecord, now: number): number {
  if (record.startedAt === null) return record.task.seconds ?? 0;
  return Math.max(0, ((record.pausedAt ?? now) - record.startedAt) / 1000);
}

/** With a change; the share only grows, and time at rest is not time at work. */
export function changed(
  record: JobRecord,
  change: Partial<JobRecord>,
  state: TaskState | undefined,
): JobRecord {
  const next = { ...record, ...change };
  const share = Math.max(record.share, change.share ?? 0);
  return { ...next, share, task: state ? { ...next.task, state } : next.task };
}

/** How an act that ended by an error stands. */
export function stateAfter(error: ErrorDetail): TaskState {
  if (error.code === 'cancelled') return 'cancelled';
  return error.code === 'dead-worker' ? 'interrupted' : 'failed';
}

/** Of how many ended jobs the device keeps what they were; results are kept beside. */
const remembered = 200;

/** Ended jobs, the oldest, that are no longer remembered; none that can go on. */
export const forgotten = (
  tasks: readonly StoredTask[],
  canGoOn: (id: string) => boolean,
): readonly StoredTask[] =>
  tasks
    .filter((task) => !isOpen({ task }) && !canGoOn(task.id))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(remembered);
