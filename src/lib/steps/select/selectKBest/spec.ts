import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { objectToNumbers } from '../../numbers.ts';
import { counted, listed } from '../../words.ts';

export const selectKBest = defineStep({
  id: 'selectKBest',
  version: 1,
  stage: 'select',
  kind: 'learned',
  title: 'Keep the columns that tell most of the target',
  summary:
    'Scores each column by itself against the target in the training rows and keeps the best; how often each is kept when a fifth of the rows is left out is shown.',
  params: v.strictObject({
    scoreFunc: v.optional(
      v.pipe(
        v.picklist(['f', 'mutualInfo', 'chi2']),
        v.title('Score'),
        v.description(
          'F-test: straight relations, which is the order of correlations for numbers; mutual information: any relation; chi-square: counts of classes, never negative.',
        ),
      ),
      'f',
    ),
    k: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(100_000),
        v.title('Columns to keep'),
        v.description('Of those it is placed on; the others pass. Too few lose what tells.'),
      ),
      10,
    ),
  }),
  needsColumns: true,
  learnsTarget: ['binary', 'multiclass', 'regression'],
  columnsMade: (columns, { k }) => Math.min(k, columns.length),
  objectTo: objectToNumbers,
  action: { type: 'select', params: { method: 'kbest' } },
  suggest: () => [],
  describe: (columns, { scoreFunc, k }) => ({
    title: `Keep the best of ${listed(columns)}`,
    effect: `${counted(k, 'column')} by ${words[scoreFunc]}`,
  }),
  examples: [
    { params: {}, why: 'More columns than rows can tell apart.' },
    { params: { k: 3 }, why: 'A model that fits on a page.' },
    { params: { scoreFunc: 'mutualInfo', k: 4 }, why: 'Relations that are no straight line.' },
    { params: { scoreFunc: 'chi2', k: 3 }, why: 'Counts, and 0/1 columns of categories.' },
  ],
});

const words = { f: 'F-test', mutualInfo: 'mutual information', chi2: 'chi-square' } as const;
