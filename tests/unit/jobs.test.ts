import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RestingJob } from '#lib/client/job.ts';
import type { Pool, TableAsk, Work } from '#lib/client/pool.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import { fullRecipe } from './recipe.support.ts';
import { project } from './storage.support.ts';

/** The jobs of a project over a device, on a pool whose parts end when they are told to; runes are plain values here. */

vi.stubGlobal(
  '$state',
  Object.assign(<T>(x: T): T => x, { raw: <T>(x: T): T => x }),
);
const { Jobs } = await import('#lib/state/jobs.svelte.ts');
type Jobs = InstanceType<typeof Jobs>;
const recipe = fullRecipe();

let db: Database;
let store: Store;
let said: string[];
let open: Map<string, { end: (value: unknown) => void; fail: (error: Error) => void }>;
let tabs: Jobs[];
/** The tabs that live, as the browser's locks tell: name to those who wait for its end. */
let locks: Map<string, { free: () => void; waits: (() => void)[] }>;

const refused = (code: 'cancelled' | 'dead-worker' | 'singular'): EngineError =>
  new EngineError({ code, what: 'It ended', where: {}, remedy: 'Try again.' });

const pool = {
  size: 1,
  run<T>(ask: TableAsk, work: Work<T>): RestingJob<T> {
    const id = ask.id ?? 'part';
    const promise = new Promise<T>((end, fail) =>
      open.set(id, { end: end as (value: unknown) => void, fail }),
    );
    void work({} as never, id, () => []);
    const nothing = (): void => undefined;
    const cancel = (): void => open.get(id)!.fail(refused('cancelled'));
    return { id, promise, cancel, pause: nothing, resume: nothing };
  },
} as unknown as Pool;

function tab(ended: string[] = []): Jobs {
  const say = (_id: string, { message }: LogEvent): void => void said.push(message);
  const jobs = new Jobs({
    ...{ pool, store, projectId: 'p', console: { say } as never },
    heard: () => undefined,
    ended: ({ task }) => ended.push(`${task.title} ${task.state}`),
  });
  tabs.push(jobs);
  return jobs;
}

const train = (jobs: Jobs, title: string) => {
  const { id, promise } = jobs.add<number>(
    {
      ...{ kind: 'train', title, about: title, recipeHash: 'abc' },
      again: { kind: 'train', recipe, modelKey: title },
    },
    (act) =>
      act.run({ key: 'k', provide: () => Promise.reject(new Error('no')), own: true }, () =>
        Promise.resolve(0),
      ),
  );
  promise.catch(() => undefined);
  return id;
};
const states = (jobs: Jobs): string[] =>
  jobs.records.map(({ task }) => `${task.title} ${task.state}`);
const kept = async (): Promise<string[]> =>
  (await store.tasks('p')).map((t) => `${t.title} ${t.state}`).sort();

beforeEach(async () => {
  [said, open, tabs, locks] = [[], new Map(), [], new Map()];
  vi.stubGlobal('navigator', {
    locks: {
      request: (name: string, ...more: unknown[]) => {
        const then = more.at(-1) as () => unknown;
        const held = locks.get(name);
        if (held) held.waits.push(then as () => void);
        else {
          const made = then();
          if (made instanceof Promise)
            locks.set(name, { waits: [], free: () => locks.delete(name) });
        }
        return Promise.resolve();
      },
    },
  });
  db = await openDatabase(
    () => undefined,
    () => undefined,
  );
  store = new Store(db);
  await store.saveProject(project('p', 1));
});
afterEach(async () => {
  for (const jobs of tabs) jobs.close();
  db.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('tabwise').onsuccess = resolve;
  });
});
/** The page goes away: what it held is free. */
const gone = (): void => {
  for (const [name, { free, waits }] of [...locks]) {
    free();
    locks.delete(name);
    for (const then of waits) then();
  }
};

