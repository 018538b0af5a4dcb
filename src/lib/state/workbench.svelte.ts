import { Code } from '#lib/client/code.ts';
import {
  Data,
  type Converted,
  type OutFormat,
  type Estimate,
  type OpenChoices,
  type Opened,
} from '#lib/client/data.ts';
import { Pool } from '#lib/client/pool.ts';
import { describeEdit } from '#lib/recipe/describe.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import { proposeTargets, type TargetProposal } from '#lib/recipe/target.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { withRolesOf } from '#lib/recipe/source.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { keptFile } from '#lib/storage/files.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredCheckpoint, StoredProject } from '#lib/storage/schema.ts';
import { trainModels } from './again.ts';
import { firstProject } from './beginning.ts';
import { catchUp, keepCopy, secondFile } from './keeping.ts';
import { sayDied, sayLike, sayOpened } from './openedWords.ts';
import { watchRecipe } from './watch.svelte.ts';
import { Console } from './console.svelte.ts';
import type { Device } from './device.svelte.ts';
import {
  choicesLike,
  likenessOf,
  saidIn,
  withDecisionsOf,
  withSaid,
  type Likeness,
} from './likeness.ts';
import { takePen } from './lock.ts';
import { notices } from './notices.svelte.ts';
import { Explaining } from './explaining.svelte.ts';
import { GuardState } from './guard.svelte.ts';
import { Pipeline } from './pipeline.svelte.ts';
import { Project } from './project.svelte.ts';
import { ReadingDraft } from './reading.svelte.ts';
import { RunAgain } from './again.svelte.ts';
import { RelationsState } from './relations.svelte.ts';
import { RowsMapState } from './rowsMap.svelte.ts';
import { SpellingsState } from './spellings.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { Runs } from './runs.svelte.ts';
import { TableState } from './table.svelte.ts';
import { Searches } from './searches.ts';
import { turn } from './turn.ts';
import { TableMemory } from './tableMemory.ts';

export const specs = { steps: stepSpecs, models: modelSpecs };

export { provideWorkbench, useWorkbench } from './workbenchContext.ts';

