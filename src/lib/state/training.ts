import type { ErrorDetail } from '#lib/recipe/errors.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { runtimeOf, versionsOf, type RunRecord, type RunSeal } from '#lib/recipe/runRecord.ts';
import type { StoredCheckpoint, StoredRun, StoredTask, TaskState } from '#lib/storage/schema.ts';

/** A training that is waiting, running or ended without a result. */
export interface Training {
  readonly task: StoredTask;
  readonly modelKey: string;
  readonly share: number;
  readonly note: string;
  readonly startedAt: number | null;
  /** Since when it stands still; null where it does not. */
  readonly pausedAt?: number | null;
  readonly error: ErrorDetail | null;
  /** Where an interrupted training can go on. */
  readonly checkpoint?: StoredCheckpoint | undefined;
}

const openStates: ReadonlySet<TaskState> = new Set(['pending', 'running', 'paused']);

export const started = (task: StoredTask, modelKey: string): Training => ({
  task,
  modelKey,
  share: 0,
  note: '',
  startedAt: null,
  error: null,
});

/** It waits, runs or rests. */
export const isOpen = ({ task }: Pick<Training, 'task'>): boolean => openStates.has(task.state);

/** What is kept of a run that was made on this device just now. */
export const recordOf = (
  recipe: Recipe,
  modelKey: string,
  fitted: FittedRun,
  seal: RunSeal,
): RunRecord => ({
  recipe,
  versions: versionsOf(recipe, modelKey, fitted, runtimeOf(navigator.userAgent)),
  seal,
});

export const newestFirst = (a: StoredRun, b: StoredRun): number =>
  a.finishedAt < b.finishedAt ? 1 : -1;
