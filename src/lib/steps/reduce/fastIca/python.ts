import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { fastIca as spec } from './spec.ts';

export const fastIca = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nComponents, algorithm, fun, maxIter, tol, randomState }) =>
    construct('sklearn.decomposition', 'FastICA', {
      n_components: lit(nComponents),
      algorithm: lit(algorithm),
      fun: lit(fun),
      max_iter: lit(maxIter),
      tol: lit(tol),
      random_state: lit(randomState),
    }),
});