/** The open project: recipe, table, what the recipe does, runs and log, and the workers behind them. */
export class Workbench {
  readonly id: string;
  readonly table: TableState;
  readonly pipeline: Pipeline;
  readonly guard: GuardState;
  readonly relations: RelationsState;
  readonly rowsMap: RowsMapState;
  readonly spellings: SpellingsState;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly explaining: Explaining;
  readonly searches: Searches;
  readonly again: RunAgain;
  readonly console: Console;
  readonly code = new Code();
  /** The step that the recipe list, the effect and the code show together. */
  selectedStep = $state<string | null>(null);
  #project = $state.raw<Project | null>(null);
  #proposed = $state.raw<readonly TargetProposal[]>([]);
  #missing = $state(false);
  #likeness = $state.raw<Likeness | null>(null);
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
    this.#data = new Data(onDeath, (source) => secondFile(id, source));
    this.#pool = new Pool(Math.max(1, (navigator.hardwareConcurrency || 2) - 1), onDeath);
    this.#previews = new Pool(1, onDeath);
    this.console = new Console(this.#store, id);
    const memory = new TableMemory(this.#store, id);
    this.table = new TableState(this.#data, memory);
    this.relations = new RelationsState(this.#data, memory);
    this.spellings = new SpellingsState(this.#data);
    this.pipeline = new Pipeline(this.#data, this.#previews, id);
    this.rowsMap = new RowsMapState(this.#data, this.#pool, this.#previews);
    this.guard = new GuardState(this.#data, this.#previews, this.#pool, memory);
    const held = { pool: this.#pool, data: this.#data, console: this.console };
    const parts = { ...held, store: this.#store, projectId: id };
    this.jobs = new Jobs({
      ...parts,
      heard: () => void catchUp(this),
      ended: (record) => notices.tell(record),
    });
    const previewed = { ...parts, pool: this.#previews, jobs: this.jobs };
    this.runs = new Runs(previewed);
    this.explaining = new Explaining({ ...previewed, runs: this.runs });
    this.again = new RunAgain({ ...held, runs: this.runs, of: this });
    this.searches = new Searches({ ...parts, jobs: this.jobs });
    this.#channel = new BroadcastChannel(`tabwise-${id}`);
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) =>
      data === 'deleted' ? this.#project?.deleted() : void this.#followOther();
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
  /** How the file differs from the one whose decisions it was read with; until it is dismissed. */
  get likeness(): Likeness | null {
    return this.#likeness;
  }
  dismissLikeness(): void {
    this.#likeness = null;
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
      await Promise.all([this.runs.restore(), this.jobs.restore(), this.searches.restore()]);
      await this.#reopen(stored.recipe, arriving);
    } else if (arriving) {
      const like = this.#device.likes.get(this.id);
      const choices = like ? await choicesLike(like.source, arriving, this.#data) : {};
      await this.#openNew(arriving, choices);
    } else {
      this.#missing = true;
    }
  }

  /** Does an edit with the words for it, and says so in the log. */
  edit(edit: Edit): string {
    const project = this.#project!;
    const label = describeEdit(project.recipe, edit, specs);
    project.edit(edit, label);
    const source = `recipe.${edit.kind}`;
    this.console.say(this.id, { level: 'INFO', source, message: label, meta: {} });
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

  /** The table of the file as a file of another kind. */
  converted(
    to: OutFormat,
    options: { raw: boolean; spreadsheetSafe: boolean },
  ): Promise<Converted> {
    return this.#data.convert(this.recipe!.source, to, options);
  }

  /** The present decisions about the file, to be changed beside a preview. */
  async readingDraft(): Promise<ReadingDraft> {
    const source = this.recipe?.source ?? null;
    return new ReadingDraft(this.#data, await this.file(), source, this.table.evidence);
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
    const said = saidIn(this.#project!.history);
    const kept = said.missing ? { missing: before.missing } : {};
    const opened = await this.table.open(file, { ...kept, ...choices });
    if (!opened) return;
    const source = withRolesOf(withSaid(opened.source, before, said), before);
    this.edit({ kind: 'setSource', source });
  }

  /** @param from where an interrupted training of the one model goes on */
  train(modelKeys: readonly string[], from?: StoredCheckpoint): Promise<void> {
    return trainModels(this.runs, this.recipe!, modelKeys, from);
  }

  /** Everything shown is on the disk when this resolves. */
  async flush(): Promise<void> {
    await Promise.all([this.#project?.flush(), this.console.flush()]);
  }

  stop(): void {
    void this.flush();
    this.console.close();
    this.jobs.close();
    this.#stopWatching();
    this.#givePen();
    this.#channel.close();
    for (const part of [this.#data, this.#pool, this.#previews, this.code]) part.stop();
  }

  async #openNew(file: File, choices: OpenChoices): Promise<void> {
    this.#missing = false;
    const keeping = this.#store ? keepCopy(this.id, file, this.console) : Promise.resolve(false);
    const opened = await this.table.open(file, choices);
    const [kept, profile] = [await keeping, this.table.profile];
    if (!opened || !profile) {
      if (this.table.error?.code === 'cancelled') this.#device.arriving.delete(this.id);
      return;
    }
    await turn();
    const stored = await this.#begin(opened);
    await turn();
    await this.#store?.saveProject(stored).catch((error: unknown) => this.table.fail(error));
    if (kept) this.#device.arriving.delete(this.id);
    await turn();
    await this.table.judge(stored.recipe);
    this.#adopt(stored);
    await turn();
    this.#watch();
  }

  /** The project's first state, with another one's decisions where it is to be like that. */
  async #begin(opened: Opened): Promise<StoredProject> {
    const like = this.#device.likes.get(this.id);
    const source = like ? withDecisionsOf(opened.source, like.source) : opened.source;
    if (like && opened.inferred) await this.table.reread(source);
    const profile = this.table.profile!;
    this.#proposed = proposeTargets(profile);
    const stored = firstProject({
      ...{ id: this.id, source, profile, rows: opened.rows, proposed: this.#proposed[0], like },
      origin: this.#device.origins.get(this.id),
      old: this.#project?.stored,
      now: new Date().toISOString(),
    });
    if (like) this.#likeness = likenessOf(source, like);
    sayOpened(this.console, stored, this.#proposed[0]);
    if (this.#likeness) sayLike(this.console, this.id, this.#likeness);
    return stored;
  }

  async #reopen(recipe: Recipe, arriving: File | undefined): Promise<void> {
    try {
      const file = arriving ?? (await keptFile(this.id, recipe.source.file.name));
      const opened = await this.table.reopen(file, recipe.source);
      if (opened && arriving && this.#store) await keepCopy(this.id, arriving, this.console);
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
  }

  async #lead(project: Project): Promise<void> {
    void this.jobs.lead();
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
    this.#stopWatching = watchRecipe(this);
  }

  #workerDied(name: string): void {
    sayDied(this.console, this.id, name);
    const recipe = this.recipe;
    if (name === 'data' && recipe) void this.#reopen(recipe, this.#device.arriving.get(this.id));
  }
}
