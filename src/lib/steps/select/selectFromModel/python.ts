import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { judgePython } from '../judgedPython.ts';
import type { selectFromModel as spec } from './spec.ts';

export const selectFromModel = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: (params, columns, context) => {
    const { estimator, threshold, maxFeatures } = params;
    const auto = estimator === 'l1' ? 1e-5 : 'mean';
    return construct('sklearn.feature_selection', 'SelectFromModel', {
      estimator: judgePython(params, context),
      threshold: lit(threshold === 'auto' ? auto : threshold),
      ...(maxFeatures === null ? {} : { max_features: lit(Math.min(maxFeatures, columns.length)) }),
    });
  },
});
