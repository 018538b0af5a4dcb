import { assess } from '#lib/engine/assess.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { gainOf } from '#lib/engine/gain.ts';
import type { Sql } from '#lib/data/sql.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { gainQuestion, verdictOf, type Gain, type Verdict } from '#lib/recipe/gain.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Assessment } from '#lib/recipe/structure.ts';
import type { Suggestion } from '#lib/recipe/suggestion.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { completed, withAndWithout } from '#lib/steps/completing.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { featureIdeas, withIdea } from '#lib/steps/featureIdeas.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { loadCleaned } from './open.ts';
import type { Plan } from './plan.ts';

/** What a measurement starts from: the table, the recipe with its model, and the profile. */
export interface Bench {
  readonly sql: Sql;
  readonly recipe: Recipe;
  readonly profile: TableProfile;
  readonly modelKey: string;
  readonly log: Log;
}

/** Scores recipes on folds, each once. */
class Scores {
  readonly #bench: Bench;
  readonly #known = new Map<string, Assessment>();

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async of(recipe: Recipe): Promise<Assessment> {
    const key = JSON.stringify([recipe.steps, recipe.source.columns]);
    const known = this.#known.get(key);
    if (known) return known;
    const loaded = await loadCleaned(this.#bench.sql, recipe, () => undefined);
    const question = gainQuestion;
    const deps = { question, computes: { steps: stepComputes, models: modelComputes }, scoring };
    const found = driveSync(assess(loaded, recipe, this.#bench.modelKey, deps));
    this.#known.set(key, found);
    return found;
  }

  async gain(before: Recipe, after: Recipe, tried: number): Promise<Measured> {
    const without = await attempt(() => this.of(before));
    const with_ = await attempt(() => this.of(after));
    if (typeof with_ === 'string') return { not_measured: with_ };
    if (typeof without === 'string') return { needed: without };
    const gain = await attempt(() =>
      Promise.resolve(gainOf({ before: without, after: with_ }, tried)),
    );
    return typeof gain === 'string' ? { not_measured: gain } : gain;
  }
}

/** A step without which nothing can be trained is needed; of one with which nothing can be, the reason is told. */
type Measured = Gain | { readonly needed: string } | { readonly not_measured: string };

/** What each suggestion does to the honest score, all other likely ones taken. */
export async function measuredSteps(
  bench: Bench,
  suggestions: Plan['suggestions'],
): Promise<ReadonlyMap<string, Measured>> {
  const scores = new Scores(bench);
  const found = new Map<string, Measured>();
  for (const { suggestion, step } of suggestions) {
    const about = { profile: bench.profile, models: modelSpecs };
    const { before, after } = withAndWithout(bench.recipe, { id: suggestion.id, step }, about);
    const gain = await scores.gain(before, after, 1);
    found.set(suggestion.id, gain);
    say(bench.log, suggestion.id, gain);
  }
  return found;
}

/** How many features were tried, and those that seem to help, the best first. */
export interface FeatureSearch {
  readonly tried: number;
  readonly features: readonly (Omit<Suggestion, 'console_preview'> & {
    readonly verdict: Verdict;
    readonly gain: Gain;
  })[];
}

/** Tries every idea for a feature on the folds; those are kept whose gain is none of noise, and marked where it may be luck. */
export async function searchFeatures(bench: Bench): Promise<FeatureSearch> {
  const scores = new Scores(bench);
  const about = { profile: bench.profile, models: modelSpecs };
  const before = completed(bench.recipe, about);
  const ideas = featureIdeas(bench.recipe, bench.profile);
  const features: FeatureSearch['features'][number][] = [];
  for (const idea of ideas) {
    const gain = await scores.gain(before, withIdea(before, idea), ideas.length);
    say(bench.log, idea.draft.id, gain);
    if (!('mean' in gain)) continue;
    const verdict = verdictOf(gain);
    if (verdict === 'gain' || verdict === 'perhaps')
      features.push({ ...idea.draft, verdict, gain });
  }
  return { tried: ideas.length, features: features.sort((a, b) => b.gain.mean - a.gain.mean) };
}

/** What is thrown about the data, in words; all else goes on. */
async function attempt<T>(measure: () => Promise<T>): Promise<T | string> {
  try {
    return await measure();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return error.message;
  }
}

function say(log: Log, id: string, gain: Measured): void {
  const message =
    'needed' in gain
      ? `${id}: needed: ${gain.needed}`
      : 'not_measured' in gain
        ? `${id}: not measured: ${gain.not_measured}`
        : `${id}: ${gain.metric} ${gain.before.toFixed(4)} to ${gain.after.toFixed(4)} (${gain.low.toFixed(4)} to ${gain.high.toFixed(4)}), ${verdictOf(gain)}`;
  log({ level: 'INFO', source: 'suggest.gain', message, meta: {} });
}
