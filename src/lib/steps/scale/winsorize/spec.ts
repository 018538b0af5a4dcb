import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const winsorize = defineStep({
  id: 'winsorize',
  version: 1,
  stage: 'scale',
  kind: 'learned',
  title: 'Clip values far out',
  summary: 'Sets values beyond limits to the limits, which are learned from training rows.',
  params: v.strictObject({
    method: v.optional(
      v.pipe(
        v.picklist(['iqr', 'quantiles']),
        v.title('Limits'),
        v.description('By interquartile ranges beyond the quartiles, or at two quantiles.'),
      ),
      'iqr',
    ),
    fold: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(100),
        v.title('Interquartile ranges'),
        v.description(
          'How many lie between a quartile and its limit. Fewer clip more, also values that are true.',
        ),
      ),
      1.5,
    ),
    lower: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(0.5),
        v.title('Lower quantile'),
        v.description(
          'For limits at quantiles. A higher one clips more, also values that are true.',
        ),
      ),
      0.01,
    ),
    upper: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0.5),
        v.maxValue(1),
        v.title('Upper quantile'),
        v.description(
          'For limits at quantiles. A lower one clips more, also values that are true.',
        ),
      ),
      0.99,
    ),
  }),
  needsColumns: true,
  objectTo: ({ name, type }) =>
    isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`,
  action: { type: 'winsorize', params: {} },
  /** Whether a far value is a slip or the most interesting row, no profile can tell. */
  suggest: () => [],
  describe: (columns, { method, fold, lower, upper }) => ({
    title: `Clip ${listed(columns)}`,
    effect:
      method === 'iqr' ? `at ${fold} interquartile ranges` : `at quantiles ${lower} and ${upper}`,
  }),
  examples: [
    { params: {}, why: 'Tukey’s fences: slips that lie far out lose their weight.' },
    { params: { fold: 3 }, why: 'Only values that are far out by any measure.' },
    {
      params: { method: 'quantiles', lower: 0.1, upper: 0.85 },
      why: 'The same share of each column, however it is shaped.',
    },
  ],
});
