import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { choice, componentsOrAll, mostTurns, onlyNumbers, stopsBelow } from '../params.ts';

export const factorAnalysis = defineStep({
  id: 'factorAnalysis',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce to common factors',
  summary:
    'Replaces columns by hidden factors that several of them share, leaving to each column noise of its own.',
  params: v.strictObject({
    nComponents: v.optional(componentsOrAll, null),
    rotation: v.optional(
      v.nullable(
        choice(['varimax', 'quartimax'], {
          title: 'Rotation',
          help: 'varimax makes each factor speak of few columns, quartimax each column of few factors; empty for none.',
        }),
      ),
      null,
    ),
    maxIter: v.optional(mostTurns, 1000),
    tol: v.optional(stopsBelow, 0.01),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'factor_analysis' } },
  suggest: () => [],
  describe: (columns, { nComponents, rotation }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: [
      nComponents === null ? 'to common factors' : `to ${counted(nComponents, 'common factor')}`,
      ...(rotation === null ? [] : [rotation]),
    ].join(', '),
  }),
  examples: [
    { params: {}, why: 'Questions of a survey that ask for the same thing.' },
    { params: { nComponents: 2, rotation: 'varimax' }, why: 'Two factors that can be named.' },
    {
      params: { nComponents: 2, rotation: 'quartimax', tol: 1e-4 },
      why: 'Each column by one factor, exactly.',
    },
  ],
});
