import * as v from 'valibot';
import { defineStep, type ColumnFacts } from '#lib/recipe/step.ts';
import { listed } from '../../words.ts';
import { objectToNumbers } from '../numbers.ts';
import { pastColumns } from './names.ts';

const column = (title: string, description: string) =>
  v.optional(
    v.pipe(v.string(), v.metadata({ column: true }), v.title(title), v.description(description)),
    '',
  );

const params = v.strictObject({
  figure: v.optional(
    v.pipe(
      v.picklist(['lag', 'change', 'mean', 'sum', 'min', 'max', 'std']),
      v.title('Figure'),
      v.description(
        'lag: the value so many rows before; change: the row before less the one so many rows before that; the others: of so many rows before, as far as there are any.',
      ),
    ),
    'lag',
  ),
  rows: v.optional(
    v.pipe(
      v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
      v.minLength(1),
      v.maxLength(50),
      v.title('Rows'),
      v.description('How many rows back, or how many rows a window has; a column for each number.'),
    ),
    [1],
  ),
  time: column('In order of', 'The column of dates or numbers that says which row came before.'),
  group: column(
    'Each by itself',
    'Rows of one value have only each other’s past: a shop, a patient. Empty takes all rows as one row of events.',
  ),
});

export const pastRows = defineStep({
  id: 'pastRows',
  version: 1,
  stage: 'create',
  kind: 'cleaning',
  title: 'Add values of rows before',
  summary:
    'Adds lags, changes and figures of moving windows from the rows before each row in order of time; neither the row itself nor any later row is read, so the target may be a column too.',
  params,
  needsColumns: true,
  objectTo: objectToNumbers,
  columnsAfter: (
    before: readonly ColumnFacts[],
    columns: readonly string[],
    given: v.InferOutput<typeof params>,
  ) => {
    const known = new Set(before.map((c) => c.name));
    const named = [...columns, given.time, given.group].filter((name) => name !== '');
    if (given.time === '' || named.some((name) => !known.has(name))) return before;
    const made = pastColumns(before, columns, given);
    return [...before, ...made.map(({ name }) => ({ name, type: 'number' as const }))];
  },
  action: { type: 'feature_engineer', params: { op: 'past' } },
  suggest: () => [],
  describe: (columns, { figure, rows, time }) => ({
    title: `Add past values of ${listed(columns)}`,
    effect: `${figure === 'lag' || figure === 'change' ? `${figure} by` : `${figure} of`} ${rows.join(', ')} ${rows.length === 1 && rows[0] === 1 ? 'row' : 'rows'}${time === '' ? '' : ` before, in order of ${time}`}`,
  }),
  examples: [
    { params: {}, why: 'What was true a row ago says most of what comes.' },
    { params: { rows: [2, 1, 7] }, why: 'Yesterday, and the same day a week ago.' },
    { params: { figure: 'change', rows: [1, 2] }, why: 'Whether it rises or falls.' },
    { params: { figure: 'mean', rows: [3] }, why: 'The level of late, without its noise.' },
    { params: { figure: 'sum', rows: [2] }, why: 'How much in the last days.' },
    { params: { figure: 'min', rows: [4] }, why: 'The lowest of late.' },
    { params: { figure: 'max', rows: [4] }, why: 'The highest of late.' },
    { params: { figure: 'std', rows: [5] }, why: 'How restless it was of late.' },
  ],
});
