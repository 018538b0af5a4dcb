import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { QuadraticDiscriminantAnalysisSpec } from './spec.ts';

export const quadraticDiscriminantAnalysisLowering =
  defineModelLowering<QuadraticDiscriminantAnalysisSpec>({
    sklearn: ({ regParam, tol }) =>
      construct('sklearn.discriminant_analysis', 'QuadraticDiscriminantAnalysis', {
        solver: lit('svd'),
        priors: lit(null),
        reg_param: lit(regParam),
        tol: lit(tol),
      }),
  });
