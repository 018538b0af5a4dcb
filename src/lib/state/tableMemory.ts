import { cellsKey, tableKey } from '#lib/recipe/hash.ts';
import type { LeakReport } from '#lib/recipe/leakage.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Relations } from '#lib/recipe/relations.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredReading, StoredRows, StoredTable } from '#lib/storage/schema.ts';

/** Rows repaired by hand change nothing of why the rest was read as it was. */
const readingKey = (source: Source): string => cellsKey({ ...source, repairedRows: [] });

/** What is shown of a table that is not open. */
const rowsKept = 8;
const columnsKept = 24;
const cellKept = 80;

/** What the device remembers of a project's table; nothing without storage. What it cannot keep is found out anew. */
export class TableMemory {
  readonly #store: Store | null;
  readonly #id: string;
  /** Every reading of this session, so that undo finds the reasons of the one before. */
  readonly #readings = new Map<string, StoredReading>();

  constructor(store: Store | null, projectId: string) {
    this.#store = store;
    this.#id = projectId;
  }

  /** The profile of this very table, roles as they are now. */
  async profile(source: Source): Promise<TableProfile | null> {
    const known = await this.#known();
    if (known?.profile?.key !== tableKey(source)) return null;
    const roles = new Map(source.columns.map((c) => [c.name, c.role]));
    const { profile } = known.profile;
    const columns = profile.columns.map((c) => ({ ...c, role: roles.get(c.name) ?? c.role }));
    return { ...profile, columns };
  }

  async keepProfile(source: Source, profile: TableProfile): Promise<void> {
    await this.#keep({ profile: { key: tableKey(source), profile } });
  }

  /** Why the file was read as it was; null where that is no longer known. */
  async reading(source: Source): Promise<StoredReading | null> {
    const key = readingKey(source);
    const fresh = this.#readings.get(key);
    if (fresh) return fresh;
    const known = await this.#known();
    return known?.reading?.key === key ? known.reading : null;
  }

  async keepReading(source: Source, reading: StoredReading): Promise<void> {
    const key = readingKey(source);
    this.#readings.set(key, reading);
    await this.#keep({ reading: { key, ...reading } });
  }

  async relations(key: string): Promise<Relations | null> {
    const known = await this.#known();
    return known?.relations?.key === key ? known.relations.relations : null;
  }

  async keepRelations(key: string, relations: Relations): Promise<void> {
    await this.#keep({ relations: { key, relations } });
  }

  async leaks(key: string): Promise<LeakReport | null> {
    const known = await this.#known();
    return known?.leaks?.key === key ? known.leaks.report : null;
  }

  async keepLeaks(key: string, report: LeakReport): Promise<void> {
    await this.#keep({ leaks: { key, report } });
  }

  /** The beginning of the table, for the list of projects. */
  async keepFirst({ names, cells }: StoredRows): Promise<void> {
    const few = <T>(list: readonly T[]): readonly T[] => list.slice(0, columnsKept);
    await this.#keep({
      first: {
        names: few(names),
        cells: cells
          .slice(0, rowsKept)
          .map((row) => few(row).map((text) => text.slice(0, cellKept))),
      },
    });
  }

  #known(): Promise<StoredTable | undefined> {
    return this.#store?.table(this.#id).catch(() => undefined) ?? Promise.resolve(undefined);
  }

  async #keep(found: Partial<Omit<StoredTable, 'projectId'>>): Promise<void> {
    await this.#store?.saveTable(this.#id, found).catch(() => undefined);
  }
}
