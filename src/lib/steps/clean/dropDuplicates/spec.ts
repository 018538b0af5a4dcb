import * as v from 'valibot';
import { defineStep } from '#lib/recipe/step.ts';
import { counted, listed } from '../../words.ts';

/**
 * Reasoned, not measured yet. With an identifier among the columns, equal rows are one thing recorded twice;
 * without one they may be two people who are alike.
 */
const confidence = { withIdentifier: 0.95, withoutIdentifier: 0.5 } as const;

export const dropDuplicates = defineStep({
  id: 'dropDuplicates',
  version: 1,
  stage: 'clean',
  kind: 'cleaning',
  title: 'Drop duplicate rows',
  summary: 'Keeps one of each group of equal rows; two missing values count as equal.',
  params: v.strictObject({
    keep: v.optional(
      v.pipe(
        v.picklist(['first', 'last']),
        v.title('Keep'),
        v.description('Which of the equal rows stays, in the order of the file.'),
      ),
      'first',
    ),
  }),
  needsColumns: false,
  objectTo: () => null,
  sparesNewRows: 'every new row is answered, equal ones too',
  action: { type: 'drop_duplicates', params: {} },
  suggest: ({ profile }) => {
    if (profile.duplicateRows === 0) return [];
    const identifier = profile.columns.find((c) => c.role === 'id');
    const evidence = `${counted(profile.duplicateRows, 'row')} of ${profile.rows} ${profile.duplicateRows === 1 ? 'equals' : 'equal'} an earlier one in every column`;
    return [
      {
        id: 'drop-duplicates',
        type: 'drop_duplicates',
        target_columns: [],
        params: { keep: 'first' },
        confidence: identifier ? confidence.withIdentifier : confidence.withoutIdentifier,
        rationale: identifier
          ? `${evidence}, ${identifier.name} among them: the same thing recorded twice.`
          : `${evidence}. No column names the row, so they may also be different cases that are alike.`,
      },
    ];
  },
  describe: (columns, { keep }) => ({
    title: columns.length ? `Drop duplicates by ${listed(columns)}` : 'Drop duplicate rows',
    effect: `keep the ${keep}`,
  }),
  examples: [
    { params: {}, why: 'The first of equal rows stays, as pandas does it.' },
    { params: { keep: 'last' }, why: 'A later row corrects an earlier one.' },
  ],
});
