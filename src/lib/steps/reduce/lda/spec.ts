import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { componentsOrAll, onlyNumbers, stopsBelow } from '../params.ts';

export const lda = defineStep({
  id: 'lda',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce to what tells classes apart',
  summary:
    'Replaces columns by the weighted sums in which the classes of the training rows lie farthest apart: linear discriminant analysis, at most one fewer than there are classes.',
  params: v.strictObject({
    nComponents: v.optional(componentsOrAll, null),
    tol: v.optional(stopsBelow, 1e-4),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  learnsTarget: ['binary', 'multiclass'],
  action: { type: 'reduce', params: { method: 'lda' } },
  suggest: () => [],
  describe: (columns, { nComponents }) => ({
    title: `Reduce ${listed(columns)}`,
    effect:
      nComponents === null
        ? 'to the discriminants of the classes'
        : `to ${counted(nComponents, 'discriminant')} of the classes`,
  }),
  examples: [
    { params: {}, why: 'Few columns that still tell the classes apart.' },
    { params: { nComponents: 1 }, why: 'One scale from class to class.' },
  ],
});
