import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import { sweepLogs } from '#lib/storage/sweep.ts';
import {
  askToPersist,
  dropFile,
  keepFile,
  keptSizes,
  storageUse,
  sweepFiles,
} from '#lib/storage/files.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Origin, StoredProject, StoredTable } from '#lib/storage/schema.ts';
import type { Bundle } from '#lib/storage/bundle.ts';
import { freshId } from '#lib/client/job.ts';

/** What this device keeps: the list of projects and the state of its storage. One for the whole app. */
export class Device {
  #store = $state.raw<Store | null>(null);
  #opened: Promise<void> | null = null;
  #projects = $state.raw<readonly StoredProject[] | null>(null);
  #error = $state.raw<ErrorDetail | null>(null);
  #use = $state.raw<{ used: number; quota: number } | null>(null);
  #closed = $state(false);
  #sizes = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Files dropped on the home page, on their way to their project's page. */
  readonly arriving = new Map<string, File>();
  /** Where they came from. */
  readonly origins = new Map<string, Origin>();
  /** Recipes with whose decisions about the file they are to be read. */
  readonly likes = new Map<string, Recipe>();

  get store(): Store | null {
    return this.#store;
  }
  /** null while the list is being read. */
  get projects(): readonly StoredProject[] | null {
    return this.#projects;
  }
  /** Why nothing can be kept; the app then works in memory and says so. */
  get error(): ErrorDetail | null {
    return this.#error;
  }
  get use(): { used: number; quota: number } | null {
    return this.#use;
  }
  /** Another version of the app, or the browser, closed the database under us. */
  get closed(): boolean {
    return this.#closed;
  }

  open(): Promise<void> {
    this.#opened ??= this.#openNow();
    return this.#opened;
  }

  async list(): Promise<void> {
    await this.open();
    this.#projects = (await this.#store?.listProjects()) ?? [];
    await this.measure();
  }

  async measure(): Promise<void> {
    this.#use = await storageUse().catch(() => null);
    this.#sizes = await keptSizes().catch(() => new Map<string, number>());
  }

  /** Bytes of the project's file that this device holds; undefined where it holds none. */
  fileSize(id: string): number | undefined {
    return this.#sizes.get(id);
  }

  /** What is known of a project's table without opening it. */
  async table(id: string): Promise<StoredTable | undefined> {
    return this.#store?.table(id).catch(() => undefined);
  }

  /**
   * Announces a file that a new project will open.
   * @param like read it with this recipe's decisions about its own file
   * @returns the project's id
   */
  arrive(file: File, origin: Origin, like?: Recipe): string {
    const id = freshId('p');
    this.arriving.set(id, file);
    this.origins.set(id, origin);
    if (like) this.likes.set(id, like);
    return id;
  }

  async remove(project: StoredProject): Promise<void> {
    const channel = new BroadcastChannel(`tabwise-${project.id}`);
    channel.postMessage('deleted');
    channel.close();
    await this.#store?.deleteProject(project.id);
    await dropFile(project.id).catch(() => undefined);
    this.arriving.delete(project.id);
    await this.list();
  }

  async rename(project: StoredProject, name: string): Promise<void> {
    const renamed = {
      ...project,
      recipe: { ...project.recipe, name },
      revision: project.revision + 1,
      updatedAt: new Date().toISOString(),
    };
    await this.#store?.saveProject(renamed);
    await this.list();
  }

  /**
   * Makes a project of a .tabwise file's content, with new ids, beside whatever is here.
   * @throws EngineError 'storage' where the device does not take all of it; nothing of it is then left here
   */
  async adopt(bundle: Bundle): Promise<string> {
    await this.open();
    const id = freshId('p');
    const now = new Date().toISOString();
    const { recipe, history, rows, seconds = [] } = bundle;
    const file = bundle.data && blobOf(bundle.data);
    if (!this.#store) {
      if (file) this.arriving.set(id, new File([file], recipe.source.file.name));
      // They cannot be kept, as nothing can here, which the page says; they stay at hand in memory.
      const { adoptSeconds } = await import('./seconds.ts');
      await adoptSeconds(id, bundle, seconds).catch(() => undefined);
      return id;
    }
    try {
      if (file) await keepFile(id, file);
      const { adoptSeconds } = await import('./seconds.ts');
      await adoptSeconds(id, bundle, seconds);
      const at = { createdAt: now, updatedAt: now, revision: 1 };
      await this.#store.saveProject({ id, ...at, recipe, history, rows });
      await adoptRuns(this.#store, id, bundle);
    } catch (error) {
      await dropFile(id).catch(() => undefined);
      await this.#store.deleteProject(id).catch(() => undefined);
      throw error;
    }
    return id;
  }

  async #openNow(): Promise<void> {
    try {
      const db = await openDatabase(
        () => undefined,
        () => (this.#closed = true),
      );
      this.#store = new Store(db);
      void askToPersist().catch(() => false);
      void this.#sweep(db);
    } catch (error) {
      this.#error = detailOf(error);
    }
  }

  /**
   * Copies that no project owns are left by a crash in mid-import, log lines by what ended after its project was deleted;
   * not while another tab imports.
   */
  async #sweep(db: Database): Promise<void> {
    await navigator.locks?.request('tabwise-import', { ifAvailable: true }, async (lock) => {
      if (!lock || !this.#store) return;
      const known = new Set((await this.#store.listProjects()).map((p) => p.id));
      await sweepFiles(known).catch(() => 0);
      await sweepLogs(db).catch(() => 0);
    });
  }
}

export const device = new Device();

const blobOf = (data: Blob | Uint8Array): Blob =>
  data instanceof Blob ? data : new Blob([data as Uint8Array<ArrayBuffer>]);

/** The runs of a .tabwise file and the names that they are registered under, with new ids. */
async function adoptRuns(store: Store, projectId: string, bundle: Bundle): Promise<void> {
  const ids = new Map<string, string>();
  for (const run of bundle.runs) {
    const fitted = bundle.models.find((m) => m.taskId === run.taskId)?.fitted;
    if (!fitted) continue;
    const task = {
      id: freshId('task'),
      projectId,
      kind: 'train' as const,
      title: run.result.model,
      state: 'completed' as const,
      createdAt: run.finishedAt,
      endedAt: run.finishedAt,
      recipeHash: run.result.key,
    };
    await store.saveRun({ ...run, projectId, taskId: task.id }, fitted, task);
    ids.set(run.taskId, task.id);
  }
  for (const search of bundle.searches ?? []) await store.saveSearch({ ...search, projectId });
  for (const model of bundle.registry ?? []) {
    const versions = model.versions.map((v) => ({ ...v, taskId: ids.get(v.taskId) ?? v.taskId }));
    await store.changeRegistered(projectId, model.name, () => ({ ...model, versions }));
  }
}
