import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit, tuple } from '#lib/codegen/python/ir.ts';
import type { robustScale as spec } from './spec.ts';

export const robustScale = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ withCentering, withScaling, quantileRange }) =>
    construct('sklearn.preprocessing', 'RobustScaler', {
      with_centering: lit(withCentering),
      with_scaling: lit(withScaling),
      quantile_range: tuple([lit(quantileRange * 100), lit(100 - quantileRange * 100)]),
    }),
});
