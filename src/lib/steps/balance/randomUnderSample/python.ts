import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import { rowSampler } from '../samplers.ts';
import type { randomUnderSample as spec } from './spec.ts';

export const randomUnderSample = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: ({ ratio }, _, { seed }) =>
    constructLocal('RowSampler', rowSampler, {
      kind: lit('under'),
      ratio: lit(ratio),
      random_state: lit(seed),
    }),
});
