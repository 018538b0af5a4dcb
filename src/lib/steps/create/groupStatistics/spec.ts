import * as v from 'valibot';
import { isNumeric } from '#lib/recipe/profile.ts';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';

export const groupStatistics = defineStep({
  id: 'groupStatistics',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Add figures of each group',
  summary:
    'Adds, for each number and each category it is placed on, a figure of that number among the training rows of the same category; a category that training did not have gets the figure of all rows.',
  params: v.strictObject({
    statistic: v.optional(
      v.pipe(
        v.picklist(['mean', 'median', 'std', 'min', 'max', 'count', 'deviation']),
        v.title('Figure'),
        v.description(
          'Of the group’s training rows: mean, median, standard deviation, least, most, how many have a number; deviation is the row’s own number less the mean of its group.',
        ),
      ),
      'mean',
    ),
  }),
  needsColumns: true,
  columnsMade: (columns) => {
    const numbers = columns.filter(({ type }) => isNumeric(type)).length;
    return columns.length + numbers * (columns.length - numbers);
  },
  objectTo: ({ name, type }) =>
    type === 'date' || type === 'datetime'
      ? `${name} holds dates; take their parts first, or drop it.`
      : null,
  action: { type: 'group', params: {} },
  suggest: () => [],
  describe: (columns, { statistic }) => ({
    title: `Add figures of groups of ${listed(columns)}`,
    effect: `${words[statistic]} of each number by each category`,
  }),
  examples: [
    { params: {}, why: 'What is usual differs from group to group.' },
    { params: { statistic: 'median' }, why: 'Groups with far values.' },
    { params: { statistic: 'std' }, why: 'How much a group varies tells something.' },
    { params: { statistic: 'min' }, why: 'The cheapest of each kind.' },
    { params: { statistic: 'max' }, why: 'The best of each kind.' },
    { params: { statistic: 'count' }, why: 'Large groups differ from small ones.' },
    { params: { statistic: 'deviation' }, why: 'Cheap or dear for its kind.' },
  ],
});

const words = {
  mean: 'mean',
  median: 'median',
  std: 'standard deviation',
  min: 'least',
  max: 'most',
  count: 'count',
  deviation: 'distance from the mean',
} as const;
