import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../../numbers.ts';

export const correlationFilter = defineStep({
  id: 'correlationFilter',
  version: 1,
  stage: 'select',
  kind: 'learned',
  title: 'Drop columns that repeat others',
  summary:
    'Keeps the first of columns that rise and fall together in the training rows, by their correlation.',
  params: v.strictObject({
    threshold: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Correlation above'),
        v.description(
          'Whatever its sign. A lower limit drops columns that tell something of their own.',
        ),
      ),
      0.95,
    ),
  }),
  needsColumns: true,
  objectTo: objectToNumbers,
  action: { type: 'select', params: { method: 'correlation' } },
  suggest: () => [],
  describe: (columns, { threshold }) => ({
    title: `Drop those of ${listed(columns)} that repeat others`,
    effect: `correlation above ${threshold}`,
  }),
  examples: [
    { params: {}, why: 'Coefficients that should have a meaning.' },
    { params: { threshold: 0.5 }, why: 'Few columns that differ.' },
  ],
});
