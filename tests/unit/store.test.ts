import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import { sweepLogs } from '#lib/storage/sweep.ts';
import { register, type RegisteredModel } from '#lib/recipe/registry.ts';
import { fitted, logEntry, project, run, task } from './storage.support.ts';

let db: Database;
let store: Store;

beforeEach(async () => {
  db = await openDatabase(
    () => undefined,
    () => undefined,
  );
  store = new Store(db);
});
afterEach(async () => {
  vi.restoreAllMocks();
  db.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('tabwise').onsuccess = resolve;
  });
});

const refusal = async (act: Promise<unknown>): Promise<ErrorDetail> => {
  const error: unknown = await act.catch((e: unknown) => e);
  if (error instanceof EngineError) return error.detail;
  throw new Error(`not refused: ${String(error)}`);
};

describe('a project', () => {
  it('comes back as it was saved, and the newest is listed first', async () => {
    await store.saveProject(project('a', 1));
    await store.saveProject(project('b', 3));
    expect(await store.project('a')).toEqual(project('a', 1));
    expect((await store.listProjects()).map((p) => p.id)).toEqual(['b', 'a']);
    expect(await store.project('none')).toBeUndefined();
  });

  it('refuses a writer whose revision is not newer, and keeps what is there', async () => {
    await store.saveProject(project('a', 5, 'newer'));
    for (const revision of [5, 4, 0]) {
      const detail = await refusal(store.saveProject(project('a', revision, 'stale')));
      expect(detail).toMatchObject({
        code: 'storage',
        remedy: expect.stringContaining('Reload') as string,
      });
    }
    expect(await store.project('a')).toEqual(project('a', 5, 'newer'));
    await store.saveProject(project('a', 6, 'newest'));
    expect((await store.project('a'))!.recipe.name).toBe('newest');
  });

  it('lets one of two racing writers win, and tells the other', async () => {
    await store.saveProject(project('a', 1));
    const both = await Promise.allSettled([
      store.saveProject(project('a', 2, 'one')),
      store.saveProject(project('a', 2, 'two')),
    ]);
    expect(both.map((r) => r.status)).toEqual(['fulfilled', 'rejected']);
    expect((await store.project('a'))!.recipe.name).toBe('one');
  });

  it('goes with everything that belongs to it, and nothing else goes', async () => {
    for (const id of ['a', 'b', 'a ']) await fill(id);
    const before = await everything();
    await store.deleteProject('a');
    const after = await everything();
    expect(after).toEqual(before.filter((line) => !line.includes('"a"')));
    expect(after.length).toBe((before.length / 3) * 2);
  });
});

async function fill(id: string): Promise<void> {
  await store.saveProject(project(id, 1));
  for (const n of [1, 2]) await store.saveRun(run(id, `${n}`), fitted, task(id, `${id}-${n}`));
  await store.saveTask(task(id, `${id}-3`, 'running'));
  await store.appendLogs(id, [logEntry('one'), logEntry('two'), logEntry('three')]);
  await store.changeRegistered(id, 'churn', named('churn', '1'));
}

const late = { taskId: 'late', recipeHash: 'h', share: 0.5, state: {} };

const said = { at: '2026-01-01T00:00:00.000Z', note: 'first' };
const named = (name: string, taskId: string) => (model: RegisteredModel | undefined) =>
  register(model, name, taskId, said);

/** Every record of every store: its keys as text. */
async function everything(): Promise<string[]> {
  const all: string[] = [];
  for (const name of ['projects', 'runs', 'models', 'tasks', 'logs', 'registry'] as const)
    for (const value of await db.getAll(name)) {
      const {
        id,
        projectId = id,
        taskId,
        n,
        state,
        revision,
        entry,
        versions,
        said,
      } = value as unknown as Record<string, unknown>;
      all.push(
        `${name} ${JSON.stringify({ projectId, id, taskId, n, state, revision, entry, versions, said })}`,
      );
    }
  return all;
}

