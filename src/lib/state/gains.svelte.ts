import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Job } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { gainQuestion, verdictOf, type Gain } from '#lib/recipe/gain.ts';
import { canonical, runKey, shortHash } from '#lib/recipe/hash.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import { isClassification, type TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Assessment } from '#lib/recipe/structure.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { completed, withAndWithout } from '#lib/steps/completing.ts';
import { featureIdeas, withIdea, type FeatureIdea } from '#lib/steps/featureIdeas.ts';
import { tableKey, type Offer } from './pipeline.svelte.ts';

/** What a step was found to do, while it is looked for and after. */
export interface Measuring {
  readonly busy: boolean;
  readonly gain: Gain | null;
  /** Without the step nothing can be trained: so says this. */
  readonly needed: string | null;
  readonly error: ErrorDetail | null;
}

/** A feature that seems to help. */
export interface FoundFeature {
  readonly idea: FeatureIdea;
  readonly gain: Gain;
}

/** A search for features: on its way, done, or stopped. */
export interface FeatureSearch {
  readonly busy: boolean;
  readonly tried: number;
  readonly total: number;
  readonly found: readonly FoundFeature[];
  /** What could not be tried, and why. */
  readonly failed: readonly { readonly id: string; readonly why: string }[];
  readonly error: ErrorDetail | null;
}

const nothing: Measuring = { busy: false, gain: null, needed: null, error: null };

/** What suggested steps and tried features do to the honest score; known while the recipe stays as it is. */
export class Gains {
  readonly #data: Data;
  readonly #pool: Pool;
  #measured = $state.raw<ReadonlyMap<string, Measuring>>(new Map());
  #searches = $state.raw<ReadonlyMap<string, FeatureSearch>>(new Map());
  readonly #scores = new Map<string, Assessment>();
  readonly #jobs = new Map<string, Job<unknown>>();

  constructor(data: Data, pool: Pool) {
    this.#data = data;
    this.#pool = pool;
  }

  of(recipe: Recipe, offer: Offer): Measuring | null {
    return this.#measured.get(offerKey(recipe, offer)) ?? null;
  }
  searchOf(recipe: Recipe): FeatureSearch | null {
    return this.#searches.get(keyOf(recipe)) ?? null;
  }

  /** Scores the recipe without the step and with it in folds; all other likely steps are taken in both. */
  async measure(recipe: Recipe, profile: TableProfile, offer: Offer): Promise<void> {
    const key = offerKey(recipe, offer);
    if (this.#measured.get(key)?.busy) return;
    const set = (to: Measuring): void => {
      this.#measured = new Map([...this.#measured, [key, to]].slice(-100) as [string, Measuring][]);
    };
    set({ ...nothing, busy: true });
    try {
      const asked = { id: offer.suggestion.id, step: offer.step };
      const about = { profile, models: modelSpecs };
      const { before, after } = withAndWithout(measurable(recipe), asked, about);
      const without = await this.#score(before, key).catch((error: unknown) => detailOf(error));
      if ('code' in without) {
        if (without.code === 'cancelled' || without.code === 'unexpected') throw without;
        // What fails with the step too does not need it.
        await this.#score(after, key);
        set({ ...nothing, needed: without.what });
        return;
      }
      set({ ...nothing, gain: await this.#gain(without, after, { job: key, tried: 1 }) });
    } catch (error) {
      const detail = detailOf(error);
      set(detail.code === 'cancelled' ? nothing : { ...nothing, error: detail });
    }
  }

  /** Tries every idea for a feature, one after another; what helps is there at once. */
  async search(recipe: Recipe, profile: TableProfile): Promise<void> {
    const key = keyOf(recipe);
    if (this.#searches.get(key)?.busy) return;
    const ideas = featureIdeas(recipe, profile);
    let now: FeatureSearch = {
      busy: true,
      tried: 0,
      total: ideas.length,
      found: [],
      failed: [],
      error: null,
    };
    const set = (to: Partial<FeatureSearch>): void => {
      now = { ...now, ...to };
      this.#searches = new Map([...this.#searches, [key, now]]);
    };
    set({});
    try {
      const base = completed(measurable(recipe), { profile, models: modelSpecs });
      const before = await this.#score(base, key);
      for (const idea of ideas) {
        const tried = await this.#try(before, withIdea(base, idea), {
          job: key,
          tried: ideas.length,
        });
        if ('code' in tried)
          set({ failed: [...now.failed, { id: idea.draft.id, why: tried.what }] });
        else if (['gain', 'perhaps'].includes(verdictOf(tried)))
          set({ found: [...now.found, { idea, gain: tried }].sort(byGain) });
        set({ tried: now.tried + 1 });
      }
      set({ busy: false });
    } catch (error) {
      const detail = detailOf(error);
      set({ busy: false, error: detail.code === 'cancelled' ? null : detail });
    }
  }

  stop(recipe: Recipe): void {
    this.#jobs.get(keyOf(recipe))?.cancel();
  }

  /** A gain, or why the recipe with the feature could not be scored; a cancel and faults of ours are thrown. */
  async #try(
    before: Assessment,
    after: Recipe,
    how: { readonly job: string; readonly tried: number },
  ): Promise<Gain | ErrorDetail> {
    try {
      return await this.#gain(before, after, how);
    } catch (error) {
      const detail = detailOf(error);
      if (['cancelled', 'unexpected', 'dead-worker'].includes(detail.code)) throw error;
      return detail;
    }
  }

  async #gain(
    before: Assessment,
    after: Recipe,
    { job, tried }: { readonly job: string; readonly tried: number },
  ): Promise<Gain> {
    const compared = { before, after: await this.#score(after, job) };
    return this.#pool.run(this.#table(after), (api) => api.gain(compared, tried)).promise;
  }

  async #score(recipe: Recipe, job: string): Promise<Assessment> {
    const modelKey = recipe.models[0]!.key;
    const key = runKey(recipe, modelKey);
    const known = this.#scores.get(key);
    if (known) return known;
    const task = { key: tableKey(recipe), recipe, modelKey, question: gainQuestion };
    const asked = this.#pool.run(this.#table(recipe), (api, id) =>
      api.assess(
        { id, ...task },
        proxy(() => undefined),
      ),
    );
    this.#jobs.set(job, asked);
    const score = await asked.promise;
    this.#scores.set(key, score);
    return score;
  }

  #table(recipe: Recipe) {
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    return { key: tableKey(recipe), provide, priority: -1 };
  }
}

const byGain = (a: FoundFeature, b: FoundFeature): number => b.gain.mean - a.gain.mean;

const keyOf = (recipe: Recipe): string => shortHash(canonical([recipe]));
const offerKey = (recipe: Recipe, { suggestion, step }: Offer): string =>
  shortHash(canonical([recipe, suggestion.id, step]));

/** With the first of its models, or the plain one for its task. */
function measurable(recipe: Recipe): Recipe {
  const plain =
    recipe.task !== null && isClassification(recipe.task)
      ? modelSpecs.logisticRegression
      : modelSpecs.linearRegression;
  return recipe.models.length > 0
    ? { ...recipe, models: recipe.models.slice(0, 1) }
    : { ...recipe, models: [modelEntry(plain)] };
}
