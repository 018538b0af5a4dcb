import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { pca as spec } from './spec.ts';

export const pca = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  /** The exact solver of any shape; "auto" would draw at random on large tables, and the app does not. */
  sklearn: ({ nComponents, whiten }) =>
    construct('sklearn.decomposition', 'PCA', {
      n_components: lit(nComponents),
      whiten: lit(whiten),
      svd_solver: lit('full'),
    }),
});