describe('a run', () => {
  it('comes back with its model, typed arrays and all', async () => {
    await store.saveProject(project('a', 1));
    await store.saveRun(run('a', '1'), fitted, task('a', '1'));
    expect(await store.runs('a')).toEqual([run('a', '1')]);
    expect(await store.fitted('a', '1')).toEqual(fitted);
    expect(await store.tasks('a')).toEqual([task('a', '1')]);
  });

  it('that ends after its project was deleted leaves nothing behind', async () => {
    await fill('a');
    await store.deleteProject('a');
    await store.saveTask(task('a', 'late', 'interrupted'));
    await store.saveCheckpoint({ ...late, projectId: 'a' });
    await expect(store.saveRun(run('a', 'late'), fitted, task('a', 'late'))).rejects.toThrow(
      'was deleted in another tab',
    );
    expect(await everything()).toEqual([]);
  });

  it('goes with its model', async () => {
    await fill('a');
    await store.deleteRun('a', '1');
    expect((await store.runs('a')).map((r) => r.taskId)).toEqual(['2']);
    expect(await store.fitted('a', '1')).toBeUndefined();
  });

  it('keeps what is said of it, comes back after it was deleted, and stays deleted when another tab writes', async () => {
    await fill('a');
    const told = { ...run('a', '1'), said: { name: 'first', tags: ['x'], star: true } };
    await store.updateRun(run('a', '1'), { said: { name: 'first', tags: ['x'] } }, 'keep the name');
    // Another tab, which has not heard of the name.
    await store.updateRun(run('a', '1'), { said: { star: true } }, 'keep the star');
    expect((await store.runs('a'))[0]).toEqual(told);
    await store.deleteRun('a', '1');
    await store.updateRun(told, { said: { name: 'x' } }, 'keep the name');
    expect((await store.runs('a')).map((r) => r.taskId)).toEqual(['2']);
    await store.returnRun(told, fitted);
    expect((await store.runs('a'))[0]).toEqual(told);
    expect(await store.fitted('a', '1')).toEqual(fitted);
  });

  it('is shown without its recipe where this version cannot read that, and else with it in today’s format', async () => {
    const { recipe } = project('a', 1);
    const versions = { tabwise: '0.1.0', runtime: 'Node', recipe: 3, parts: [] };
    const record = { recipe, versions, seal: { fitted: 'f', answers: null } };
    await store.saveProject(project('a', 1));
    await store.saveRun({ ...run('a', '1'), record }, fitted, task('a', '1'));
    expect((await store.runs('a'))[0]!.record).toEqual(record);
    const newer = { ...record, recipe: { ...recipe, version: 99 as 3 } };
    await store.returnRun({ ...run('a', '1'), record: newer }, fitted);
    expect((await store.runs('a'))[0]).toEqual(run('a', '1'));
  });
});

describe('a log', () => {
  it('keeps its order over many appends, past 10 and 100', async () => {
    const words = Array.from({ length: 130 }, (_, i) => `line ${i}`);
    for (let i = 0; i < words.length; i += 13)
      await store.appendLogs('a', words.slice(i, i + 13).map(logEntry));
    expect((await store.logs('a')).map((l) => l.entry.message)).toEqual(words);
    expect((await store.logs('a')).map((l) => l.n)).toEqual(words.map((_, i) => i));
  });

  it('loses nothing when two tabs write at once', async () => {
    const other = new Store(db);
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        (i % 2 ? store : other).appendLogs('a', [logEntry(`${i}`), logEntry(`${i}`)]),
      ),
    );
    expect(await store.logs('a')).toHaveLength(20);
  });

  it('of a project that is not there is swept once its last line is an hour old', async () => {
    await fill('a');
    await store.deleteProject('a');
    await fill('b');
    // A training that ended just after, and a file that another tab is about to read.
    await store.appendLogs('a', [logEntry('one'), logEntry('Trained')]);
    await store.appendLogs('c', [logEntry('reading')]);
    const at = Date.parse(logEntry('').timestamp);
    expect(await sweepLogs(db, at + 3_599_999)).toBe(0);
    expect(await store.logs('a')).toHaveLength(2);
    const before = await everything();
    expect(await sweepLogs(db, at + 3_600_000)).toBe(2);
    expect(await everything()).toEqual(before.filter((line) => line.includes('"b"')));
    expect(await store.logs('b')).toHaveLength(3);
  });

  it('holds only the project’s own lines', async () => {
    await store.appendLogs('a', [logEntry('a')]);
    await store.appendLogs('aa', [logEntry('aa')]);
    expect((await store.logs('a')).map((l) => l.entry.message)).toEqual(['a']);
  });
});

