import { openDB, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { EngineError } from '#lib/recipe/errors.ts';
import { inThisFormat, listed, runsInThisFormat, searchesInThisFormat } from './thisFormat.ts';
import {
  storageVersion,
  type StoredCheckpoint,
  type StoredLog,
  type StoredProject,
  type RunChange,
  type StoredRun,
  type StoredSearch,
  type StoredTable,
  type StoredTask,
  type TabwiseDb,
} from './schema.ts';
import { changedRun } from './runChange.ts';
import { upgrade } from './upgrade.ts';
import { getTable, partsOf, putTable } from './tableParts.ts';
import { deletedError, storageError } from './troubles.ts';
import type { LogEntry } from '#lib/recipe/log.ts';
import type { RegisteredModel } from '#lib/recipe/registry.ts';
import type { FittedRun } from '#lib/recipe/run.ts';

export type Database = IDBPDatabase<TabwiseDb>;

/**
 * Opens the device's database.
 * @throws EngineError 'storage' where the browser gives none (private mode, full disk, a newer version)
 */
export async function openDatabase(onBlocked: () => void, onClosed: () => void): Promise<Database> {
  try {
    const db = await openDB<TabwiseDb>('tabwise', storageVersion, {
      upgrade: (database, from) => upgrade(database, from),
      blocked: onBlocked,
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
        onClosed();
      },
      terminated: onClosed,
    });
    return db;
  } catch (error) {
    throw storageError('open the storage of this browser', error);
  }
}

