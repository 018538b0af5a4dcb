import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveTo, register, unregister, type RegisteredModel } from '#lib/recipe/registry.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import { run } from './storage.support.ts';

const never = () => undefined;
const gone = () =>
  new Promise((resolve) => {
    indexedDB.deleteDatabase('tabwise').onsuccess = resolve;
  });
let db: Database;
let store: Store;

beforeEach(async () => {
  db = await openDatabase(never, never);
  store = new Store(db);
});
afterEach(async () => {
  db.close();
  await gone();
});

const said = { at: '2026-01-01T00:00:00.000Z', note: 'first' };
const named = (name: string, taskId: string) => (model: RegisteredModel | undefined) =>
  register(model, name, taskId, said);

describe('a registered name', () => {
  it('counts its versions up, in two tabs at once too, and has one in production', async () => {
    const other = new Store(db);
    await Promise.all(
      ['1', '2', '3'].map((id, i) =>
        (i % 2 ? other : store).changeRegistered('a', 'churn', named('churn', id)),
      ),
    );
    const [model] = await store.registry('a');
    expect(model!.versions.map((v) => v.version)).toEqual([1, 2, 3]);
    const change = (version: number, note: string) =>
      store.changeRegistered('a', 'churn', (m) =>
        moveTo(m!, version, 'production', { at: '2026-01-02', note }),
      );
    await change(1, 'looks good');
    const moved = await change(3, 'better');
    expect(moved.versions.map((v) => v.stage)).toEqual(['archived', 'none', 'production']);
    expect(moved.versions[0]!.changes.map((c) => `${c.stage}: ${c.note}`)).toEqual([
      'none: first',
      'production: looks good',
      'archived: Version 3 took its place',
    ]);
    const less = await store.changeRegistered('a', 'churn', (m) => unregister(m!, 3));
    expect(register(less, 'churn', '4', said).versions.at(-1)!.version).toBe(4);
    await expect(store.changeRegistered('a', 'churn', named('churn', '1'))).rejects.toThrow(
      /version 1/,
    );
    await expect(store.changeRegistered('a', ' ', named(' ', '9'))).rejects.toThrow(/needs a name/);
    expect(await store.registry('b')).toEqual([]);
    expect(await store.registry('a')).toEqual([less]);
  });

  it('is there in a database that the version before made, with its runs', async () => {
    db.close();
    await gone();
    const old = await openDB('tabwise', 3, {
      upgrade(database) {
        for (const name of ['projects', 'tasks', 'checkpoints', 'tables'])
          database.createObjectStore(name, { keyPath: 'id' });
        for (const name of ['runs', 'models'])
          database
            .createObjectStore(name, { keyPath: ['projectId', 'taskId'] })
            .createIndex('projectId', 'projectId');
      },
    });
    await old.put('runs', run('a', '1'));
    old.close();
    db = await openDatabase(never, never);
    store = new Store(db);
    expect(await store.runs('a')).toEqual([run('a', '1')]);
    expect(await store.registry('a')).toEqual([]);
    expect((await store.changeRegistered('a', 'churn', named('churn', '1'))).last).toBe(1);
  });
});
