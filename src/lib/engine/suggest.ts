import { EngineError } from '#lib/recipe/errors.ts';
import { previewText } from '#lib/recipe/log.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import type { Suggestion, SuggestionDraft } from '#lib/recipe/suggestion.ts';
import { fitSteps, splitData, type Loaded } from './prepare.ts';
import type { Progress } from './model.ts';
import type { LearnedCompute, StepComputes } from './step.ts';
import type { TrainTable } from './table.ts';

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
  let train = yield* standing(loaded, recipe, computes);
  const kept: Suggestion[] = [];
  for (const [i, { draft, step }] of candidates.entries()) {
    const compute = computes[step.step] as LearnedCompute<unknown, unknown>;
    const place = { columns: step.columns, params: step.params };
    try {
      const fitted = compute.fit({ table: train, ...place });
      const events = compute.report({ table: train, ...place }, fitted, 'would');
      train = compute.transform({ table: train, ...place }, fitted) as TrainTable;
      kept.push({ ...draft, console_preview: events.map(previewText) });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    yield { share: (i + 1) / candidates.length };
  }
  return kept;
}

function* standing(
  loaded: Loaded,
  recipe: Recipe,
  computes: StepComputes,
): Generator<Progress, TrainTable> {
  const data = splitData(loaded, recipe);
  const fitting = fitSteps(data, recipe, computes);
  let train = data.train.table;
  for (let next = fitting.next(); !next.done; next = fitting.next()) {
    if (typeof next.value !== 'number') train = next.value.after;
    yield { share: 0 };
  }
  return train;
}
