import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { varianceThreshold as spec } from './spec.ts';

export const varianceThreshold = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ threshold }) =>
    construct('sklearn.feature_selection', 'VarianceThreshold', { threshold: lit(threshold) }),
});
