import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { listed } from '../../words.ts';
import { classTasks, neighbours, ratio } from '../params.ts';

export const smoteNc = defineStep({
  id: 'smoteNc',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Make rows up that keep categories whole',
  summary:
    'Adds training rows as SMOTE does; in the chosen columns, which hold codes of categories, a new row takes the code that most of its neighbours have (SMOTE-NC).',
  params: v.strictObject({ ratio, kNeighbors: neighbours('Near rows to choose from') }),
  needsColumns: true,
  learnsTarget: classTasks,
  objectTo: objectToNumbers,
  action: { type: 'balance', params: { method: 'smotenc' } },
  suggest: () => [],
  describe: (columns, params) => ({
    title: `Make rows up, ${listed(columns)} whole`,
    effect: `SMOTE-NC to ${params.ratio} of the largest`,
  }),
  examples: [
    { params: {}, why: 'Categories encoded as ordered numbers, beside measurements.' },
    { params: { ratio: 0.75, kNeighbors: 4 }, why: 'A class of few rows.' },
  ],
});
