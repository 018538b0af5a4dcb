import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { counted, listed } from '../../words.ts';

export const kBins = defineStep({
  id: 'kBins',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Put numbers into bins',
  summary: 'Replaces each number by the bin it lies in; the edges are learned from training rows.',
  params: v.strictObject({
    nBins: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(256),
        v.title('Bins'),
        v.description(
          'Fewer lose detail, more have few rows each. Bins without width are left out.',
        ),
      ),
      5,
    ),
    strategy: v.optional(
      v.pipe(
        v.picklist(['quantile', 'uniform', 'kmeans']),
        v.title('Edges'),
        v.description('With equally many rows, of equal width, or between groups of near numbers.'),
      ),
      'quantile',
    ),
    encode: v.optional(
      v.pipe(
        v.picklist(['onehot', 'ordinal']),
        v.title('As'),
        v.description('A 0/1 column for each bin, or the number of the bin in one column.'),
      ),
      'onehot',
    ),
  }),
  needsColumns: true,
  columnsMade: (columns, { nBins, encode }) => columns.length * (encode === 'onehot' ? nBins : 1),
  objectTo: objectToNumbers,
  action: { type: 'bin', params: {} },
  suggest: () => [],
  describe: (columns, { nBins, strategy, encode }) => ({
    title: `Put ${listed(columns)} into bins`,
    effect: `${counted(nBins, 'bin')}, ${strategy}, ${encode}`,
  }),
  examples: [
    { params: {}, why: 'A linear model of what rises and falls again.' },
    { params: { strategy: 'uniform', nBins: 4, encode: 'ordinal' }, why: 'Ages by decades.' },
    { params: { strategy: 'kmeans', nBins: 3 }, why: 'Numbers that come in clusters.' },
    { params: { nBins: 3, encode: 'ordinal' }, why: 'Low, middle and high.' },
  ],
});
