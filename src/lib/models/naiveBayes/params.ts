import * as v from 'valibot';
import type { ModelSize } from '#lib/recipe/model.ts';

export const smoothing = (least: number) =>
  v.optional(
    v.pipe(
      v.number(),
      v.minValue(least),
      v.maxValue(1e9),
      v.title('Smoothing'),
      v.description(
        'Imagined occurrences of every column in every class. Too high makes the classes alike (underfits); too low lets one unseen column rule a class out (overfits).',
      ),
    ),
    1,
  );

export const fitPrior = v.optional(
  v.pipe(
    v.boolean(),
    v.title('Learn how common classes are'),
    v.description(
      'Off takes all classes as equally common: finds more of a rare class, at the price of more false alarms and of probabilities that are too high for it.',
    ),
  ),
  true,
);

export const countEstimate = ({ rows, features, classes }: ModelSize) => ({
  seconds: 0.001 + 25e-9 * rows * features,
  bytes: 8 * (rows + 2 * classes * features),
});