describe('a write that fails at the k-th request leaves the old state or the new one, never a mix', () => {
  const acts: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['saveProject', () => store.saveProject(project('a', 9, 'new'))],
    ['saveRun', () => store.saveRun(run('a', 'new'), fitted, task('a', 'a-new'))],
    ['saveTask', () => store.saveTask(task('a', 'a-3', 'failed'))],
    ['appendLogs', () => store.appendLogs('a', [logEntry('four'), logEntry('five')])],
    ['deleteRun', () => store.deleteRun('a', '1')],
    ['updateRun', () => store.updateRun(run('a', '1'), { said: { name: 'x' } }, 'keep the name')],
    ['returnRun', () => store.returnRun(run('a', 'back'), fitted)],
    ['changeRegistered', () => store.changeRegistered('a', 'churn', named('churn', '2'))],
    ['deleteProject', () => store.deleteProject('a')],
  ];
  const ways = ['throws at once', 'fails later'] as const;

  it.each(acts.flatMap(([name, act]) => ways.map((way) => [name, way, act] as const)))(
    '%s, %s',
    async (_name, way, act) => {
      await fill('a');
      await fill('b');
      const before = await everything();
      let failures = 0;
      for (let k = 1; ; k += 1) {
        const restore = failAt(k, way);
        const error: unknown = await act().then(
          () => null,
          (e: unknown) => e,
        );
        restore();
        if (error === null) break;
        failures += 1;
        expect((error as EngineError).detail).toMatchObject({ code: 'storage' });
        expect((error as EngineError).detail.what).toContain('its storage is full');
        expect((error as EngineError).detail.remedy).toContain('.tabwise');
        expect(await everything(), `write ${k}`).toEqual(before);
      }
      expect(failures).toBeGreaterThan(0);
      expect(await everything()).not.toEqual(before);
    },
  );
});

/** Makes the k-th put or delete fail as a full disk does: by throwing, or by a request that fails and aborts. */
function failAt(k: number, way: 'throws at once' | 'fails later'): () => void {
  let n = 0;
  const full = (): DOMException => new DOMException('The disk is full', 'QuotaExceededError');
  const prototype = IDBObjectStore.prototype;
  const real = { put: prototype.put, delete: prototype.delete };
  const instead = <A extends unknown[]>(call: (this: IDBObjectStore, ...args: A) => IDBRequest) =>
    function (this: IDBObjectStore, ...args: A): IDBRequest {
      n += 1;
      if (n !== k) return call.apply(this, args);
      if (way === 'throws at once') throw full();
      const request = call.apply(this, args);
      (this.transaction as unknown as { _abort(name: string): void })._abort('QuotaExceededError');
      return request;
    };
  prototype.put = instead(real.put) as typeof prototype.put;
  prototype.delete = instead(real.delete) as typeof prototype.delete;
  return () => Object.assign(prototype, real);
}

describe('a database that is closed under us', () => {
  it('fails every act with code, words and a remedy', async () => {
    await fill('a');
    db.close();
    const acts = [
      () => store.listProjects(),
      () => store.project('a'),
      () => store.saveProject(project('a', 9)),
      () => store.deleteProject('a'),
      () => store.runs('a'),
      () => store.fitted('a', '1'),
      () => store.saveRun(run('a', 'x'), fitted, task('a', 'x')),
      () => store.deleteRun('a', '1'),
      () => store.updateRun(run('a', '1'), { said: { name: 'x' } }, 'keep the name'),
      () => store.returnRun(run('a', '1'), fitted),
      () => store.registry('a'),
      () => store.changeRegistered('a', 'churn', named('churn', '2')),
      () => store.tasks('a'),
      () => store.saveTask(task('a', 'x')),
      () => store.logs('a'),
      () => store.appendLogs('a', [logEntry('x')]),
    ];
    for (const act of acts) {
      const detail = await refusal(act());
      expect(detail.code).toBe('storage');
      expect(detail.what).toMatch(/^The browser could not /);
      expect(detail.remedy).toMatch(/\.$/);
    }
  });

  it('is told when a newer version of the app wants to open it', async () => {
    let closed = false;
    const mine = await openDatabase(
      () => undefined,
      () => (closed = true),
    );
    db.close();
    await new Promise((resolve) => {
      const request = indexedDB.open('tabwise', 99);
      request.onsuccess = () => resolve(request.result.close());
    });
    expect(closed).toBe(true);
    expect(await refusal(new Store(mine).project('a'))).toMatchObject({ code: 'storage' });
    expect(
      await refusal(
        openDatabase(
          () => undefined,
          () => undefined,
        ),
      ),
    ).toMatchObject({ code: 'storage' });
  });
});
