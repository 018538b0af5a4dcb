import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { choice, componentsOrAll, mostTurns, onlyNumbers, stopsBelow } from '../params.ts';

export const nmf = defineStep({
  id: 'nmf',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce to parts that only add up',
  summary:
    'Replaces columns without negative numbers by amounts of a few parts, of which each row is a sum: non-negative matrix factorization.',
  params: v.strictObject({
    nComponents: v.optional(componentsOrAll, null),
    solver: v.optional(
      choice(['cd', 'mu'], {
        title: 'Search',
        help: 'cd goes along one number at a time; mu multiplies all, and is slower to come to rest.',
      }),
      'cd',
    ),
    maxIter: v.optional(mostTurns, 200),
    tol: v.optional(stopsBelow, 1e-4),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'nmf' } },
  suggest: () => [],
  describe: (columns, { nComponents }) => ({
    title: `Reduce ${listed(columns)}`,
    effect:
      nComponents === null ? 'to as many parts' : `to amounts of ${counted(nComponents, 'part')}`,
  }),
  examples: [
    { params: {}, why: 'Amounts that are mixed of others.' },
    { params: { nComponents: 2 }, why: 'Two topics of texts, from counts of words.' },
    { params: { nComponents: 3, solver: 'mu', tol: 1e-5 }, why: 'Three parts, exactly.' },
  ],
});
