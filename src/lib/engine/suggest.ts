import { EngineError } from '#lib/recipe/errors.ts';
import { previewText } from '#lib/recipe/log.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import type { Suggestion, SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { fitSteps, splitData, type Fitting, type Loaded } from './prepare.ts';
import type { Progress } from './model.ts';
import type { LearnedCompute, StepComputes } from './step.ts';
import { stillTrain } from './split.ts';

/** A learned step that could be added, as a draft and as the step it would become. */
export interface Candidate {
  readonly draft: SuggestionDraft;
  readonly step: RecipeStep;
}

/**
 * Dry-runs learned candidates on the training rows as they stand after the recipe's own steps, one after another:
 * each sees what the candidates before it would leave (impute, then encode, then scale). A candidate that cannot run
 * there is left out.
 */
export function* previewCandidates(
  loaded: Loaded,
  recipe: Recipe,
  candidates: readonly Candidate[],
  computes: StepComputes,
): Generator<Progress, Suggestion[]> {
  const from = yield* standing(loaded, recipe, computes);
  const { target } = from;
  let train = from.table;
  const kept: Suggestion[] = [];
  for (const [i, { draft, step }] of candidates.entries()) {
    const compute = computes[step.step] as LearnedCompute<unknown, unknown>;
    const place = { columns: step.columns, params: step.params };
    try {
      const fitted = compute.fit({ table: train, target, seed: recipe.seed, ...place });
      const events = compute.report({ table: train, ...place }, fitted, 'would');
      train = stillTrain(train, compute.transform({ table: train, ...place }, fitted));
      kept.push({ ...draft, console_preview: events.map(previewText) });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    yield { share: (i + 1) / candidates.length };
  }
  return kept;
}

/** Training rows after the recipe's own learned steps; those that balance come after what is suggested. */
function* standing(
  loaded: Loaded,
  recipe: Recipe,
  computes: StepComputes,
): Generator<Progress, Fitting> {
  const data = splitData(loaded, recipe);
  const steps = recipe.steps.filter((s) => computes[s.step]?.kind !== 'balancing');
  const work = fitSteps(data, { ...recipe, steps }, computes);
  for (;;) {
    const next = work.next();
    if (next.done) return next.value.fitting;
    yield { share: 0 };
  }
}
