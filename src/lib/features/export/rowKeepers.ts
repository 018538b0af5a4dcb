import { modelTitle } from '#lib/features/evaluate/runs.ts';
import { rowKeepingModels } from '#lib/models/rowKeeping.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { rowKeepingSteps } from '#lib/steps/rowKeeping.ts';
import { stepSpecs, type StepId } from '#lib/steps/specs.ts';

/** Title of the model or step whose state holds training rows, or null. */
export function keeperOfRows({ model, steps }: FittedRun): string | null {
  if (rowKeepingModels.has(model)) return `“${modelTitle(model)}”`;
  const step = steps.find((s) => rowKeepingSteps.has(s.step));
  return step ? `“${stepSpecs[step.step as StepId].title}”` : null;
}
