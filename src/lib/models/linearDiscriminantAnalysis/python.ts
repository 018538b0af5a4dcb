import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { LinearDiscriminantAnalysisSpec } from './spec.ts';

export const linearDiscriminantAnalysisLowering =
  defineModelLowering<LinearDiscriminantAnalysisSpec>({
    sklearn: ({ tol }) =>
      construct('sklearn.discriminant_analysis', 'LinearDiscriminantAnalysis', {
        solver: lit('svd'),
        priors: lit(null),
        tol: lit(tol),
      }),
  });
