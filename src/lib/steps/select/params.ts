import * as v from 'valibot';

/** Parameters of steps that judge columns by a model. */

/** What says which model and how strict it is; each step has those that it needs. */
export interface EstimatorSettings {
  readonly estimator: 'l1' | 'linear' | 'forest';
  readonly alpha?: number;
  readonly C?: number;
  readonly nEstimators?: number;
}

export const C = v.optional(
  v.pipe(
    v.number(),
    v.minValue(1e-8),
    v.maxValue(1e8),
    v.title('Trust in the data (C)'),
    v.description('Of the linear model for classes: a lower one holds weights nearer zero.'),
  ),
  1,
);

export const alpha = v.optional(
  v.pipe(
    v.number(),
    v.minValue(1e-8),
    v.maxValue(1e12),
    v.title('Penalty (alpha)'),
    v.description('Of the lasso, for a target of numbers: a higher one keeps fewer columns.'),
  ),
  1,
);

export const nEstimators = v.optional(
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(1000),
    v.title('Trees'),
    v.description('Of the forest: more steady the importances, and take longer.'),
  ),
  100,
);

export const linearOrForest = v.optional(
  v.pipe(
    v.picklist(['linear', 'forest']),
    v.title('Judged by'),
    v.description(
      'The weights of a linear or logistic regression, which need columns of one scale, or the importances of a random forest.',
    ),
  ),
  'linear',
);

export const step = v.optional(
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(1000),
    v.title('Columns dropped at once'),
    v.description('The model is fitted anew after each turn; more at once is quicker and coarser.'),
  ),
  1,
);
