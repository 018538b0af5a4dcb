import { openDB, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import { EngineError } from '#lib/recipe/errors.ts';
import {
  storageVersion,
  type StoredLog,
  type StoredProject,
  type StoredRun,
  type StoredTask,
  type TabwiseDb,
} from './schema.ts';
import type { FittedRun } from '#lib/recipe/run.ts';

export type Database = IDBPDatabase<TabwiseDb>;

/**
 * Opens the device's database.
 * @throws EngineError 'storage' where the browser gives none (private mode, full disk, a newer version)
 */
export async function openDatabase(onBlocked: () => void, onClosed: () => void): Promise<Database> {
  try {
    const db = await openDB<TabwiseDb>('tabwise', storageVersion, {
      upgrade(database, from) {
        if (from < 1) createStores(database);
      },
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

function createStores(db: Database): void {
  db.createObjectStore('projects', { keyPath: 'id' }).createIndex('updatedAt', 'updatedAt');
  db.createObjectStore('runs', { keyPath: ['projectId', 'taskId'] }).createIndex(
    'projectId',
    'projectId',
  );
  db.createObjectStore('models', { keyPath: ['projectId', 'taskId'] }).createIndex(
    'projectId',
    'projectId',
  );
  db.createObjectStore('tasks', { keyPath: 'id' }).createIndex('projectId', 'projectId');
  db.createObjectStore('logs', { keyPath: ['projectId', 'n'] }).createIndex(
    'projectId',
    'projectId',
  );
}

/** Everything the app keeps on the device but files; each method is one transaction. */
export class Store {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  listProjects(): Promise<StoredProject[]> {
    return this.#db.getAllFromIndex('projects', 'updatedAt').then((all) => all.reverse());
  }

  project(id: string): Promise<StoredProject | undefined> {
    return this.#db.get('projects', id);
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
    const stores = ['projects', 'runs', 'models', 'tasks', 'logs'] as const;
    return this.#write([...stores], 'delete the project', async (tx) => {
      await tx.objectStore('projects').delete(id);
      for (const name of ['runs', 'models', 'tasks', 'logs'] as const) {
        const store = tx.objectStore(name);
        const keys = await store.index('projectId').getAllKeys(id);
        await Promise.all(keys.map((key) => store.delete(key)));
      }
    });
  }

  runs(projectId: string): Promise<StoredRun[]> {
    return this.#db.getAllFromIndex('runs', 'projectId', projectId);
  }

  fitted(projectId: string, taskId: string): Promise<FittedRun | undefined> {
    return this.#db.get('models', [projectId, taskId]).then((m) => m?.fitted);
  }

  /** The run, its model and its ended task become visible together or not at all. */
  saveRun(run: StoredRun, fitted: FittedRun, task: StoredTask): Promise<void> {
    return this.#write(
      ['runs', 'models', 'tasks'],
      `save the run of ${run.result.model}`,
      async (tx) => {
        await tx.objectStore('runs').put(run);
        await tx
          .objectStore('models')
          .put({ projectId: run.projectId, taskId: run.taskId, fitted });
        await tx.objectStore('tasks').put(task);
      },
    );
  }

  deleteRun(projectId: string, taskId: string): Promise<void> {
    return this.#write(['runs', 'models'], 'delete the run', async (tx) => {
      await tx.objectStore('runs').delete([projectId, taskId]);
      await tx.objectStore('models').delete([projectId, taskId]);
    });
  }

  tasks(projectId: string): Promise<StoredTask[]> {
    return this.#db.getAllFromIndex('tasks', 'projectId', projectId);
  }

  saveTask(task: StoredTask): Promise<void> {
    return this.#write(['tasks'], 'save the task', async (tx) => {
      await tx.objectStore('tasks').put(task);
    });
  }

  logs(projectId: string): Promise<StoredLog[]> {
    return this.#db.getAllFromIndex('logs', 'projectId', projectId);
  }

  appendLogs(logs: readonly StoredLog[]): Promise<void> {
    return this.#write(['logs'], 'save the log', async (tx) => {
      await Promise.all(logs.map((log) => tx.objectStore('logs').put(log)));
    });
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
        if (!(error instanceof DOMException)) tx.abort();
        throw error;
      }
      await done;
    } catch (error) {
      throw storageError(what, error);
    }
  }
}

/** The browser's fault as ours, with a remedy; an EngineError passes as it is. */
export function storageError(what: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const name = error instanceof Error ? error.name : 'Error';
  const full = name === 'QuotaExceededError';
  return new EngineError(
    {
      code: 'storage',
      what: `The browser could not ${what}: ${full ? 'its storage is full' : `${name}, ${error instanceof Error ? error.message : String(error)}`}`,
      where: {},
      remedy: full
        ? 'Delete a project you no longer need, or download this one as a .tabwise file; your work is still open here.'
        : 'Download the project as a .tabwise file; your work is still open here.',
    },
    { cause: error },
  );
}
