import { getContext, setContext } from 'svelte';
import { Code } from '#lib/client/code.ts';
import { Data, type Estimate, type OpenChoices } from '#lib/client/data.ts';
import { Pool } from '#lib/client/pool.ts';
import { describeEdit } from '#lib/recipe/describe.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import { canonical, cellsKey } from '#lib/recipe/hash.ts';
import { emptyHistory } from '#lib/recipe/history.ts';
import { proposeTargets, type TargetProposal } from '#lib/recipe/target.ts';
import { targetOf, type Recipe, type Source } from '#lib/recipe/recipe.ts';
import { withRolesOf } from '#lib/recipe/source.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { keepFile, keptFile } from '#lib/storage/files.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredProject } from '#lib/storage/schema.ts';
import { Console } from './console.svelte.ts';
import type { Device } from './device.svelte.ts';
import { takePen } from './lock.ts';
import { likelyModels, newRecipe } from '#lib/recipe/newRecipe.ts';
import { Pipeline } from './pipeline.svelte.ts';
import { Project } from './project.svelte.ts';
import { ReadingDraft } from './reading.svelte.ts';
import { Runs } from './runs.svelte.ts';
import { TableState } from './table.svelte.ts';
import { TableMemory } from './tableMemory.ts';

export const specs = { steps: stepSpecs, models: modelSpecs };

const contextKey = Symbol('workbench');
export const provideWorkbench = (workbench: Workbench): Workbench =>
  setContext(contextKey, workbench);
export const useWorkbench = (): Workbench => getContext<Workbench>(contextKey);

/** The open project: recipe, table, what the recipe does, runs and log, and the workers behind them. */
export class Workbench {
  readonly id: string;
  readonly table: TableState;
  readonly pipeline: Pipeline;
  readonly runs: Runs;
  readonly console: Console;
  readonly code = new Code();
  /** The step that the recipe list, the effect and the code show together. */
  selectedStep = $state<string | null>(null);
  #project = $state.raw<Project | null>(null);
  #proposed = $state.raw<readonly TargetProposal[]>([]);
  #missing = $state(false);
  readonly #device: Device;
  readonly #store: Store | null;
  readonly #data: Data;
  readonly #pool: Pool;
  readonly #previews: Pool;
  readonly #channel: BroadcastChannel;
  #givePen: () => void = () => undefined;
  #stopWatching: () => void = () => undefined;

