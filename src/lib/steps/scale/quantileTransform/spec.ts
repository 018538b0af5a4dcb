import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

export const quantileTransform = defineStep({
  id: 'quantileTransform',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Spread numbers evenly by rank',
  summary:
    'Replaces each number by its place among those of the training rows, evenly from 0 to 1 or along a bell curve.',
  params: v.strictObject({
    nQuantiles: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(10_000),
        v.title('Quantiles'),
        v.description('Marks to find the place between, at most one for each training row.'),
      ),
      1000,
    ),
    outputDistribution: v.optional(
      v.pipe(
        v.picklist(['uniform', 'normal']),
        v.title('Shape'),
        v.description('Uniform from 0 to 1, or normal with mean 0 and standard deviation 1.'),
      ),
      'uniform',
    ),
    subsample: v.optional(
      v.pipe(
        v.nullable(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1e7))),
        v.title('Rows to learn from'),
        v.description('Drawn with the recipe’s seed where there are more. Empty: all.'),
      ),
      10_000,
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'scale', params: { method: 'quantile' } },
  suggest: () => [],
  describe: (columns, { outputDistribution }) => ({
    title: `Spread ${listed(columns)} by rank`,
    effect: outputDistribution,
  }),
  examples: [
    { params: {}, why: 'Columns of any shape, where only the order is trusted.' },
    { params: { outputDistribution: 'normal' }, why: 'Models that expect a bell curve.' },
    { params: { nQuantiles: 4 }, why: 'A rough shape, with little to learn by heart.' },
  ],
});
