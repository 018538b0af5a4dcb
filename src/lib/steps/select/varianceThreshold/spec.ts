import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

export const varianceThreshold = defineStep({
  id: 'varianceThreshold',
  version: 1,
  stage: 'select',
  kind: 'learned',
  title: 'Drop columns that hardly vary',
  summary: 'Keeps the columns whose variance in the training rows lies above a limit.',
  params: v.strictObject({
    threshold: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1e12),
        v.title('Variance above'),
        v.description(
          '0 drops columns with one value only. Columns of other units need a scale first.',
        ),
      ),
      0,
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'select', params: { method: 'variance' } },
  suggest: () => [],
  describe: (columns, { threshold }) => ({
    title: `Drop those of ${listed(columns)} that hardly vary`,
    effect: `variance above ${threshold}`,
  }),
  examples: [
    { params: {}, why: 'One-hot columns of which training rows hold one value.' },
    { params: { threshold: 1 }, why: 'Columns of one unit, of which some hardly move.' },
  ],
});
