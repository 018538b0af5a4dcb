import { defineCleaning } from '#lib/engine/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { renamed } from './renamed.ts';
import type { renameColumns as spec } from './spec.ts';

/** pandas' df.rename(columns=…). */
export const renameColumns = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params: { mapping } }) {
    relationColumns(relation, columns, 'renameColumns');
    const names = renamed(
      relation.columns.map((c) => c.name),
      mapping,
    );
    return {
      from: select(relation, relation.columns),
      columns: relation.columns.map((c, k) => ({ ...c, name: names[k]! })),
    };
  },

  counts: () => new Map([['rows', 'count(*)']]),

  report: ({ params: { mapping } }, counts, mood) =>
    [...new Map(mapping)].map(([name, to]) =>
      effect('rename_columns', `${verb(mood, 'renamed')} '${name}' to '${to}'`, {
        rows_affected: name === to ? 0 : (counts.get('rows') ?? 0),
        col: name,
      }),
    ),
});
