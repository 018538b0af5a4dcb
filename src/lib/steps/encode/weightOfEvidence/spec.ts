import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToLevels } from '../facts.ts';

export const weightOfEvidence = defineStep({
  id: 'weightOfEvidence',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'Encode categories by weight of evidence',
  summary:
    'Replaces each level by the logarithm of how much more often it stands in rows of the second class than of the first, cross-fitted.',
  params: v.strictObject({
    regularization: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0.000001),
        v.maxValue(1e6),
        v.title('Rows added to each'),
        v.description(
          'To the counts of both classes, so that none is 0. More draws rare levels towards 0.',
        ),
      ),
      1,
    ),
    cv: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(2),
        v.maxValue(50),
        v.title('Folds'),
        v.description('Training rows of one fold are encoded by those of the others.'),
      ),
      5,
    ),
  }),
  needsColumns: true,
  learnsTarget: ['binary'],
  columnsMade: (columns) => columns.length,
  objectTo: objectToLevels,
  action: { type: 'encode', params: { method: 'woe' } },
  suggest: () => [],
  describe: (columns, { regularization, cv }) => ({
    title: `Encode ${listed(columns)} by weight of evidence`,
    effect: `${regularization} added to each class, cross-fitted in ${cv} folds`,
  }),
  examples: [
    { params: {}, why: 'Scorecards: a logistic regression on it has coefficients near 1.' },
    { params: { regularization: 0.5, cv: 3 }, why: 'Levels with many rows each.' },
  ],
});