describe('jobs', () => {
  it('are kept as they wait, work and end, and told when they end by themselves', async () => {
    const ended: string[] = [];
    const jobs = tab(ended);
    const [a, b, c] = ['a', 'b', 'c'].map((title) => train(jobs, title));
    await vi.waitFor(() => expect(states(jobs)).toEqual(['a running', 'b pending', 'c pending']));
    await vi.waitFor(async () =>
      expect(await kept()).toEqual(['a running', 'b pending', 'c pending']),
    );
    open.get(a!)!.end(1);
    await vi.waitFor(() => expect(jobs.of(b!)?.task.state).toBe('running'));
    open.get(b!)!.fail(refused('singular'));
    await vi.waitFor(() => expect(jobs.of(c!)?.task.state).toBe('running'));
    jobs.cancel(c!);
    await vi.waitFor(async () =>
      expect(await kept()).toEqual(['a completed', 'b failed', 'c cancelled']),
    );
    expect(jobs.of(b!)?.error?.code).toBe('singular');
    expect(ended).toEqual(['a completed', 'b failed']);
    expect(jobs.open).toEqual([]);
  });

  it('that were under way when the page went are interrupted in the next, once, with what is kept', async () => {
    const first = tab();
    const [a] = ['a', 'b'].map((title) => train(first, title));
    first.checkpoints.keep({ taskId: a!, recipeHash: 'abc', share: 0.4, state: {} });
    await vi.waitFor(async () => expect(await kept()).toEqual(['a running', 'b pending']));
    await first.checkpoints.of(a!);
    gone();
    const next = tab();
    await next.lead();
    await vi.waitFor(() => expect(states(next)).toEqual(['a interrupted', 'b interrupted']));
    await next.restore();
    expect(next.of(a!)?.checkpoint?.share).toBe(0.4);
    expect(next.records.map((r) => [r.told, r.task.again?.kind])).toEqual([
      [true, 'train'],
      [true, 'train'],
    ]);
    expect(said).toEqual([
      'a was interrupted when the page closed, and can go on where it was',
      'b was interrupted when the page closed; nothing else is lost',
    ]);
    expect(await kept()).toEqual(['a interrupted', 'b interrupted']);
  });

  it('are interrupted without an error when the project is left, and what waited never begins', async () => {
    const ended: string[] = [];
    const jobs = tab(ended);
    const [a] = ['a', 'b'].map((title) => train(jobs, title));
    await vi.waitFor(async () => expect(await kept()).toEqual(['a running', 'b pending']));
    jobs.close();
    open.get(a!)!.fail(refused('dead-worker'));
    await vi.waitFor(async () => expect(await kept()).toEqual(['a interrupted', 'b pending']));
    expect([jobs.of(a!)?.error, [...open.keys()], ended]).toEqual([null, [a], []]);
  });

  it('of a tab that lives are shown in another, and interrupted only when that tab goes', async () => {
    const first = tab();
    train(first, 'a');
    await vi.waitFor(async () => expect(await kept()).toEqual(['a running']));
    const other = tab();
    await other.lead();
    expect(states(other)).toEqual(['a running']);
    expect(other.records[0]!.mine).toBe(false);
    gone();
    await vi.waitFor(() => expect(states(other)).toEqual(['a interrupted']));
  });

  it('do not count the time at rest, and their share never goes back', async () => {
    const jobs = tab();
    let tell: (share: number) => void = () => undefined;
    const { id } = jobs.add(
      {
        ...{ kind: 'train', title: 'a', recipeHash: 'abc' },
        again: { kind: 'train', recipe, modelKey: 'a' },
      },
      (act, heard) => {
        tell = heard;
        return act.run(
          { key: 'k', provide: () => Promise.reject(new Error('no')), own: true },
          () => Promise.resolve(0),
        );
      },
    );
    await vi.waitFor(() => expect(jobs.of(id)?.task.state).toBe('running'));
    tell(0.5);
    tell(0.2);
    expect(jobs.of(id)?.share).toBe(0.5);
    const began = jobs.of(id)!.startedAt!;
    const clock = vi.spyOn(performance, 'now').mockReturnValue(began + 1000);
    jobs.pause(id);
    expect(jobs.of(id)?.task.state).toBe('paused');
    clock.mockReturnValue(began + 9000);
    jobs.resume(id);
    clock.mockReturnValue(began + 10_500);
    open.get(id)!.end(1);
    await vi.waitFor(() => expect(jobs.of(id)?.task.seconds).toBe(2.5));
    clock.mockRestore();
  });

  it('that ended can be taken out of the list, for good', async () => {
    const jobs = tab();
    const a = train(jobs, 'a');
    await vi.waitFor(() => expect(open.has(a)).toBe(true));
    open.get(a)!.end(1);
    await vi.waitFor(async () => expect(await kept()).toEqual(['a completed']));
    jobs.forget(a);
    expect(jobs.records).toEqual([]);
    await vi.waitFor(async () => expect(await kept()).toEqual([]));
  });

  it('has a look of the page among them while it takes long, with its cancel, and keeps nothing of it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const jobs = tab();
      train(jobs, 'a');
      const table = { key: 'k', provide: () => Promise.reject(new Error('no')), on: pool };
      const looking = jobs.look('Explanation', (act, tell) => {
        tell(0.5);
        return act.run({ ...table, own: true }, () => Promise.resolve(1));
      });
      const ended = looking.promise.catch((e: unknown) => (e as EngineError).detail.code);
      // It does not wait behind the training that has the only worker, and is not listed at once.
      await Promise.resolve();
      expect(open.has(looking.id)).toBe(true);
      expect(states(jobs)).toEqual(['a running']);
      vi.advanceTimersByTime(1000);
      expect(states(jobs)).toEqual(['a running', 'Explanation running']);
      jobs.cancel(looking.id);
      expect(await ended).toBe('cancelled');
      expect(states(jobs)).toEqual(['a running']);
      const quick = jobs.look('Quick', () => Promise.resolve(7));
      expect(await quick.promise).toBe(7);
      vi.advanceTimersByTime(5000);
      expect(states(jobs)).toEqual(['a running']);
    } finally {
      vi.useRealTimers();
    }
    expect((await kept()).filter((t) => /Explanation|Quick/.test(t))).toEqual([]);
  });
});
