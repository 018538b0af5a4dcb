import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, percent } from '../../words.ts';

export const sampleRows = defineStep({
  id: 'sampleRows',
  version: 1,
  stage: 'shape',
  kind: 'cleaning',
  title: 'Sample rows',
  summary:
    'Keeps rows drawn at random, in the order of the table; the same seed draws the same rows, here and in pandas.',
  params: v.strictObject({
    n: v.optional(
      v.pipe(
        v.nullable(
          v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER)),
        ),
        v.title('Rows to keep'),
        v.description('How many; empty takes the share below. All, where there are fewer.'),
      ),
      null,
    ),
    frac: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.maxValue(1),
        v.title('Share to keep'),
        v.description('From 0 to 1, where no number of rows is given.'),
      ),
      0.1,
    ),
    randomState: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.maxValue(4294967295),
        v.title('Seed'),
        v.description('Another number draws other rows.'),
      ),
      42,
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  sparesNewRows: 'every new row is answered',
  action: { type: 'sample_rows', params: {} },
  suggest: () => [],
  describe: (_, { n, frac }) => ({
    title: 'Sample rows',
    effect: `keep ${n === null ? percent(frac) : counted(n, 'row')}`,
  }),
  examples: [
    { params: {}, why: 'A tenth of the rows, to try things quickly.' },
    { params: { n: 5 }, why: 'So many rows, whatever there are.' },
    { params: { n: 1000, randomState: 7 }, why: 'More than there are: all stay.' },
    { params: { frac: 0.375, randomState: 7 }, why: 'A share that is rounded as Python rounds.' },
  ],
});
