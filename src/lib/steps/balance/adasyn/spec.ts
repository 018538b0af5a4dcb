import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { classTasks, neighbours, noColumn, ratio } from '../params.ts';

export const adasyn = defineStep({
  id: 'adasyn',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Make rows of rare classes up where they are hard',
  summary:
    'Adds training rows as SMOTE does, the more the more neighbours of a row are of other classes (ADASYN).',
  params: v.strictObject({ ratio, nNeighbors: neighbours('Near rows to choose from') }),
  needsColumns: false,
  learnsTarget: classTasks,
  objectTo: noColumn,
  action: { type: 'balance', params: { method: 'adasyn' } },
  suggest: () => [],
  describe: (_, params) => ({
    title: 'Make rows up where classes meet',
    effect: `ADASYN to ${params.ratio} of the largest`,
  }),
  examples: [
    { params: {}, why: 'Classes that mix at their border.' },
    { params: { ratio: 0.8, nNeighbors: 3 }, why: 'A class of few rows.' },
  ],
});
