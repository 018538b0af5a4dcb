import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { IsolationForestSpec } from './spec.ts';

export const isolationForestLowering = defineModelLowering<IsolationForestSpec>({
  weights: true,
  sklearn: ({ nEstimators, maxSamples, contamination }, _task, seed) =>
    construct('sklearn.ensemble', 'IsolationForest', {
      n_estimators: lit(nEstimators),
      max_samples: lit(maxSamples),
      contamination: lit(contamination),
      random_state: lit(seed),
    }),
});
