import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { choice, componentsOrAll, drawnBy, mostTurns, onlyNumbers, stopsBelow } from '../params.ts';

export const fastIca = defineStep({
  id: 'fastIca',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce to independent components',
  summary:
    'Replaces columns by sources that are as independent of each other as can be, for measurements that are mixtures.',
  params: v.strictObject({
    nComponents: v.optional(componentsOrAll, null),
    algorithm: v.optional(
      choice(['parallel', 'deflation'], {
        title: 'Search',
        help: 'All sources at once, or one after another, where a mistake in the first is carried on.',
      }),
      'parallel',
    ),
    fun: v.optional(
      choice(['logcosh', 'exp', 'cube'], {
        title: 'Measure of independence',
        help: 'logcosh suits most; exp withstands outliers better, cube worse.',
      }),
      'logcosh',
    ),
    maxIter: v.optional(mostTurns, 200),
    tol: v.optional(stopsBelow, 1e-4),
    randomState: v.optional(drawnBy, 0),
  }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'ica' } },
  suggest: () => [],
  describe: (columns, { nComponents }) => ({
    title: `Reduce ${listed(columns)}`,
    effect:
      nComponents === null
        ? 'to as many independent components'
        : `to ${counted(nComponents, 'independent component')}`,
  }),
  examples: [
    { params: {}, why: 'Signals that were recorded on top of each other.' },
    {
      params: { nComponents: 2, algorithm: 'deflation', fun: 'exp' },
      why: 'The two clearest sources, with outliers.',
    },
    { params: { nComponents: 3, fun: 'cube', tol: 1e-6 }, why: 'Three sources, exactly.' },
  ],
});
