import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import { syntheticSampler } from '../samplers.ts';
import type { smote as spec } from './spec.ts';

export const smote = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ ratio, kNeighbors }, _, { seed }) =>
    constructLocal('SyntheticSampler', syntheticSampler, {
      method: lit('smote'),
      ratio: lit(ratio),
      neighbors: lit(kNeighbors),
      random_state: lit(seed),
    }),
});
