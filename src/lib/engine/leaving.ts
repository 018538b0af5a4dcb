import type { Explaining } from '#lib/recipe/explaining.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, TestAnswers } from '#lib/recipe/run.ts';
import { ExplainSession } from './explain/session.ts';
import type { Computes } from './predictor.ts';
import type { Loaded } from './prepare.ts';
import { testAnswers } from './testAnswers.ts';

/** What leaves with a run beside its model, and takes its table to say. */
export interface Leaving {
  readonly answers: TestAnswers;
  /** What explains its answers exactly; null where nothing does. */
  readonly explaining: Explaining | null;
}

/** Of a run that was fitted on this table. */
export const leavingOf = (
  loaded: Loaded,
  recipe: Recipe,
  run: FittedRun,
  computes: Computes,
): Leaving => ({
  answers: testAnswers(loaded, recipe, run, computes),
  explaining: new ExplainSession(loaded, recipe, run, computes).told,
});
