import * as v from 'valibot';

/** Parameters and words that the specs of balancing steps share. */

export const ratio = v.optional(
  v.pipe(
    v.number(),
    v.minValue(0.01),
    v.maxValue(1),
    v.title('Rare by frequent'),
    v.description(
      'Rows of a rarer class for each row of the largest one, or the reverse, afterwards; 1 for equal numbers. Less harms probabilities less.',
    ),
  ),
  1,
);

export const neighbours = (title: string) =>
  v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(100),
      v.title(title),
      v.description('Fewer stay nearer to the rows there are, more spread further between them.'),
    ),
    5,
  );

export const classTasks = ['binary', 'multiclass'] as const;

/** Rows are balanced by what the whole row holds, so no column is chosen. */
export const noColumn = (): null => null;
