import * as v from 'valibot';

export const alpha = v.optional(
  v.pipe(
    v.number(),
    v.minValue(1e-8),
    v.maxValue(1e12),
    v.title('Penalty'),
    v.description(
      'Holds weights near zero, against the mean squared error. Too high drops columns that matter (underfits); too low keeps columns of noise and takes long (overfits).',
    ),
  ),
  1,
);

export const fitIntercept = v.optional(
  v.pipe(
    v.boolean(),
    v.title('Fit an intercept'),
    v.description(
      'Learns the level at which all columns are zero; it is not penalised. Off forces the fit through the origin, which biases it unless that is known to hold.',
    ),
  ),
  true,
);

export const positive = v.optional(
  v.pipe(
    v.boolean(),
    v.title('Weights not below 0'),
    v.description(
      'Forces every weight to 0 or above. Right for parts that can only add, such as prices of components; elsewhere it drops columns that lower the answer (underfits).',
    ),
  ),
  false,
);

export const maxIter = v.optional(
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(1000000),
    v.title('Most iterations'),
    v.description(
      'Sweeps over the columns at most. Too few stop before the best weights, above all on unscaled or related columns; more cost time only where they are needed.',
    ),
  ),
  10000,
);

export const tol = v.optional(
  v.pipe(
    v.number(),
    v.minValue(1e-13),
    v.maxValue(1),
    v.title('Tolerance'),
    v.description(
      'Stops when a sweep changes no weight by more than this share of the largest, and the duality gap is below this share of the sum of squares. Higher stops earlier, with weights right to fewer digits.',
    ),
  ),
  1e-12,
);
