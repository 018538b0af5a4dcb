import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { ElasticNetSpec } from './spec.ts';

export const elasticNetLowering = defineModelLowering<ElasticNetSpec>({
  weights: true,
  sklearn: ({ alpha, l1Ratio, fitIntercept, positive, maxIter, tol }) =>
    construct('sklearn.linear_model', 'ElasticNet', {
      alpha: lit(alpha),
      l1_ratio: lit(l1Ratio),
      fit_intercept: lit(fitIntercept),
      positive: lit(positive),
      selection: lit('cyclic'),
      max_iter: lit(maxIter),
      tol: lit(tol),
    }),
});
