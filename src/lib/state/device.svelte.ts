import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { openDatabase, Store } from '#lib/storage/db.ts';
import { askToPersist, dropFile, keepFile, storageUse, sweepFiles } from '#lib/storage/files.ts';
import type { StoredProject } from '#lib/storage/schema.ts';
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
  /** Files dropped on the home page, on their way to their project's page. */
  readonly arriving = new Map<string, File>();

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
  }

  /** Announces a file that a new project will open. @returns the project's id */
  arrive(file: File): string {
    const id = freshId('p');
    this.arriving.set(id, file);
    return id;
  }

  async remove(project: StoredProject): Promise<void> {
    await this.#store?.deleteProject(project.id);
    await dropFile(project.id).catch(() => undefined);
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

  /** Makes a project of a .tabwise file's content, with new ids, beside whatever is here. */
  async adopt(bundle: Bundle): Promise<string> {
    await this.open();
    const id = freshId('p');
    const now = new Date().toISOString();
    if (bundle.data) {
      const bytes =
        bundle.data instanceof Blob
          ? bundle.data
          : new Blob([bundle.data as Uint8Array<ArrayBuffer>]);
      const { name } = bundle.recipe.source.file;
      if (this.#store) await keepFile(id, bytes);
      else this.arriving.set(id, new File([bytes], name));
    }
    const { recipe, history, rows } = bundle;
    await this.#store?.saveProject({
      id,
      createdAt: now,
      updatedAt: now,
      revision: 1,
      recipe,
      history,
      rows,
    });
    for (const run of bundle.runs) {
      const fitted = bundle.models.find((m) => m.taskId === run.taskId)?.fitted;
      if (!fitted || !this.#store) continue;
      const task = {
        id: freshId('task'),
        projectId: id,
        kind: 'train' as const,
        title: run.result.model,
        state: 'completed' as const,
        createdAt: run.finishedAt,
        endedAt: run.finishedAt,
        recipeHash: run.result.key,
      };
      await this.#store.saveRun({ ...run, projectId: id, taskId: task.id }, fitted, task);
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
      void this.#sweep();
    } catch (error) {
      this.#error = detailOf(error);
    }
  }

  /** Copies that no project owns are left by a crash in mid-import; not while another tab imports. */
  async #sweep(): Promise<void> {
    await navigator.locks?.request('tabwise-import', { ifAvailable: true }, async (lock) => {
      if (!lock || !this.#store) return;
      const known = new Set((await this.#store.listProjects()).map((p) => p.id));
      await sweepFiles(known).catch(() => 0);
    });
  }
}

export const device = new Device();
