import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { classTasks, neighbours, noColumn, ratio } from '../params.ts';

export const smote = defineStep({
  id: 'smote',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Make rows of rare classes up',
  summary:
    'Adds training rows between rows of a rare class that are near each other (SMOTE); columns are numbers, and 0/1 columns take values between.',
  params: v.strictObject({ ratio, kNeighbors: neighbours('Near rows to choose from') }),
  needsColumns: false,
  learnsTarget: classTasks,
  objectTo: noColumn,
  action: { type: 'balance', params: { method: 'smote' } },
  suggest: () => [],
  describe: (_, params) => ({
    title: 'Make rows of rare classes up',
    effect: `SMOTE to ${params.ratio} of the largest`,
  }),
  examples: [
    { params: {}, why: 'Numbers in one unit, and models that measure distances.' },
    { params: { ratio: 0.75, kNeighbors: 2 }, why: 'A class of few rows.' },
  ],
});
