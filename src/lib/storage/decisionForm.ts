import * as v from 'valibot';
import { parts } from '#lib/recipe/run.ts';
import { confusions, partScores } from './runResult.ts';

const text = v.string();
const amount = v.pipe(v.number(), v.finite());
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const cell = v.variant('kind', [
  v.looseObject({ kind: v.literal('level'), level: text }),
  v.looseObject({
    ...{ kind: v.literal('range'), from: v.nullable(v.number()), to: v.nullable(v.number()) },
  }),
  v.looseObject({ kind: v.literal('missing') }),
  v.looseObject({ kind: v.literal('other') }),
]);

const groups = v.pipe(
  v.looseObject({
    columns: v.pipe(v.array(text), v.minLength(1)),
    of: v.array(v.looseObject({ cells: v.array(cell), threshold: share })),
  }),
  v.check(
    ({ columns, of }) => of.every(({ cells }) => cells.length === columns.length),
    'a group without a cell of each column',
  ),
);

/** The threshold that is kept with a run, as far as pages draw it and labels hang on it. */
export const decisionSchema = v.looseObject({
  version: v.optional(v.pipe(whole, v.minValue(1))),
  threshold: share,
  costs: v.looseObject({ falseAlarm: amount, missed: amount, found: amount, passed: amount }),
  prevalence: v.nullable(amount),
  chosen: v.optional(
    v.nullable(
      v.looseObject({
        by: v.picklist(['hand', 'costs', 'groups']),
        on: v.picklist([...parts, 'folds']),
        rows: v.nullable(whole),
        how: v.nullable(text),
      }),
    ),
  ),
  groups: v.optional(groups),
  scores: v.optional(v.looseObject({ metrics: partScores, confusions })),
});