/** Everything the app keeps on the device but files; each method is one transaction. */
export class Store {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  listProjects(): Promise<StoredProject[]> {
    return this.#read('list the projects', async (db) =>
      Promise.all((await db.getAllFromIndex('projects', 'updatedAt')).reverse().map(listed)),
    );
  }

  project(id: string): Promise<StoredProject | undefined> {
    return this.#read('read the project', async (db) => {
      const found = await db.get('projects', id);
      return found && inThisFormat(found);
    });
  }

  /**
   * Writes the project durably. Refuses to overwrite a newer revision, which another tab wrote.
   * @throws EngineError 'storage'
   */
  saveProject(project: StoredProject): Promise<void> {
    return this.#write(['projects'], `save “${project.recipe.name}”`, async (tx) => {
      const store = tx.objectStore('projects');
      const old = await store.get(project.id);
      if (old && old.revision >= project.revision)
        throw new EngineError({
          code: 'storage',
          what: `“${project.recipe.name}” was changed in another tab meanwhile`,
          where: {},
          remedy: 'Reload to see the newer state; this tab overwrote nothing.',
        });
      await store.put(project);
    });
  }

  deleteProject(id: string): Promise<void> {
    const parts = [
      'runs',
      'models',
      'tasks',
      'logs',
      'checkpoints',
      'registry',
      'searches',
    ] as const;
    return this.#write(['projects', 'tables', ...parts], 'delete the project', async (tx) => {
      await tx.objectStore('projects').delete(id);
      await tx.objectStore('tables').delete(id);
      await tx.objectStore('tables').delete(partsOf(id));
      for (const name of parts) {
        const store = tx.objectStore(name);
        const keys = await store.index('projectId').getAllKeys(id);
        await all(keys, (key) => store.delete(key));
      }
    });
  }

  table(projectId: string): Promise<StoredTable | undefined> {
    return this.#read('read what is known of the table', (db) =>
      getTable(db.transaction(['tables']).objectStore('tables'), projectId),
    );
  }

  /** Puts what was found out beside what is known. */
  saveTable(projectId: string, found: Partial<Omit<StoredTable, 'projectId'>>): Promise<void> {
    return this.#write(['tables'], 'save what is known of the table', (tx) =>
      putTable(tx.objectStore('tables'), projectId, found),
    );
  }

  runs(projectId: string): Promise<StoredRun[]> {
    return this.#read('read the runs', async (db) => {
      return runsInThisFormat(await db.getAllFromIndex('runs', 'projectId', projectId));
    });
  }

  fitted(projectId: string, taskId: string): Promise<FittedRun | undefined> {
    return this.#read(
      'read the model',
      async (db) => (await db.get('models', [projectId, taskId]))?.fitted,
    );
  }

  /** The run, its model and its ended task become visible together or not at all. */
  saveRun(run: StoredRun, fitted: FittedRun, task: StoredTask): Promise<void> {
    return this.#write(
      ['projects', 'runs', 'models', 'tasks'],
      `save the run of ${run.result.model}`,
      async (tx) => {
        if (!(await isThere(tx, run.projectId))) throw deletedError('The project of this run');
        await tx.objectStore('runs').put(run);
        await tx
          .objectStore('models')
          .put({ projectId: run.projectId, taskId: run.taskId, fitted });
        await tx.objectStore('tasks').put(task);
      },
    );
  }

  /**
   * Changes a run that is kept already: what another tab said of it meanwhile stays, but for the same field.
   * @param what as the error says it
   */
  updateRun(
    { projectId, taskId }: Pick<StoredRun, 'projectId' | 'taskId'>,
    change: RunChange,
    what: string,
  ): Promise<void> {
    return this.#write(['runs'], what, async (tx) => {
      const store = tx.objectStore('runs');
      const old = await store.get([projectId, taskId]);
      // One that another tab deleted stays deleted.
      if (!old) return;
      await store.put(changedRun(old, change));
    });
  }

  /** A run that was deleted, with its model. */
  returnRun(run: StoredRun, fitted: FittedRun): Promise<void> {
    return this.#write(['runs', 'models'], 'bring the run back', async (tx) => {
      const { projectId, taskId } = run;
      await tx.objectStore('runs').put(run);
      await tx.objectStore('models').put({ projectId, taskId, fitted });
    });
  }

  async registry(projectId: string): Promise<RegisteredModel[]> {
    const found = await this.#read('read the registered models', (db) =>
      db.getAllFromIndex('registry', 'projectId', projectId),
    );
    return found.map(({ projectId: _, ...model }) => model);
  }

  /**
   * Changes what is registered under a name: read, changed and written in one transaction, so that two tabs give no
   * version twice. @param change may throw, and then nothing is changed
   */
  async changeRegistered(
    projectId: string,
    name: string,
    change: (model: RegisteredModel | undefined) => RegisteredModel,
  ): Promise<RegisteredModel> {
    let made: RegisteredModel | undefined;
    await this.#write(['registry'], `keep the registered model “${name}”`, async (tx) => {
      const store = tx.objectStore('registry');
      const known = await store.get([projectId, name]);
      const { projectId: _, ...model } = known ?? { projectId };
      made = change(known ? (model as RegisteredModel) : undefined);
      await store.put({ ...made, projectId });
    });
    return made!;
  }

  deleteRun(projectId: string, taskId: string): Promise<void> {
    return this.#write(['runs', 'models'], 'delete the run', async (tx) => {
      await tx.objectStore('runs').delete([projectId, taskId]);
      await tx.objectStore('models').delete([projectId, taskId]);
    });
  }

  searches(projectId: string): Promise<StoredSearch[]> {
    return this.#read('read the searches', async (db) => {
      return searchesInThisFormat(await db.getAllFromIndex('searches', 'projectId', projectId));
    });
  }

  /** Trials only grow: where another tab kept more of the same search, these stay. */
  saveSearch(search: StoredSearch): Promise<void> {
    return this.#write(['projects', 'searches'], 'save the trials', async (tx) => {
      if (!(await isThere(tx, search.projectId))) return;
      const store = tx.objectStore('searches');
      const kept = await store.get([search.projectId, search.id]);
      const more = kept && kept.trials.length > search.trials.length;
      await store.put(more ? { ...search, trials: kept.trials, judged: kept.judged } : search);
    });
  }

  deleteSearch(projectId: string, id: string): Promise<void> {
    return this.#write(['searches'], 'delete the search', async (tx) => {
      await tx.objectStore('searches').delete([projectId, id]);
    });
  }

  tasks(projectId: string): Promise<StoredTask[]> {
    return this.#read('read the tasks', (db) =>
      db.getAllFromIndex('tasks', 'projectId', projectId),
    );
  }

  saveTask(task: StoredTask): Promise<void> {
    return this.#write(['projects', 'tasks'], 'save the task', async (tx) => {
      if (await isThere(tx, task.projectId)) await tx.objectStore('tasks').put(task);
    });
  }

  deleteTasks(ids: readonly string[]): Promise<void> {
    return this.#write(['tasks'], 'forget ended tasks', async (tx) => {
      await all(ids, (id) => tx.objectStore('tasks').delete(id));
    });
  }

  checkpoints(projectId: string): Promise<StoredCheckpoint[]> {
    return this.#read('read how far trainings had come', (db) =>
      db.getAllFromIndex('checkpoints', 'projectId', projectId),
    );
  }

  saveCheckpoint(checkpoint: StoredCheckpoint): Promise<void> {
    const what = 'save how far the training is';
    return this.#write(['projects', 'checkpoints'], what, async (tx) => {
      if (await isThere(tx, checkpoint.projectId))
        await tx.objectStore('checkpoints').put(checkpoint);
    });
  }

  deleteCheckpoint(taskId: string): Promise<void> {
    return this.#write(['checkpoints'], 'forget how far the training was', async (tx) => {
      await tx.objectStore('checkpoints').delete(taskId);
    });
  }

  /** In the order in which they were appended; from number `from` on. */
  logs(projectId: string, from = -Infinity): Promise<StoredLog[]> {
    return this.#read('read the log', (db) => db.getAll('logs', logsOf(projectId, from)));
  }

  /** The number that the next entry of the log gets. */
  logEnd(projectId: string): Promise<number> {
    return this.#read('read the log', async (db) =>
      endOf(await db.transaction('logs').store.openKeyCursor(logsOf(projectId), 'prev')),
    );
  }

  /** Puts the entries after those that are there, whichever tab wrote them. @returns the number of the first */
  async appendLogs(projectId: string, entries: readonly LogEntry[]): Promise<number> {
    let first = 0;
    await this.#write(['logs'], 'save the log', async (tx) => {
      const store = tx.objectStore('logs');
      first = endOf(await store.openKeyCursor(logsOf(projectId), 'prev'));
      await all(entries, (entry, i) => store.put({ projectId, n: first + i, entry }));
    });
    return first;
  }

  async #read<T>(what: string, work: (db: Database) => Promise<T>): Promise<T> {
    try {
      return await work(this.#db);
    } catch (error) {
      throw storageError(what, error);
    }
  }

  async #write<Names extends StoreNames<TabwiseDb>[]>(
    stores: Names,
    what: string,
    work: (tx: IDBPTransaction<TabwiseDb, Names, 'readwrite'>) => Promise<void>,
  ): Promise<void> {
    try {
      const tx = this.#db.transaction(stores, 'readwrite', { durability: 'strict' });
      const done = tx.done;
      done.catch(() => undefined);
      try {
        await work(tx);
      } catch (error) {
        const cause = tx.error;
        abort(tx);
        throw cause ?? error;
      }
      await done;
    } catch (error) {
      throw storageError(what, error);
    }
  }
}

/** A request that failed has ended the transaction; one that could not even be made has not. */
function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // It is over already.
  }
}

/** The keys of a project's log, from number `from` on. */
const logsOf = (projectId: string, from = -Infinity): IDBKeyRange =>
  IDBKeyRange.bound([projectId, from], [projectId, Infinity]);

/** What ends after its project was deleted, here or in another tab, leaves nothing behind. */
const isThere = async (
  tx: { objectStore(name: 'projects'): { getKey(id: string): Promise<string | undefined> } },
  projectId: string,
): Promise<boolean> => (await tx.objectStore('projects').getKey(projectId)) !== undefined;

const endOf = (last: { readonly key: [string, number] } | null): number =>
  last ? last.key[1] + 1 : 0;

/** All at once; a request that throws instead of failing counts as failed, and the others are still awaited. */
const all = <T>(items: readonly T[], act: (item: T, i: number) => Promise<unknown>) =>
  Promise.all(items.map(async (item, i) => act(item, i)));
