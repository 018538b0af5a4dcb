import type { Registry } from '#lib/codegen/registry.ts';
import { metricSpecs } from '#lib/metrics/specs.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { stepLowerings } from '#lib/steps/lowerings.ts';

/** All lowerings, as codegen takes them. */
export const registry: Registry = {
  steps: stepLowerings,
  models: modelLowerings,
  metrics: metricSpecs,
};
