import * as v from 'valibot';
import type { ModelSize } from '#lib/recipe/model.ts';
import { fitIntercept } from '../descent/params.ts';

export const glmParams = v.strictObject({
  alpha: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1e-9),
      v.maxValue(1e12),
      v.title('Penalty'),
      v.description(
        'Holds weights near zero, against the mean half deviance. Too high flattens real effects (underfits), soonest on unscaled columns of small numbers; too low lets related columns trade large opposite weights (overfits).',
      ),
    ),
    1,
  ),
  fitIntercept,
  maxIter: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(100000),
      v.title('Most iterations'),
      v.description(
        'Newton steps at most; about 8 are the rule. Too few stop before the best weights; more cost time only where they are needed.',
      ),
    ),
    100,
  ),
  tol: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1e-14),
      v.maxValue(1),
      v.title('Tolerance'),
      v.description(
        'Stops when no slope of the mean loss is above it. Higher stops earlier, with weights right to fewer digits; 1e-9 costs a step or two more than 1e-4.',
      ),
    ),
    1e-9,
  ),
});

export const glmEstimate = ({ rows, features }: ModelSize) => ({
  seconds: 0.003 + 8 * rows * (30e-9 + 0.6e-9 * features * (features + 8)) + 4e-9 * features ** 3,
  bytes: 8 * (rows * (2 * features + 8) + 3 * features ** 2),
});
