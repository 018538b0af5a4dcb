import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { truncatedSvd as spec } from './spec.ts';

export const truncatedSvd = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  /** As many draws beside as there are columns make the random solver exact; "arpack" refuses to keep all columns. */
  sklearn: ({ nComponents }, columns) =>
    construct('sklearn.decomposition', 'TruncatedSVD', {
      n_components: lit(nComponents),
      n_iter: lit(0),
      n_oversamples: lit(columns.length),
      random_state: lit(0),
    }),
});
