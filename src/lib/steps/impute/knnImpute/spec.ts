import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { counted, listed } from '../../words.ts';

export const knnImpute = defineStep({
  id: 'knnImpute',
  version: 1,
  stage: 'impute',
  kind: 'learned',
  title: 'Impute by similar rows',
  summary:
    'Fills a missing cell with the mean of the training rows nearest to its own in the other columns.',
  params: v.strictObject({
    nNeighbors: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(1000),
        v.title('Rows to average'),
        v.description('Of those with a value. Fewer follow the nearest row, more the mean of all.'),
      ),
      5,
    ),
    weights: v.optional(
      v.pipe(
        v.picklist(['uniform', 'distance']),
        v.title('Weights'),
        v.description('Equal, or the inverse of the distance.'),
      ),
      'uniform',
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'impute', params: { strategy: 'knn' } },
  suggest: () => [],
  describe: (columns, { nNeighbors, weights }) => ({
    title: `Impute ${listed(columns)} by similar rows`,
    effect: `${counted(nNeighbors, 'row')}${weights === 'distance' ? ', the nearer the heavier' : ''}`,
  }),
  examples: [
    { params: {}, why: 'Measurements of one thing, of which some failed; scale them first.' },
    { params: { nNeighbors: 4, weights: 'distance' }, why: 'Few rows that are much alike.' },
  ],
});
