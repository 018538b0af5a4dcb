import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { counted, listed } from '../../words.ts';

export const treeBins = defineStep({
  id: 'treeBins',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Put numbers into bins by the target',
  summary:
    'Replaces each number by the bin it lies in; a small decision tree on the column alone puts the edges where the target of the training rows changes most.',
  params: v.strictObject({
    maxDepth: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(8),
        v.title('Depth of the tree'),
        v.description('A depth of 3 makes up to 8 bins. More follow chance in the training rows.'),
      ),
      3,
    ),
    minSamplesLeaf: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0.001),
        v.maxValue(0.5),
        v.title('Least share of rows in a bin'),
        v.description('Of the training rows. Less makes small bins, whose mean is chance.'),
      ),
      0.05,
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
  learnsTarget: ['binary', 'multiclass', 'regression'],
  columnsMade: (columns, { maxDepth, encode }) =>
    columns.length * (encode === 'onehot' ? 2 ** maxDepth : 1),
  objectTo: objectToNumbers,
  action: { type: 'bin', params: { strategy: 'tree' } },
  suggest: () => [],
  describe: (columns, { maxDepth, encode }) => ({
    title: `Put ${listed(columns)} into bins by the target`,
    effect: `at most ${counted(2 ** maxDepth, 'bin')}, ${encode}`,
  }),
  examples: [
    { params: {}, why: 'A linear model of what jumps at some ages or prices.' },
    { params: { maxDepth: 1, encode: 'ordinal' }, why: 'Below or above one line.' },
    { params: { minSamplesLeaf: 0.3, encode: 'ordinal' }, why: 'Few bins with many rows each.' },
  ],
});
