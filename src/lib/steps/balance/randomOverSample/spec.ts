import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { classTasks, noColumn, ratio } from '../params.ts';

export const randomOverSample = defineStep({
  id: 'randomOverSample',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Repeat rows of rare classes',
  summary:
    'Draws training rows of the rarer classes again until the classes are as large as wanted; try class weights of the model first, which do the same without more rows.',
  params: v.strictObject({ ratio }),
  needsColumns: false,
  learnsTarget: classTasks,
  objectTo: noColumn,
  action: { type: 'balance', params: { method: 'oversample' } },
  suggest: () => [],
  describe: (_, params) => ({
    title: 'Repeat rows of rare classes',
    effect: `to ${params.ratio} of the largest`,
  }),
  examples: [
    { params: {}, why: 'A model without class weights.' },
    { params: { ratio: 0.6 }, why: 'Probabilities that are not bent as far.' },
  ],
});
