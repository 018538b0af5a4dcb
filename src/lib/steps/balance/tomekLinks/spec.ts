import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { classTasks, noColumn } from '../params.ts';

export const tomekLinks = defineStep({
  id: 'tomekLinks',
  version: 1,
  stage: 'balance',
  kind: 'balancing',
  title: 'Leave out rows that stand in another class',
  summary:
    'Leaves out training rows of larger classes whose nearest row is of another class, and the other way round (Tomek links).',
  params: v.strictObject({}),
  needsColumns: false,
  learnsTarget: classTasks,
  objectTo: noColumn,
  action: { type: 'balance', params: { method: 'tomek' } },
  suggest: () => [],
  describe: () => ({ title: 'Leave out rows in another class', effect: 'Tomek links' }),
  examples: [{ params: {}, why: 'A clearer border, with nearly all rows.' }],
});
