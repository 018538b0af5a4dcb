import type { DBSchema } from 'idb';
import type { History } from '#lib/recipe/history.ts';
import type { LogEntry } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, RunResult } from '#lib/recipe/run.ts';

export const storageVersion = 1;

/** A project as it is kept: the recipe, how it came about, and enough to list it. */
export interface StoredProject {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Grows by one with each save; a stale writer is refused (two tabs). */
  readonly revision: number;
  readonly recipe: Recipe;
  readonly history: History;
  readonly rows: number;
}

/** A finished run; `taskId` is unique on this device. */
export interface StoredRun {
  readonly projectId: string;
  readonly taskId: string;
  readonly finishedAt: string;
  readonly result: RunResult;
}

export type TaskState =
  'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'interrupted';

/** What survives of a task beside its result, so that a reload can say what was interrupted. */
export interface StoredTask {
  readonly id: string;
  readonly projectId: string;
  readonly kind: 'train';
  readonly title: string;
  readonly state: TaskState;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly recipeHash: string;
}

export interface StoredLog {
  readonly projectId: string;
  /** Position in the project's log, from 0. */
  readonly n: number;
  readonly entry: LogEntry;
}

export interface TabwiseDb extends DBSchema {
  projects: { key: string; value: StoredProject; indexes: { updatedAt: string } };
  runs: { key: [string, string]; value: StoredRun; indexes: { projectId: string } };
  models: {
    key: [string, string];
    value: { projectId: string; taskId: string; fitted: FittedRun };
    indexes: { projectId: string };
  };
  tasks: { key: string; value: StoredTask; indexes: { projectId: string } };
  logs: { key: [string, number]; value: StoredLog; indexes: { projectId: string } };
}
