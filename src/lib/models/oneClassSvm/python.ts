import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { OneClassSvmSpec } from './spec.ts';

export const oneClassSvmLowering = defineModelLowering<OneClassSvmSpec>({
  weights: true,
  sklearn: ({ kernel, nu, gamma, degree, coef0, tol }) =>
    construct('sklearn.svm', 'OneClassSVM', {
      kernel: lit(kernel),
      nu: lit(nu),
      gamma: lit(gamma),
      degree: lit(degree),
      coef0: lit(coef0),
      tol: lit(tol),
    }),
});
