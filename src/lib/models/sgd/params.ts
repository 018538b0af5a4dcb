import * as v from 'valibot';

/** What the classifier and the regressor share; learning rates differ in their defaults. */
export const common = {
  penalty: v.optional(
    v.pipe(
      v.picklist(['l2', 'l1', 'elasticnet', 'none']),
      v.title('Penalty'),
      v.description(
        'l2 holds weights near zero, l1 drops columns, elasticnet does both. none fits noise where columns are many (overfits).',
      ),
    ),
    'l2',
  ),
  alpha: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1e-10),
      v.maxValue(1e6),
      v.title('Strength of the penalty'),
      v.description(
        'Also sets the pace of the learning rate “optimal”. Too high flattens the model (underfits); too low keeps noise and starts with steps that jump about.',
      ),
    ),
    0.0001,
  ),
  l1Ratio: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(1),
      v.title('Share of L1'),
      v.description(
        'Of the penalty elasticnet: 1 drops columns, 0 only shrinks them. Too near 1 keeps one of several related columns by chance.',
      ),
    ),
    0.15,
  ),
  fitIntercept: v.optional(
    v.pipe(
      v.boolean(),
      v.title('Fit an intercept'),
      v.description(
        'Learns the level at which all columns are zero; it is not penalised. Off forces the fit through the origin, which biases it unless that is known to hold.',
      ),
    ),
    true,
  ),
  maxIter: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(100000),
      v.title('Most passes'),
      v.description(
        'Passes over the training rows at most. Too few stop before the weights have settled (underfits); more cost time only where they are needed.',
      ),
    ),
    1000,
  ),
  tol: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(10),
      v.title('Tolerance'),
      v.description(
        'A pass that lowers the mean loss by less than this counts as no progress. Higher stops earlier, short of the best weights.',
      ),
    ),
    0.001,
  ),
  nIterNoChange: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(1000),
      v.title('Patience'),
      v.description(
        'Passes without progress before it stops. Too few stop at a chance; more take longer for little.',
      ),
    ),
    5,
  ),
  earlyStopping: v.optional(
    v.pipe(
      v.boolean(),
      v.title('Stop early'),
      v.description(
        'Holds rows back and stops when their score no longer rises, which keeps it from fitting noise. On learns from fewer rows; off goes on while the loss falls.',
      ),
    ),
    false,
  ),
  validationFraction: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0.01),
      v.maxValue(0.9),
      v.title('Share held back'),
      v.description(
        'Of the training rows, to tell when to stop early. Too small stops at a chance; too large leaves few rows to learn from (underfits).',
      ),
    ),
    0.1,
  ),
  average: v.optional(
    v.pipe(
      v.boolean(),
      v.title('Average the weights'),
      v.description(
        'Answers with the mean of the weights over all rows seen. On steadies them; off follows the last rows, and its weights jump about.',
      ),
    ),
    false,
  ),
} as const;

export const epsilon = v.optional(
  v.pipe(
    v.number(),
    v.minValue(0),
    v.maxValue(1e9),
    v.title('Width of the margin'),
    v.description(
      'For the losses huber and epsilon-insensitive, in the target’s unit. Too wide ignores real errors (underfits); too narrow follows noise, or lets outliers pull.',
    ),
  ),
  0.1,
);

export const learningRate = <const Value extends 'optimal' | 'invscaling'>(fallback: Value) =>
  v.optional(
    v.pipe(
      v.picklist(['optimal', 'invscaling', 'constant', 'adaptive']),
      v.title('Learning rate'),
      v.description(
        'How steps shrink: optimal and invscaling with every row, adaptive when progress ends, constant never, so that weights go on jumping about.',
      ),
    ),
    fallback,
  );

export const eta0 = v.optional(
  v.pipe(
    v.number(),
    v.minValue(1e-9),
    v.maxValue(1000),
    v.title('First step'),
    v.description(
      'Size of the first step, for all learning rates but optimal. Too high makes the weights run away; too low ends before they have moved.',
    ),
  ),
  0.01,
);

export const powerT = (fallback: number) =>
  v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(4),
      v.title('Power of shrinking'),
      v.description(
        'For invscaling: steps fall with the row’s number to this power. Too high stops the learning early (underfits); too low keeps the weights jumping about.',
      ),
    ),
    fallback,
  );

export const classWeight = v.optional(
  v.pipe(
    v.picklist(['none', 'balanced']),
    v.title('Class weight'),
    v.description(
      '“balanced” makes every class count the same: finds more of a rare class, at the price of more false alarms.',
    ),
  ),
  'none',
);
