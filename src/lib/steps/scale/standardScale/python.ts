import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { standardScale as spec } from './spec.ts';

export const standardScale = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  rescales: ({ withStd }) => withStd,
  sklearn: ({ withMean, withStd }) =>
    construct('sklearn.preprocessing', 'StandardScaler', {
      with_mean: lit(withMean),
      with_std: lit(withStd),
    }),
});
