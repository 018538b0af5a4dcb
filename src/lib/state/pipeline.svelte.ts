import { JoiningState } from './joining.svelte.ts';
import type { Data, LoadedForRun } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { cleanedKey } from '#lib/recipe/hash.ts';
import { previewText } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import type { StepLook, Trace } from '#lib/recipe/run.ts';
import type { Suggestion } from '#lib/recipe/suggestion.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { candidatesFor, withoutDropped } from '#lib/steps/candidates.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

const cleaning: ReadonlySet<string> = new Set(
  Object.values(stepSpecs)
    .filter((s) => s.kind === 'cleaning')
    .map((s) => s.id),
);

/** Steps that are fitted: they see features only. */
export const learnedSteps: ReadonlySet<string> = new Set(
  Object.keys(stepSpecs).filter((id) => !cleaning.has(id)),
);

/** Names the table that a recipe's learned steps and models start from. */
export const tableKey = (recipe: Recipe): string => cleanedKey(recipe, cleaning);

export interface Offer {
  readonly suggestion: Suggestion;
  readonly step: RecipeStep;
}

/** What the recipe does to the table, and what could be done next; recomputed after each edit, the latest wins. */
export class Pipeline {
  /** Second tables, and what joins with them would do. */
  readonly joining: JoiningState;
  readonly #data: Data;
  readonly #previews: Pool;
  #trace = $state.raw<Trace | null>(null);
  #cleaned = $state.raw<LoadedForRun['cleaning']>([]);
  #offers = $state.raw<readonly Offer[]>([]);
  #dismissed = $state.raw<ReadonlySet<string>>(new Set());
  #look = $state.raw<{ key: string; recipe: Recipe; look: StepLook | null } | null>(null);
  #busy = $state(false);
  #error = $state.raw<ErrorDetail | null>(null);
  #turn = 0;
  #asked: { recipe: Recipe; key: string } | null = null;
  #jobs: Job<unknown>[] = [];

  constructor(data: Data, previews: Pool, project: string) {
    this.joining = new JoiningState(data, project);
    this.#data = data;
    this.#previews = previews;
  }

  get trace(): Trace | null {
    return this.#trace;
  }
  /** What the cleaning steps did, in order. */
  get cleaned(): LoadedForRun['cleaning'] {
    return this.#cleaned;
  }
  get offers(): readonly Offer[] {
    return this.#offers.filter((o) => !this.#dismissed.has(o.suggestion.id));
  }
  /** How many offers were dismissed and would still apply. */
  get hidden(): number {
    return this.#offers.length - this.offers.length;
  }
  /** A cleaning step before and after, once `lookAt` has looked at it. */
  lookOf(recipe: Recipe, key: string): StepLook | null {
    const seen = this.#look;
    return seen?.recipe === recipe && seen.key === key ? seen.look : null;
  }
  get busy(): boolean {
    return this.#busy;
  }
  get error(): ErrorDetail | null {
    return this.#error;
  }

  /** Of each matrix column the columns of the file that it is made of. */
  async lineage(recipe: Recipe): Promise<ReadonlyMap<string, readonly string[]>> {
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const job = this.#previews.run({ key, provide }, (api, id) => api.lineage(id, key, recipe));
    return new Map(await job.promise);
  }

  dismiss(id: string): void {
    this.#dismissed = new Set([...this.#dismissed, id]);
  }
  bringBack(): void {
    this.#dismissed = new Set();
  }

  /** Looks at one cleaning step; what was asked before and comes late is dropped. */
  async lookAt(recipe: Recipe, key: string): Promise<void> {
    if (this.#asked?.recipe === recipe && this.#asked.key === key) return;
    const asked = { recipe, key };
    this.#asked = asked;
    try {
      const look = await this.#data.stepLook(recipe, key);
      if (this.#asked === asked) this.#look = { ...asked, look };
    } catch {
      // What is wrong with a step is told by the refresh; the table may not be read yet.
      if (this.#asked === asked) this.#asked = null;
    }
  }

  async refresh(recipe: Recipe, profile: TableProfile): Promise<void> {
    const turn = (this.#turn += 1);
    for (const job of this.#jobs.splice(0)) job.cancel();
    this.#busy = true;
    try {
      const { cleaning: cleaned, made } = await this.#data.load(recipe, { table: false });
      if (turn !== this.#turn) return;
      this.#cleaned = cleaned;
      const table = {
        key: tableKey(recipe),
        provide: async () => (await this.#data.load(recipe, { table: true })).loaded!,
      };
      const tracing = this.#previews.run(table, (api, id) => api.trace(id, table.key, recipe));
      this.#jobs.push(tracing);
      const trace = await tracing.promise;
      if (turn !== this.#turn) return;
      this.#trace = trace;
      this.#error = null;
      const known = { ...profile, columns: [...profile.columns, ...made] };
      await this.#suggest(recipe, known, table, turn);
    } catch (error) {
      const detail = detailOf(error);
      if (turn === this.#turn && detail.code !== 'cancelled') this.#error = detail;
    } finally {
      if (turn === this.#turn) this.#busy = false;
    }
  }

  async #suggest(
    recipe: Recipe,
    profile: TableProfile,
    table: { key: string; provide: () => Promise<NonNullable<LoadedForRun['loaded']>> },
    turn: number,
  ): Promise<void> {
    const candidates = candidatesFor(recipe, profile, modelSpecs);
    const cleaningOnes = candidates.filter((c) => cleaning.has(c.step.step));
    const learned = candidates.filter((c) => !cleaning.has(c.step.step));
    const events = await this.#data.preview(
      recipe,
      cleaningOnes.map((c) => c.step),
    );
    const offers: Offer[] = cleaningOnes.map(({ draft, step }, i) => ({
      suggestion: { ...draft, console_preview: events[i]!.map(previewText) },
      step,
    }));
    if (turn !== this.#turn) return;
    if (learned.length > 0 && recipe.task !== null) {
      const after = cleaningOnes.reduce(withoutDropped, recipe);
      const job = this.#previews.run(table, (api, id) =>
        api.suggest(id, table.key, after, learned),
      );
      this.#jobs.push(job);
      const suggestions = await job.promise.catch((error: unknown) =>
        this.#unsuggested(error, turn),
      );
      const steps = new Map(learned.map((c) => [c.draft.id, c.step]));
      for (const suggestion of suggestions)
        offers.push({ suggestion, step: steps.get(suggestion.id)! });
    }
    if (turn === this.#turn) this.#offers = offers;
  }

  /** What does not fit the recipe is already told by the trace; a fault of ours or a dead worker is not. */
  #unsuggested(error: unknown, turn: number): Suggestion[] {
    const detail = detailOf(error);
    const ours = detail.code === 'unexpected' || detail.code === 'dead-worker';
    if (ours && turn === this.#turn) this.#error = detail;
    return [];
  }
}
