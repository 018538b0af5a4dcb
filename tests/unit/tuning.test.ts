import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Act } from '#lib/client/queue.ts';
import { propose } from '#lib/engine/tune/propose.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Proposal, Trial, TuneAsk } from '#lib/recipe/tuning.ts';
import { askFor } from '#lib/recipe/tuneStart.ts';
import { searchableOf } from '#lib/recipe/tuneSpace.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import type { StoredSearch } from '#lib/storage/schema.ts';
import { peopleRecipe } from './engine.support.ts';
import { project } from './storage.support.ts';

/** Searches over a device: what is kept of them, and how they go on; runes are plain values here. */

vi.stubGlobal(
  '$state',
  Object.assign(<T>(x: T): T => x, { raw: <T>(x: T): T => x }),
);
const { Tuning } = await import('#lib/state/tuning.svelte.ts');
type Tuning = InstanceType<typeof Tuning>;

const recipe = peopleRecipe();
const modelKey = recipe.models[0]!.key;
const space = searchableOf(modelSpecs.logisticRegression.params, 'binary').filter(
  (s) => s.proposed,
);
const ask: TuneAsk = askFor(modelSpecs.logisticRegression, recipe, recipe.models[0]!.params, {
  ...{ method: 'tpe', budget: { trials: 18 }, seed: 42, nSplits: 3 },
  space: space.map((s) => s.range),
});
const judged = { metric: 'roc_auc', better: 'higher', how: 'KFold(3)' } as const;
const scored = (proposal: Proposal): Trial => {
  const C = Math.log10(Number(proposal.params['C']));
  const score = 1 / (1 + (C - 1) ** 2);
  return { ...proposal, score, spread: 0, values: [score], seconds: 1, seed: 42 };
};
const cancelled = (): EngineError =>
  new EngineError({ code: 'cancelled', what: 'It ended', where: {}, remedy: 'Try again.' });

let db: Database;
let store: Store;
let said: string[];
let tried: number[];

beforeEach(async () => {
  db = await openDatabase(
    () => undefined,
    () => undefined,
  );
  store = new Store(db);
  await store.saveProject(project('p', 1));
  [said, tried] = [[], []];
});
afterEach(async () => {
  db.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('tabwise').onsuccess = resolve;
  });
});

/** A page that goes away before the trial of this number is done; Infinity: it stays. */
function page(leaves = Infinity, began = true): { tuning: Tuning } {
  let made = 0;
  const jobs = {
    closed: false,
    cancel: () => undefined,
    add: (_ask: unknown, work: (act: Act, tell: () => void) => Promise<void>) => {
      const id = `tune-${leaves}-${(made += 1)}`;
      const api = {
        tuneNext: (_task: unknown, done: readonly Trial[]) =>
          Promise.resolve({
            proposals: propose(ask, { better: 'higher', rows: 200 }, done),
            ...judged,
          }),
        tuneTry: (_task: unknown, proposal: Proposal) => {
          if (proposal.number >= leaves) {
            jobs.closed = true;
            return Promise.reject(cancelled());
          }
          tried.push(proposal.number);
          return Promise.resolve(scored(proposal));
        },
      };
      const act = {
        ...{ id, over: false, halt: () => undefined, later: () => () => undefined },
        worked: () => 1,
        run: (_table: unknown, part: (api: unknown, id: string) => unknown) => part(api, id),
      } as unknown as Act;
      return { id, promise: began ? work(act, () => undefined) : Promise.reject(cancelled()) };
    },
  };
  const console = {
    say: (_id: string, { level, message }: LogEvent) => said.push(`${level} ${message}`),
  };
  const parts = { data: {}, jobs, console, store, projectId: 'p' };
  return { tuning: new Tuning(parts as unknown as ConstructorParameters<typeof Tuning>[0]) };
}

const boardOf = (trials: readonly Trial[]): unknown =>
  trials.toSorted((a, b) => a.number - b.number);

describe('a search', () => {
  it('goes on after its page went away, from the trials that are done, to the same board', async () => {
    const whole = page();
    await whole.tuning.start(recipe, modelKey, ask);
    const expected = boardOf(whole.tuning.of(modelKey)!.trials);
    await whole.tuning.remove(whole.tuning.all[0]!.id);
    expect(await store.searches('p')).toEqual([]);

    tried = [];
    await page(13).tuning.start(recipe, modelKey, ask);
    const first = tried.length;
    expect(first).toBeGreaterThan(10);
    await vi.waitFor(async () => {
      const [kept] = await store.searches('p');
      expect([kept?.trials.length, kept?.endedAt]).toEqual([first, null]);
    });

    const { tuning } = page();
    await tuning.restore();
    expect(tuning.of(modelKey)).toMatchObject({ running: false, judged });
    const { id } = tuning.all[0]!;
    await tuning.start(recipe, modelKey, ask, id);
    expect(boardOf(tuning.of(modelKey)!.trials)).toEqual(expected);
    expect(tried).toHaveLength((expected as unknown[]).length);
    expect(new Set(tried).size).toBe(tried.length);
    await vi.waitFor(async () => {
      const kept = await store.searches('p');
      expect(kept.map((s) => [s.id, s.trials.length, s.stopped])).toEqual([
        [id, tried.length, false],
      ]);
      expect(kept[0]!.endedAt).not.toBeNull();
    });
    expect(said.at(-1)).toMatch(/^SUCCESS Tried 19 settings of .*, best roc_auc/);
  });

  it('that is cancelled while it waits is no success, and says that nothing was tried', async () => {
    const { tuning } = page(Infinity, false);
    await tuning.start(recipe, modelKey, ask);
    expect(said.at(-1)).toBe(
      `INFO The search of ${modelKey} was cancelled before anything was tried`,
    );
    expect(tuning.of(modelKey)).toMatchObject({ stopped: true, running: false, error: null });
  });
});

describe('a search on the device', () => {
  const search = (id: string, of: number): StoredSearch => ({
    ...{ projectId: 'a', id, job: id, modelKey: 'm', recipe, judged: null, stopped: false },
    ask: {
      ...{ method: 'tpe', budget: { trials: 9 }, seed: 1, space: [], nSplits: 3 },
      ...{ start: [], fixed: {} },
    },
    trials: Array.from({ length: of }, (_, number) => ({
      ...{ number, origin: 'search', params: { C: number }, share: 1, score: 0.5, spread: 0 },
      ...{ values: [0.5], seconds: 1, seed: 1 },
    })),
    ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, worked: 3 },
  });

  it('keeps every trial until it, or its project, is deleted; of no project it keeps nothing', async () => {
    await store.saveSearch(search('s', 1));
    expect(await store.searches('a')).toEqual([]);
    await store.saveProject(project('a', 1));
    await store.saveSearch(search('s', 1));
    await store.saveSearch(search('s', 3));
    await store.saveSearch(search('t', 2));
    // Of a tab that knows less of it, nothing is taken away.
    await store.saveSearch(search('s', 2));
    expect(await store.searches('a')).toEqual([search('s', 3), search('t', 2)]);
    await store.deleteSearch('a', 't');
    expect((await store.searches('a')).map((s) => s.id)).toEqual(['s']);
    await store.deleteProject('a');
    expect(await store.searches('a')).toEqual([]);
  });
});
