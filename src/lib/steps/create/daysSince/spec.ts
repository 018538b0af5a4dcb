import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { derivedColumns } from '../../derived.ts';
import { listed } from '../../words.ts';
import { objectToDates } from '../dates.ts';
import { derive } from './derive.ts';

export const daysSince = defineStep({
  id: 'daysSince',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Count the days since',
  summary: 'Turns dates into days from one day, or from another date of the same row.',
  params: v.strictObject({
    since: v.optional(
      v.pipe(
        v.string(),
        v.title('Since'),
        v.description('A day such as 2020-01-01, or the name of a column of dates.'),
      ),
      '2000-01-01',
    ),
    keep: v.optional(
      v.pipe(
        v.boolean(),
        v.title('Keep the dates'),
        v.description('No model here reads a date itself; keep it where a later step does.'),
      ),
      false,
    ),
  }),
  needsColumns: true,
  objectTo: objectToDates,
  columnsAfter: derivedColumns(derive),
  action: { type: 'feature_engineer', params: { op: 'days_since' } },
  suggest: () => [],
  describe: (columns, { since }) => ({
    title: `Days to ${listed(columns)}`,
    effect: `since ${since}`,
  }),
  examples: [
    { params: {}, why: 'A trend, or an age.' },
    { params: { since: '2024-02-29', keep: true }, why: 'Days before and after one day.' },
    { params: { since: 'born' }, why: 'How long something took.' },
  ],
});