  constructor(id: string, device: Device) {
    this.id = id;
    this.#device = device;
    this.#store = device.store;
    const onDeath = (name: string): void => this.#workerDied(name);
    this.#data = new Data(onDeath);
    this.#pool = new Pool(Math.max(1, (navigator.hardwareConcurrency || 2) - 1), onDeath);
    this.#previews = new Pool(1, onDeath);
    this.console = new Console(this.#store, id);
    this.table = new TableState(this.#data, new TableMemory(this.#store, id));
    this.pipeline = new Pipeline(this.#data, this.#previews);
    this.runs = new Runs({
      pool: this.#pool,
      data: this.#data,
      store: this.#store,
      console: this.console,
      projectId: id,
    });
    this.#channel = new BroadcastChannel(`tabwise-${id}`);
    this.#channel.onmessage = () => void this.#followOther();
  }

  /** null until the file is open for the first time. */
  get project(): Project | null {
    return this.#project;
  }
  get recipe(): Recipe | null {
    return this.#project?.recipe ?? null;
  }
  get proposed(): readonly TargetProposal[] {
    return this.#proposed;
  }
  /** There is neither a project nor a file on its way under this address. */
  get missing(): boolean {
    return this.#missing;
  }
  get workers(): number {
    return this.#pool.size;
  }

  /** Opens what the device keeps under this id, or the file that was just dropped. */
  async start(): Promise<void> {
    await this.console.restore();
    const stored = await this.#store?.project(this.id);
    const arriving = this.#device.arriving.get(this.id);
    if (stored) {
      this.#adopt(stored);
      await this.runs.restore();
      await this.#reopen(stored.recipe, arriving);
    } else if (arriving) {
      await this.#openNew(arriving, {});
    } else {
      this.#missing = true;
    }
  }

  /** Does an edit with the words for it, and says so in the log. */
  edit(edit: Edit): string {
    const project = this.#project!;
    const label = describeEdit(project.recipe, edit, specs);
    project.edit(edit, label);
    this.console.say(this.id, {
      level: 'INFO',
      source: `recipe.${edit.kind}`,
      message: label,
      meta: {},
    });
    return label;
  }

  /** Opens a dropped file in place of one that the browser lost, or of an interrupted import. */
  async supply(file: File): Promise<void> {
    const recipe = this.recipe;
    if (recipe) return this.#reopen(recipe, file);
    this.#device.arriving.set(this.id, file);
    await this.#openNew(file, {});
  }

  /** Reads the file once more as the recipe says, after it could not be read. */
  async reopen(): Promise<void> {
    if (this.recipe) await this.#reopen(this.recipe, this.#device.arriving.get(this.id));
  }

  /** The file is at hand, in memory or kept. */
  get hasFile(): boolean {
    return this.recipe !== null || this.#device.arriving.has(this.id);
  }

  /** The file as it was dropped. */
  async file(): Promise<File> {
    const name = this.recipe?.source.file.name ?? 'data.csv';
    return this.#device.arriving.get(this.id) ?? (await keptFile(this.id, name));
  }

  /** Takes a row that was left out into the table, with these cells. Undo leaves it out again. */
  async repairRow(row: number, cells: readonly string[]): Promise<void> {
    const { packing, format, missing, sample, columns, repairedRows } = this.recipe!.source;
    const others = repairedRows.filter((r) => r.row !== row);
    const repaired = [...others, { row, cells: [...cells] }].sort((a, b) => a.row - b.row);
    await this.openAgain({ packing, format, missing, sample, columns, repairedRows: repaired });
  }

  /** The present decisions about the file, to be changed beside a preview. */
  async readingDraft(): Promise<ReadingDraft> {
    return new ReadingDraft(this.#data, await this.file(), this.recipe?.source ?? null);
  }

  /** What reading the file would take. */
  async size(): Promise<Estimate> {
    return this.#data.size(await this.file(), {});
  }

  /** Reads the file another way; once there is a project, that is an edit which can be undone. */
  async openAgain(choices: OpenChoices): Promise<void> {
    const file = await this.file();
    const before = this.recipe?.source;
    if (!before) return this.#openNew(file, choices);
    const opened = await this.table.open(file, choices);
    if (opened) this.edit({ kind: 'setSource', source: withRolesOf(opened.source, before) });
  }

  async train(modelKeys: readonly string[]): Promise<void> {
    const recipe = this.recipe!;
    await Promise.all(
      modelKeys.map((key) => {
        const entry = recipe.models.find((m) => m.key === key)!;
        const title =
          (modelSpecs as Record<string, { title: string }>)[entry.model]?.title ?? entry.model;
        return this.runs.train(recipe, key, title);
      }),
    );
  }

  /** Everything shown is on the disk when this resolves. */
  async flush(): Promise<void> {
    await Promise.all([this.#project?.flush(), this.console.flush()]);
  }

  stop(): void {
    void this.flush();
    this.#stopWatching();
    this.#givePen();
    this.#channel.close();
    this.#data.stop();
    this.#pool.stop();
    this.#previews.stop();
    this.code.stop();
  }

  async #openNew(file: File, choices: OpenChoices): Promise<void> {
    this.#missing = false;
    const keeping = this.#store ? this.#keep(file) : Promise.resolve(false);
    const opened = await this.table.open(file, choices);
    const kept = await keeping;
    const profile = this.table.profile;
    if (!opened || !profile) {
      if (this.table.error?.code === 'cancelled') this.#device.arriving.delete(this.id);
      return;
    }
    const stored = this.#firstState(file.name, opened.source, profile, opened.rows);
    this.#sayOpened(opened.rows, stored.recipe);
    await this.#store?.saveProject(stored).catch((error: unknown) => this.table.fail(error));
    if (kept) this.#device.arriving.delete(this.id);
    this.#adopt(stored);
  }

  /** What a file begins with: the proposed target and task, and the two likeliest models. */
  #firstState(
    fileName: string,
    source: Source,
    profile: TableProfile,
    rows: number,
  ): StoredProject {
    this.#proposed = proposeTargets(profile);
    const name = fileName.replace(/\.[^.]+$/, '') || fileName;
    const recipe = newRecipe(name, source, this.#proposed[0]);
    const models = recipe.task ? likelyModels(modelSpecs, profile, recipe.task, 2) : [];
    const now = new Date().toISOString();
    const old = this.#project?.stored;
    return {
      id: this.id,
      createdAt: old?.createdAt ?? now,
      updatedAt: now,
      revision: (old?.revision ?? 0) + 1,
      recipe: { ...recipe, models },
      history: emptyHistory,
      rows,
    };
  }

  /** @returns whether the device holds a copy; a failure is told, and the file stays in memory */
  async #keep(file: File): Promise<boolean> {
    const copy = (): Promise<void> => keepFile(this.id, file);
    try {
      if (navigator.locks)
        await navigator.locks.request('tabwise-import', { mode: 'shared' }, copy);
      else await copy();
      return true;
    } catch (error) {
      const { what, remedy } = detailOf(error);
      this.console.say(this.id, {
        level: 'ERROR',
        source: 'storage.file',
        message: `${what}. ${remedy}`,
        meta: {},
      });
      return false;
    }
  }

  async #reopen(recipe: Recipe, arriving: File | undefined): Promise<void> {
    try {
      const file = arriving ?? (await keptFile(this.id, recipe.source.file.name));
      const opened = await this.table.reopen(file, recipe.source);
      if (opened && arriving && this.#store) await this.#keep(arriving);
      if (this.table.profile) this.#proposed = proposeTargets(this.table.profile);
      this.#watch();
    } catch (error) {
      this.table.fail(error);
    }
  }

  #adopt(stored: StoredProject): void {
    const announce = (revision: number): void => this.#channel.postMessage({ revision });
    const project = new Project(stored, this.#store, announce);
    this.#project = project;
    this.#givePen();
    if (this.#store)
      this.#givePen = takePen(
        this.id,
        () => project.follow(project.stored),
        () => void this.#lead(project),
      );
    this.#watch();
  }

  async #lead(project: Project): Promise<void> {
    void this.runs.tellInterrupted().catch(() => undefined);
    if (project.save !== 'elsewhere') return;
    const newest = await this.#store?.project(this.id);
    if (newest) project.lead(newest);
  }

  async #followOther(): Promise<void> {
    const newest = await this.#store?.project(this.id);
    if (newest && this.#project?.save === 'elsewhere') this.#project.follow(newest);
  }

  /** Recomputes what the recipe does whenever it changes, the latest recipe winning. */
  #watch(): void {
    this.#stopWatching();
    let seenSource = '';
    let seen = '';
    this.#stopWatching = $effect.root(() => {
      $effect(() => {
        const recipe = this.recipe;
        const profile = this.table.profile;
        const held = this.table.source;
        if (!recipe || !profile || !held || this.table.status !== 'ready') return;
        if (cellsKey(held) !== cellsKey(recipe.source)) {
          void this.reopen();
          return;
        }
        const reading = canonical([
          recipe.source.columns.map((c) => [c.name, c.type, c.parse, c.order]),
          recipe.source.missing,
        ]);
        if (seenSource && reading !== seenSource) {
          seenSource = reading;
          void this.table.reread(recipe.source);
          return;
        }
        seenSource = reading;
        this.table.relabel(recipe.source);
        const whole = canonical([recipe.source, recipe.steps, recipe.split, recipe.task]);
        if (whole === seen) return;
        seen = whole;
        void this.pipeline.refresh(recipe, this.table.profile!);
      });
    });
  }

  #sayOpened(rows: number, recipe: Recipe): void {
    const { columns, file } = recipe.source;
    this.console.say(this.id, {
      level: 'SUCCESS',
      source: 'data.open',
      message: `Read ${rows} rows and ${columns.length} columns of '${file.name}'`,
      meta: { rows, columns: columns.length, bytes: file.bytes },
    });
    const target = targetOf(recipe);
    if (target)
      this.console.say(this.id, {
        level: 'INFO',
        source: 'data.target',
        message: `Proposed '${target}' as the target: ${this.#proposed[0]!.reason}`,
        meta: { col: target },
      });
  }

  #workerDied(name: string): void {
    this.console.say(this.id, {
      level: 'ERROR',
      source: 'app.worker',
      message: `The ${name} worker stopped answering and was restarted; nothing that was saved is lost`,
      meta: { worker: name },
    });
    const recipe = this.recipe;
    if (name === 'data' && recipe) void this.#reopen(recipe, this.#device.arriving.get(this.id));
  }
}
