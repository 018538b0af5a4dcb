import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { GaussianMixtureSpec } from './spec.ts';

export const gaussianMixtureLowering = defineModelLowering<GaussianMixtureSpec>({
  sklearn: ({ nComponents, covarianceType, tol, regCovar, maxIter, nInit }, _task, seed) =>
    construct('sklearn.mixture', 'GaussianMixture', {
      n_components: lit(nComponents),
      covariance_type: lit(covarianceType),
      tol: lit(tol),
      reg_covar: lit(regCovar),
      max_iter: lit(maxIter),
      n_init: lit(nInit),
      random_state: lit(seed),
    }),
});
