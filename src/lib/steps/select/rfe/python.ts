import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import { judgePython } from '../judgedPython.ts';
import type { rfe as spec } from './spec.ts';

export const rfe = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: (params, columns, context) =>
    construct('sklearn.feature_selection', 'RFE', {
      estimator: judgePython(params, context),
      n_features_to_select: lit(
        params.nFeaturesToSelect && Math.min(params.nFeaturesToSelect, columns.length),
      ),
      step: lit(params.step),
    }),
});
