import type { Data, LoadedForRun } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { cleanedKey } from '#lib/recipe/hash.ts';
import { previewText } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import { targetOf, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import type { Suggestion, SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { draftToStep } from '#lib/steps/fromAction.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

const cleaning: ReadonlySet<string> = new Set(
  Object.values(stepSpecs).filter((s) => s.kind === 'cleaning').map((s) => s.id),
);

/** Names the table that a recipe's learned steps and models start from. */
export const tableKey = (recipe: Recipe): string => cleanedKey(recipe, cleaning);

export interface Offer {
  readonly suggestion: Suggestion;
  readonly step: RecipeStep;
}

/** What the recipe does to the table, and what could be done next; recomputed after each edit, the latest wins. */
export class Pipeline {
  readonly #data: Data;
  readonly #previews: Pool;
  #trace = $state.raw<Trace | null>(null);
  #cleaned = $state.raw<LoadedForRun['cleaning']>([]);
  #offers = $state.raw<readonly Offer[]>([]);
  #dismissed = $state.raw<ReadonlySet<string>>(new Set());
  #busy = $state(false);
  #error = $state.raw<ErrorDetail | null>(null);
  #turn = 0;
  #jobs: Job<unknown>[] = [];

  constructor(data: Data, previews: Pool) {
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
  get busy(): boolean {
    return this.#busy;
  }
  get error(): ErrorDetail | null {
    return this.#error;
  }

  dismiss(id: string): void {
    this.#dismissed = new Set([...this.#dismissed, id]);
  }
  bringBack(): void {
    this.#dismissed = new Set();
  }

  async refresh(recipe: Recipe, profile: TableProfile): Promise<void> {
    const turn = (this.#turn += 1);
    for (const job of this.#jobs.splice(0)) job.cancel();
    this.#busy = true;
    try {
      const { cleaning: cleaned } = await this.#data.load(recipe, { table: false });
      if (turn !== this.#turn) return;
      this.#cleaned = cleaned;
      const table = { key: tableKey(recipe), provide: async () => (await this.#data.load(recipe, { table: true })).loaded! };
      const tracing = this.#previews.run(table, (api, id) => api.trace(id, table.key, recipe));
      this.#jobs.push(tracing);
      const trace = await tracing.promise;
      if (turn !== this.#turn) return;
      this.#trace = trace;
      this.#error = null;
      await this.#suggest(recipe, profile, table, turn);
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
    const candidates = candidatesFor(recipe, profile);
    const cleaningOnes = candidates.filter((c) => cleaning.has(c.step.step));
    const learned = candidates.filter((c) => !cleaning.has(c.step.step));
    const events = await this.#data.preview(recipe, cleaningOnes.map((c) => c.step));
    const offers: Offer[] = cleaningOnes.map(({ draft, step }, i) => ({
      suggestion: { ...draft, console_preview: events[i]!.map(previewText) },
      step,
    }));
    if (turn !== this.#turn) return;
    if (learned.length > 0 && recipe.task !== null) {
      const after = cleaningOnes.reduce(withoutDropped, recipe);
      const job = this.#previews.run(table, (api, id) => api.suggest(id, table.key, after, learned));
      this.#jobs.push(job);
      const suggestions = await job.promise.catch(() => [] as Suggestion[]);
      for (const suggestion of suggestions) {
        const step = learned.find((c) => c.draft.id === suggestion.id)!.step;
        offers.push({ suggestion, step });
      }
    }
    if (turn === this.#turn) this.#offers = offers;
  }
}

/** A learned candidate is tried as if the suggested drops were taken: their columns are no features. */
function withoutDropped(recipe: Recipe, { step }: { step: RecipeStep }): Recipe {
  if (step.step !== 'dropColumns') return recipe;
  const gone = new Set(step.columns);
  const columns = recipe.source.columns.map((c) => (gone.has(c.name) && c.role === 'feature' ? { ...c, role: 'ignored' as const } : c));
  return { ...recipe, source: { ...recipe.source, columns } };
}

/** Drafts of every step's spec for what the recipe leaves undone, as steps ready to add. */
export function candidatesFor(
  recipe: Recipe,
  profile: TableProfile,
): { draft: SuggestionDraft; step: RecipeStep }[] {
  const context = { profile: standing(recipe, profile), target: targetOf(recipe), task: recipe.task };
  return Object.values(stepSpecs)
    .flatMap((spec) => spec.suggest(context))
    .flatMap((draft) => {
      const step = { key: draft.id, enabled: true, ...draftToStep(draft, stepSpecs) };
      const columns = step.columns.filter((name) => !treated(recipe, step, name));
      if (step.columns.length > 0 && columns.length === 0) return [];
      if (step.columns.length === 0 && recipe.steps.some((s) => s.step === step.step)) return [];
      return [{ draft: { ...draft, target_columns: columns }, step: { ...step, columns } }];
    });
}

/** A column that a step of the same stage (or the same cleaning step) already works on needs no second. */
const treated = (recipe: Recipe, step: RecipeStep, name: string): boolean => {
  const stage = stageOf(step.step);
  return recipe.steps.some(
    (s) => s.columns.includes(name) && (stage === 'clean' ? s.step === step.step : stageOf(s.step) === stage),
  );
};

const stageOf = (id: string): string | undefined => (stepSpecs as StepSpecs)[id]?.stage;

/** The profile as the recipe leaves it: dropped columns are gone. */
function standing(recipe: Recipe, profile: TableProfile): TableProfile {
  const active = recipe.steps.filter((s) => s.enabled);
  const dropped = new Set(active.filter((s) => s.step === 'dropColumns').flatMap((s) => s.columns));
  return { ...profile, columns: profile.columns.filter((c) => !dropped.has(c.name)) };
}
