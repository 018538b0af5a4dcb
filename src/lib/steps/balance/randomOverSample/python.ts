import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import { rowSampler } from '../samplers.ts';
import type { randomOverSample as spec } from './spec.ts';

export const randomOverSample = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ ratio }, _, { seed }) =>
    constructLocal('RowSampler', rowSampler, {
      kind: lit('over'),
      ratio: lit(ratio),
      random_state: lit(seed),
    }),
});
