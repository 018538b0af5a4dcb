import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { kernelPca as spec } from './spec.ts';

export const kernelPca = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nComponents, kernel, gamma, degree, coef0 }) =>
    construct('sklearn.decomposition', 'KernelPCA', {
      n_components: lit(nComponents),
      kernel: lit(kernel),
      gamma: lit(gamma),
      degree: lit(degree),
      coef0: lit(coef0),
      random_state: lit(0),
    }),
});
