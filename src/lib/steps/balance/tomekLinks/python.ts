import { defineBalancingLowering } from '#lib/codegen/lowering.ts';
import { constructLocal } from '#lib/codegen/python/ir.ts';
import { tomekSampler } from '../samplers.ts';
import type { tomekLinks as spec } from './spec.ts';

export const tomekLinks = defineBalancingLowering<typeof spec>({
  kind: 'balancing',
  sampler: () => constructLocal('TomekLinks', tomekSampler),
});
