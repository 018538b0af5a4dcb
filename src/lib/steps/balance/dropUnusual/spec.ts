import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { shareWords, unusualParams } from '../../unusualParams.ts';
import { listed } from '../../words.ts';

export const dropUnusual = defineStep({
  id: 'dropUnusual',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Leave out unusual training rows',
  summary:
    'Fits the model without the training rows that an isolation forest sets apart after few cuts; every row that is predicted or judged stays.',
  params: v.strictObject(unusualParams),
  needsColumns: true,
  learnsTarget: ['binary', 'multiclass', 'regression'],
  objectTo: objectToNumbers,
  action: { type: 'outliers', params: { treatment: 'drop', method: 'isolation_forest' } },
  suggest: () => [],
  describe: (columns, { contamination }) => ({
    title: `Leave out rows unusual in ${listed(columns)}`,
    effect: `${shareWords(contamination)}, training rows only`,
  }),
  examples: [
    { params: {}, why: 'Slips in several columns that would bend a straight line.' },
    { params: { contamination: 0.05 }, why: 'A first look at how much depends on odd rows.' },
  ],
});
