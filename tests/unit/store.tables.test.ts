import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import type { StoredTable } from '#lib/storage/schema.ts';

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
  db.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('tabwise').onsuccess = resolve;
  });
});

describe('a table of thousands of columns', () => {
  const wide = (count: number, key: string): NonNullable<StoredTable['profile']> => ({
    key,
    profile: {
      rows: 3,
      columns: Array.from({ length: count }, (_, j) => ({ name: `column ${String(j)}` })),
    } as unknown as TableProfile,
  });
  const reading = {
    ...{ key: 'r', guesses: [] },
    inferred: Array.from({ length: 450 }, (_, j) => ({ type: 'number', j })) as never,
  };

  it('is kept in parts of which none is large, and comes back whole', async () => {
    await store.saveTable('a', { reading });
    await store.saveTable('a', { profile: wide(1001, 'p') });
    await store.saveTable('ab', { profile: wide(3, 'other') });
    expect(await store.table('a')).toEqual({
      ...{ projectId: 'a', reading, profile: wide(1001, 'p') },
    });
    const entries = await db.getAll('tables');
    expect(Math.max(...entries.map((e) => JSON.stringify(e).length))).toBeLessThan(10_000);
  });

  it('is as it was saved last, shorter or without a list', async () => {
    await store.saveTable('a', { profile: wide(1001, 'p'), reading });
    await store.saveTable('a', { profile: wide(201, 'q') });
    await store.saveTable('a', { reading: { key: 's', guesses: [], inferred: null } });
    expect(await store.table('a')).toMatchObject({ profile: wide(201, 'q') });
    expect((await store.table('a'))!.reading).toEqual({ key: 's', guesses: [], inferred: null });
  });

  it('is read where an older version put it whole', async () => {
    const whole = { projectId: 'a', reading, profile: wide(450, 'p') };
    await db.put('tables', whole);
    expect(await store.table('a')).toEqual(whole);
    await store.saveTable('a', { profile: wide(450, 'q') });
    expect(await store.table('a')).toEqual({ ...whole, profile: wide(450, 'q') });
  });

  it('goes with its project, and no other one does', async () => {
    for (const id of ['a', 'ab']) await store.saveTable(id, { profile: wide(450, 'p') });
    await store.deleteProject('a');
    expect(await store.table('a')).toBeUndefined();
    expect((await db.getAllKeys('tables')).every((key) => key.startsWith('ab'))).toBe(true);
    expect((await store.table('ab'))!.profile).toEqual(wide(450, 'p'));
  });
});
