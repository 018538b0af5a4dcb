import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { shareWords, unusualParams } from '../../unusualParams.ts';
import { listed } from '../../words.ts';

export const flagUnusual = defineStep({
  id: 'flagUnusual',
  version: 1,
  stage: 'create',
  kind: 'learned',
  title: 'Flag unusual rows',
  summary:
    'Adds a 0/1 column: 1 for rows that an isolation forest sets apart from the training rows after few cuts, by all these columns together.',
  params: v.strictObject(unusualParams),
  needsColumns: true,
  columnsMade: (columns) => columns.length + 1,
  objectTo: objectToNumbers,
  action: { type: 'outliers', params: { treatment: 'flag', method: 'isolation_forest' } },
  suggest: () => [],
  describe: (columns, { contamination }) => ({
    title: `Flag rows unusual in ${listed(columns)}`,
    effect: shareWords(contamination),
  }),
  examples: [
    { params: {}, why: 'Rows whose numbers are usual one by one, and odd together.' },
    { params: { contamination: 0.1, nEstimators: 40 }, why: 'The least usual tenth.' },
  ],
});
