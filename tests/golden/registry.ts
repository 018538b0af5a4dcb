import type { Registry } from '#lib/codegen/registry.ts';
import { metricSpecs } from '#lib/metrics/specs.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { ParamsSchema } from '#lib/recipe/step.ts';
import { stepLowerings } from '#lib/steps/lowerings.ts';
import { stepSpecs, type StepId } from '#lib/steps/specs.ts';

export const registry: Registry = {
  steps: stepLowerings,
  models: modelLowerings,
  metrics: metricSpecs,
};

/** Parameters as a recipe has them: every default written out. */
export const stepParams = (
  id: StepId,
  params: Record<string, unknown> = {},
): Record<string, unknown> => parseParams(stepSpecs[id].params as ParamsSchema, params, id);

export const modelParams = (
  id: ModelId,
  params: Record<string, unknown> = {},
): Record<string, unknown> => parseParams(modelSpecs[id].params as ParamsSchema, params, id);
