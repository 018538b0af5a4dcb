import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput } from '#lib/engine/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { listed } from '../../words.ts';
import type { dropDuplicates as spec } from './spec.ts';

export const dropDuplicates = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation(input) {
    const { relation, params } = input;
    const order = params.keep === 'first' ? 'rid' : 'rid DESC';
    const rank = `row_number() OVER (PARTITION BY ${compared(input)} ORDER BY ${order})`;
    const from = `${relation.from} QUALIFY ${rank} = 1`;
    return { from: select({ ...relation, from }, relation.columns), columns: relation.columns };
  },

  counts: (input) =>
    new Map([
      [
        'removed',
        `count(*) - (SELECT count(*) FROM (SELECT DISTINCT ${compared(input)} FROM ${input.relation.from}))`,
      ],
    ]),

  report: ({ columns, params }, counts, mood) => {
    const removed = counts.get('removed') ?? 0;
    const which = params.keep === 'first' ? 'an earlier one' : 'a later one';
    const by = columns.length ? ` in ${listed(columns.map((c) => `'${c}'`))}` : '';
    const rows = removed === 1 ? 'row' : 'rows';
    return [
      effect(
        'drop_duplicates',
        `${verb(mood, 'removed')} ${removed} ${rows} equal to ${which}${by}`,
        { rows_affected: removed },
      ),
    ];
  },
});

/** The columns by which rows are equal: those chosen, or all. Without any column, all rows are equal. */
function compared({
  relation,
  columns,
}: Pick<CleaningInput<unknown>, 'relation' | 'columns'>): string {
  const chosen = columns.length
    ? relationColumns(relation, columns, 'dropDuplicates')
    : relation.columns;
  return chosen.map((c) => sqlName(c.id)).join(', ') || '1';
}
