import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';
import { components, onlyNumbers } from '../params.ts';

export const truncatedSvd = defineStep({
  id: 'truncatedSvd',
  version: 1,
  stage: 'reduce',
  kind: 'learned',
  title: 'Reduce counts by a truncated SVD',
  summary:
    'Replaces columns by the few weighted sums that hold most of their size, without moving zero: for counts of words and other columns that are mostly zero.',
  params: v.strictObject({ nComponents: v.optional(components, 2) }),
  needsColumns: true,
  objectTo: onlyNumbers,
  action: { type: 'reduce', params: { method: 'truncated_svd' } },
  suggest: () => [],
  describe: (columns, { nComponents }) => ({
    title: `Reduce ${listed(columns)}`,
    effect: `to ${counted(nComponents, 'component')} of a truncated SVD`,
  }),
  examples: [
    { params: {}, why: 'A picture of rows that are mostly zero.' },
    { params: { nComponents: 4 }, why: 'Topics of texts, from counts of their words.' },
  ],
});
