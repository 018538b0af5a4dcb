import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning } from '#lib/engine/step.ts';
import { freshIds, relationColumns } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { asked, summaryNames } from '../grouping.ts';
import { groupedSql, type GroupedColumn } from '../groupingSql.ts';
import type { groupRows as spec } from './spec.ts';
import { groupedParts } from './grouped.ts';

/** pandas' df.groupby(columns, sort=False, dropna=False), aggregated. */
export const groupRows = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params }) {
    const keys = relationColumns(relation, columns, 'groupRows');
    const { size, summaries } = groupedParts(relation.columns, columns, params);
    const ids = freshIds(relation.columns, summaries.length + 1);
    const cells = relationColumns(
      relation,
      summaries.map((s) => s.from),
      'groupRows',
    );
    const made: GroupedColumn[] = [
      ...(size ? [{ id: ids[0]!, cell: '', how: 'size' as const }] : []),
      ...summaries.map(({ how }, k) => ({ id: ids[k + 1]!, cell: sqlName(cells[k]!.id), how })),
    ];
    return {
      from: groupedSql(relation, keys, made),
      columns: [
        ...keys,
        ...(size ? [{ ...size, id: ids[0]! }] : []),
        ...summaries.map(({ name, type }, k) => ({ id: ids[k + 1]!, name, type })),
      ],
      renumbers: true,
    };
  },

  counts({ relation, columns }) {
    const keys = relationColumns(relation, columns, 'groupRows').map((c) => sqlName(c.id));
    const groups = `SELECT count(*) FROM (SELECT DISTINCT ${keys.join(', ')} FROM ${relation.from})`;
    return new Map([
      ['rows', 'count(*)'],
      ['groups', `coalesce(max((${groups})), 0)`],
    ]);
  },

  report({ relation, columns, params }, counts, mood) {
    const [rows, groups] = [counts.get('rows') ?? 0, counts.get('groups') ?? 0];
    const after = groupedParts(relation.columns, columns, params).summaries.map((s) => s.name);
    const gone = relation.columns
      .map((c) => c.name)
      .filter((name) => !columns.includes(name) && !after.includes(name));
    const by = listed(columns.map((name) => `'${name}'`));
    const message = `${verb(mood, 'made')} ${counted(groups, 'row')} of ${rows}, one for each value of ${by}, summed up from its own rows alone, so that no two parts share one`;
    return [
      effect('group_rows', message, { rows_affected: rows - groups }),
      ...gone.map((col) =>
        effect('group_rows', `${verb(mood, 'dropped')} column '${col}', which is not summed up`, {
          rows_affected: rows,
          col,
        }),
      ),
    ];
  },

  madeOf(columns, params) {
    const once = asked(params.aggregates);
    const names = summaryNames(columns, once);
    return once.map(([from], k) => ({ name: names[k]!, from }));
  },
});
