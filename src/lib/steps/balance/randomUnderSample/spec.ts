import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { classTasks, noColumn, ratio } from '../params.ts';

export const randomUnderSample = defineStep({
  id: 'randomUnderSample',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Leave out rows of frequent classes',
  summary:
    'Draws training rows of the larger classes until few enough are left; what the others could have taught is lost.',
  params: v.strictObject({ ratio }),
  needsColumns: false,
  learnsTarget: classTasks,
  objectTo: noColumn,
  action: { type: 'balance', params: { method: 'undersample' } },
  suggest: () => [],
  describe: (_, params) => ({
    title: 'Leave out rows of frequent classes',
    effect: `until the rarest is ${params.ratio} of each`,
  }),
  examples: [
    { params: {}, why: 'More rows than time.' },
    { params: { ratio: 0.7 }, why: 'More of the rows stay.' },
  ],
});
