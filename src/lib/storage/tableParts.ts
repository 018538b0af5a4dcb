import type { IDBPObjectStore } from 'idb';
import type { StoredTable, StoredTableHead, StoredTablePart, TabwiseDb } from './schema.ts';

type List = keyof NonNullable<StoredTableHead['parts']>;
type Found = Partial<Omit<StoredTable, 'projectId'>>;
type Reading = IDBPObjectStore<TabwiseDb, ['tables'], 'tables', 'readonly' | 'readwrite'>;
type Writing = IDBPObjectStore<TabwiseDb, ['tables'], 'tables', 'readwrite'>;

/**
 * Columns of an entry: the browser copies a value twice on the page's own thread when it is put, which for thousands of
 * columns at once takes longer than a page may stand still.
 */
const atOnce = 200;

/** Keys of a table's parts: after its own key and before any other's. */
export const partsOf = (projectId: string): IDBKeyRange =>
  IDBKeyRange.bound(`${projectId}/`, `${projectId}/\uffff`);

const partKey = (projectId: string, list: List, n: number): string =>
  `${projectId}/${list}/${String(n)}`;

/** Puts what was found beside what is known, each request in a turn of its own. */
export async function putTable(store: Writing, projectId: string, found: Found): Promise<void> {
  const known = ((await store.get(projectId)) as StoredTableHead | undefined) ?? {
    ...{ projectId, reading: null, profile: null },
  };
  let head: StoredTableHead = { ...known, ...found };
  if (found.profile) {
    const { key, profile } = found.profile;
    const parts = await putList(store, projectId, 'columns', profile.columns);
    head = { ...head, profile: { key, profile: { ...profile, columns: [] } } };
    head = { ...head, parts: { ...head.parts, columns: parts } };
  }
  if (found.reading) {
    const parts = await putList(store, projectId, 'inferred', found.reading.inferred ?? []);
    const { inferred } = found.reading;
    head = { ...head, reading: { ...found.reading, ...(inferred ? { inferred: [] } : {}) } };
    head = { ...head, parts: { ...head.parts, inferred: parts } };
  }
  await store.put(head);
}

/** @returns how many parts it took; parts of an earlier, longer list are never read, and go with the table */
async function putList(
  store: Writing,
  projectId: string,
  list: List,
  items: readonly unknown[],
): Promise<number> {
  const count = Math.ceil(items.length / atOnce);
  for (let n = 0; n < count; n += 1)
    await store.put({
      projectId: partKey(projectId, list, n),
      list: items.slice(n * atOnce, (n + 1) * atOnce),
    });
  return count;
}

/** The table's entry with its lists whole again. */
export async function getTable(
  store: Reading,
  projectId: string,
): Promise<StoredTable | undefined> {
  const head = (await store.get(projectId)) as StoredTableHead | undefined;
  if (!head?.parts) return head;
  const { parts, ...table } = head;
  const columns = await getList(store, projectId, 'columns', parts.columns);
  const inferred = await getList(store, projectId, 'inferred', parts.inferred);
  return {
    ...table,
    profile: table.profile && withColumns(table.profile, columns),
    reading: table.reading && withInferred(table.reading, inferred),
  };
}

type Kept<Name extends 'profile' | 'reading'> = NonNullable<StoredTable[Name]>;

/** Lists that are not empty were put whole, by an older version of the app. */
function withColumns(kept: Kept<'profile'>, columns: readonly unknown[]): Kept<'profile'> {
  if (kept.profile.columns.length > 0) return kept;
  return { ...kept, profile: { ...kept.profile, columns: columns as typeof kept.profile.columns } };
}

function withInferred(kept: Kept<'reading'>, inferred: readonly unknown[]): Kept<'reading'> {
  if (!kept.inferred || kept.inferred.length > 0) return kept;
  return { ...kept, inferred: inferred as typeof kept.inferred };
}

async function getList(
  store: Reading,
  projectId: string,
  list: List,
  count = 0,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let n = 0; n < count; n += 1) {
    const part = (await store.get(partKey(projectId, list, n))) as StoredTablePart | undefined;
    items.push(...(part?.list ?? []));
  }
  return items;
}
