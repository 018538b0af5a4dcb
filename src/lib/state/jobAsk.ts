import type { Pool } from '#lib/client/pool.ts';
import type { Act, Lane } from '#lib/client/queue.ts';
import type { Store } from '#lib/storage/db.ts';
import type { JobAgain, JobKind, StoredTask } from '#lib/storage/schema.ts';
import type { Console } from './console.svelte.ts';
import type { JobRecord } from './jobRecords.ts';

/** A job to be put in the queue. */
export interface JobAsk<T> {
  readonly kind: JobKind;
  readonly title: string;
  /** The model's key. */
  readonly about?: string;
  readonly recipeHash: string;
  readonly again: JobAgain;
  /** Keeps the result and the ended task, together or not at all; without it the task alone is kept. */
  readonly keep?: (value: T, task: StoredTask) => Promise<void>;
}

/** How far it is, and what it is at. */
export type Tell = (share: number, note?: string) => void;

/** Searches and studies are behind a training that someone waits for. */
export const placing: Readonly<
  Record<JobKind, { readonly lane: Lane; readonly priority: number }>
> = {
  train: { lane: 'train', priority: 0 },
  tune: { lane: 'search', priority: -1 },
  automl: { lane: 'search', priority: -1 },
  study: { lane: 'look', priority: -1 },
  look: { lane: 'page', priority: 1 },
};

export interface JobParts {
  readonly pool: Pool;
  readonly store: Store | null;
  readonly console: Console;
  readonly projectId: string;
  /** Another tab's jobs came further. */
  readonly heard: () => void;
  /** One of this tab's ended, by itself. */
  readonly ended: (record: JobRecord) => void;
}

/** The act, heard when its first part has a worker. */
export const watched = (act: Act, begin: () => void): Act => ({
  id: act.id,
  get over() {
    return act.over;
  },
  run: (table, work) =>
    act.run(table, (api, id, gather) => {
      begin();
      return work(api, id, gather);
    }),
  halt: () => act.halt(),
  later: (ms, then) => act.later(ms, then),
  worked: () => act.worked(),
});
