import { defineCleaning } from '#lib/engine/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import type { keepColumns as spec } from './spec.ts';

/** pandas' df[names], in the table's order. */
export const keepColumns = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns }) {
    const chosen = new Set(relationColumns(relation, columns, 'keepColumns'));
    const kept = relation.columns.filter((c) => chosen.has(c));
    return { from: select(relation, kept), columns: kept };
  },

  counts: () => new Map([['rows', 'count(*)']]),

  report: ({ relation, columns }, counts, mood) =>
    relation.columns
      .filter(({ name }) => !columns.includes(name))
      .map(({ name: col }) =>
        effect('keep_columns', `${verb(mood, 'dropped')} column '${col}'`, {
          rows_affected: counts.get('rows') ?? 0,
          col,
        }),
      ),
});
