import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import { syntheticSampler } from '../samplers.ts';
import type { adasyn as spec } from './spec.ts';

export const adasyn = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ ratio, nNeighbors }, _, { seed }) =>
    constructLocal('SyntheticSampler', syntheticSampler, {
      method: lit('adasyn'),
      ratio: lit(ratio),
      neighbors: lit(nNeighbors),
      random_state: lit(seed),
    }),
});
