import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { manyLevels } from '../../suggesting.ts';
import { counted, listed } from '../../words.ts';
import { objectToLevels } from '../facts.ts';

/** Reasoned, not measured yet: better than many columns where levels are many and the target follows them. */
const confidence = 0.8;

export const targetEncode = defineStep({
  id: 'targetEncode',
  version: 1,
  stage: 'encode',
  kind: 'learned',
  title: 'Encode categories by the target',
  summary:
    'Replaces each level by the mean of the target over its training rows; each training row is encoded by the rows of other folds, so that no row sees its own answer.',
  params: v.strictObject({
    smooth: v.optional(
      v.pipe(
        v.union([v.picklist(['auto']), v.pipe(v.number(), v.minValue(0), v.maxValue(1e6))]),
        v.title('Smoothing'),
        v.description(
          'How many rows the mean of all counts for. More draws rare levels to it; auto decides by how much the target varies within a level.',
        ),
      ),
      'auto',
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
  learnsTarget: ['binary', 'multiclass', 'regression'],
  columnsMade: (columns, _, classes) => columns.length * (classes > 2 ? classes : 1),
  objectTo: objectToLevels,
  action: { type: 'encode', params: { method: 'target' } },
  suggest: (context) => {
    const found = manyLevels(context);
    if (found.length === 0 || (context.task !== 'binary' && context.task !== 'regression'))
      return [];
    const evidence = found.map((c) => `${c.name} (${c.distinct})`);
    return [
      {
        id: 'encode-target',
        type: 'encode',
        target_columns: found.map((c) => c.name),
        params: { method: 'target' },
        confidence,
        rationale: `${listed(evidence)} ${found.length === 1 ? 'has' : 'have'} many levels; one number each, the mean of the target, takes ${counted(found.length, 'column')} where a column for each level would take ${found.reduce((n, c) => n + c.distinct, 0)}.`,
      },
    ];
  },
  describe: (columns, { smooth, cv }) => ({
    title: `Encode ${listed(columns)} by the target`,
    effect: `its mean, cross-fitted in ${cv} folds${smooth === 'auto' ? '' : `, smoothing ${smooth}`}`,
  }),
  examples: [
    { params: {}, why: 'Many levels that tell something of the target, such as a postal code.' },
    { params: { smooth: 10 }, why: 'Rare levels count for little.' },
    { params: { smooth: 0, cv: 3 }, why: 'The plain means.' },
  ],
});
