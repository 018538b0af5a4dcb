import * as v from 'valibot';

/** Entries of the parameter schemas that a tree and a forest share. */
export const criterion = v.optional(
  v.pipe(
    v.picklist(['auto', 'gini', 'entropy', 'log_loss', 'squared_error']),
    v.title('Criterion'),
    v.description(
      'What a split lowers: “auto” is gini for classes and squared_error for numbers; entropy and log_loss are the same. It seldom changes the score; entropy is slower.',
    ),
  ),
  'auto',
);

export const maxDepth = v.optional(
  v.pipe(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
    v.title('Greatest depth'),
    v.description(
      'Questions from root to leaf. Too few miss real patterns (underfits); no limit learns single rows by heart (overfits, less so in a forest).',
    ),
  ),
  null,
);

export const minSamplesSplit = v.optional(
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(2),
    v.maxValue(1e9),
    v.title('Fewest rows to split'),
    v.description(
      'A node with fewer rows stays a leaf. Too high misses small groups (underfits); 2 splits down to single rows (overfits).',
    ),
  ),
  2,
);

export const minSamplesLeaf = v.optional(
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(1e9),
    v.title('Fewest rows in a leaf'),
    v.description(
      'Every leaf keeps this many rows. Higher smooths the answers; too high blurs small groups (underfits), 1 lets a leaf follow one row (overfits).',
    ),
  ),
  1,
);

export const classWeight = v.optional(
  v.pipe(
    v.picklist(['none', 'balanced']),
    v.title('Class weight'),
    v.description(
      '“balanced” makes every class count the same: finds more of a rare class, at the price of more false alarms and of probabilities that are too high for it. Numbers have none.',
    ),
  ),
  'none',
);

const featureChoices = v.union([
  v.picklist(['auto', 'sqrt', 'log2', 'all']),
  v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
]);

/** @param auto what “auto” means for this model, as a clause */
export const maxFeatures = (auto: string) =>
  v.optional(
    v.pipe(
      featureChoices,
      v.title('Features tried at a split'),
      v.description(
        `How many features each split chooses from: all, their square root, their log2, or a share such as 0.5; “auto” is ${auto}. Fewer make trees differ more and each one weaker; too few miss a strong feature.`,
      ),
    ),
    'auto',
  );
