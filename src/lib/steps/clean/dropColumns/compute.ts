import { defineCleaning } from '#lib/engine/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import type { dropColumns as spec } from './spec.ts';

export const dropColumns = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns }) {
    const gone = new Set(relationColumns(relation, columns, 'dropColumns'));
    const kept = relation.columns.filter((c) => !gone.has(c));
    return { from: select(relation, kept), columns: kept };
  },

  counts: () => new Map([['rows', 'count(*)']]),

  report: ({ columns }, counts, mood) =>
    columns.map((col) =>
      effect('drop_columns', `${verb(mood, 'dropped')} column '${col}'`, {
        rows_affected: counts.get('rows') ?? 0,
        col,
      }),
    ),
});
