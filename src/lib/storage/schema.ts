import type { Decision } from '#lib/recipe/decision.ts';
import type { DBSchema } from 'idb';
import type { AutoAsk } from '#lib/recipe/automl.ts';
import type { CrossValidated } from '#lib/recipe/folds.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { ErrorDetail } from '#lib/recipe/errors.ts';
import type { History } from '#lib/recipe/history.ts';
import type { LeakReport } from '#lib/recipe/leakage.ts';
import type { LogEntry } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Guess, InferredColumn } from '#lib/recipe/reading.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Relations } from '#lib/recipe/relations.ts';
import type { RegisteredModel } from '#lib/recipe/registry.ts';
import type { FittedRun, RunResult } from '#lib/recipe/run.ts';
import type { Again } from '#lib/recipe/runAgain.ts';
import type { RunNotes, RunRecord } from '#lib/recipe/runRecord.ts';
import type { StudyAsk } from '#lib/recipe/study.ts';
import type { Judging, Trial, TuneAsk } from '#lib/recipe/tuning.ts';

export const storageVersion = 5;

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
  /** Where the file came from; unknown in projects of before. */
  readonly origin?: Origin;
}

export interface Origin {
  readonly kind: 'file' | 'address' | 'paste' | 'sample';
  readonly address?: string;
}

/** A finished run; `taskId` is unique on this device. */
export interface StoredRun {
  readonly projectId: string;
  readonly taskId: string;
  readonly finishedAt: string;
  readonly result: RunResult;
  /** The threshold that someone chose for it, and by which costs. */
  readonly decision?: Decision;
  /** With what it was made, to do it once more; absent in runs of before version 4. */
  readonly record?: RunRecord;
  /** What a person says of it. */
  readonly said?: RunNotes;
  /** Its scores over folds, the last that were asked for. */
  readonly folded?: CrossValidated;
  /** How it came out the last time that it was done once more. */
  readonly again?: Again;
  /** The trial of a search that it is of. */
  readonly trial?: TrialName;
}

export interface TrialName {
  /** `StoredSearch.id`. */
  readonly search: string;
  readonly number: number;
}

/** A search of a model's settings with every trial, each a light record: settings, seed, score a fold, time; no models. */
export interface StoredSearch {
  readonly projectId: string;
  /** That of the job which began it; it keeps it when it goes on. */
  readonly id: string;
  /** The job that did it last. */
  readonly job: string;
  readonly modelKey: string;
  /** As it was; a trial's settings are set on top of it. */
  readonly recipe: Recipe;
  readonly ask: TuneAsk;
  /** null until the first folds were made. */
  readonly judged: Judging | null;
  /** By number, as far as they are done. */
  readonly trials: readonly Trial[];
  readonly startedAt: string;
  /** null while it works, and where the page went away. */
  readonly endedAt: string | null;
  /** Ended by hand before its budget was spent. */
  readonly stopped: boolean;
  /** Seconds at work, those before an interruption counted. */
  readonly worked: number;
}

/** What is said of a run after it was kept. */
export interface RunChange extends Partial<Pick<StoredRun, 'said' | 'again' | 'folded'>> {
  /** null takes back what was kept: labels are cut at 0.5 again, and nobody chose that. */
  readonly decision?: Decision | null;
}

export type TaskState =
  'pending' | 'running' | 'paused' | 'completed' | 'failed' | 'cancelled' | 'interrupted';

/** Acts long enough to have a place in the queue. */
export type JobKind = 'train' | 'tune' | 'automl' | 'study' | 'look';

/** Everything needed to do a job once more, to the last bit: plain data, the recipe as it was. */
export type JobAgain =
  | { readonly kind: 'train'; readonly recipe: Recipe; readonly modelKey: string }
  | {
      readonly kind: 'tune';
      readonly recipe: Recipe;
      readonly modelKey: string;
      readonly ask: TuneAsk;
    }
  | {
      readonly kind: 'automl';
      readonly before: Recipe;
      readonly edit: Edit | null;
      readonly recipe: Recipe;
      readonly wish: Pick<AutoAsk, 'mode' | 'budget'>;
    }
  | {
      readonly kind: 'study';
      readonly name: string;
      readonly recipe: Recipe;
      readonly modelKey: string;
      readonly ask: StudyAsk;
    };

/** What survives of a task beside its result, so that a reload can say what was interrupted and do it again. */
export interface StoredTask {
  readonly id: string;
  readonly projectId: string;
  readonly kind: JobKind;
  readonly title: string;
  readonly state: TaskState;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly recipeHash: string;
  /** The model's key; like all that follows it is unknown of tasks of before. */
  readonly about?: string;
  /** The page that does it. */
  readonly tab?: string;
  readonly priority?: number;
  readonly startedAt?: string;
  /** How long it worked; pauses do not count. */
  readonly seconds?: number;
  /** How far it came, 0 to 1. */
  readonly share?: number;
  readonly error?: ErrorDetail;
  readonly again?: JobAgain;
}

/** How far a training had come, to go on from there after a reload. */
export interface StoredCheckpoint {
  readonly taskId: string;
  readonly projectId: string;
  /** `runKey`: it is of use for a run of this very key. */
  readonly recipeHash: string;
  /** Of the whole run, 0 to 1. */
  readonly share: number;
  readonly state: unknown;
}

/** What was found out about a project's table, so that it need not be found out again. */
export interface StoredTable {
  readonly projectId: string;
  /** Why the file, and each of its columns, was read as it was; for the reading with this key. */
  readonly reading: ({ readonly key: string } & StoredReading) | null;
  /** For the table with this `tableKey`. */
  readonly profile: { readonly key: string; readonly profile: TableProfile } | null;
  /** For the table, the target and the features with this key. */
  readonly relations?: { readonly key: string; readonly relations: Relations };
  /** For the cleaned table, the target and the training rows with this key. */
  readonly leaks?: { readonly key: string; readonly report: LeakReport };
  /** A few rows, to be seen without opening the project. */
  readonly first?: StoredRows;
}

/** A table's own entry, its long lists emptied: they stand in so many parts. */
export interface StoredTableHead extends StoredTable {
  /** None in entries of before: those are whole. */
  readonly parts?: { readonly columns?: number; readonly inferred?: number };
}

/** Some items of a long list of a table, under a key that begins with the project's. */
export interface StoredTablePart {
  readonly projectId: string;
  readonly list: readonly unknown[];
}

export interface StoredReading {
  readonly guesses: readonly Guess[];
  /** By the columns of the file, as its texts alone say; null where that is not known. */
  readonly inferred?: readonly InferredColumn[] | null;
}

export interface StoredRows {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
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
  /** Since version 4: names that runs of a project are registered under. */
  registry: {
    key: [string, string];
    value: RegisteredModel & { readonly projectId: string };
    indexes: { projectId: string };
  };
  /** Since version 5. */
  searches: { key: [string, string]; value: StoredSearch; indexes: { projectId: string } };
  /** Since version 2. */
  tables: { key: string; value: StoredTableHead | StoredTablePart };
  /** Since version 3. */
  checkpoints: { key: string; value: StoredCheckpoint; indexes: { projectId: string } };
}
