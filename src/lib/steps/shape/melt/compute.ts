import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning } from '#lib/engine/step.ts';
import { freshIds, relationColumns } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { renumbered } from '../renumber.ts';
import { melted } from './melted.ts';
import type { melt as spec } from './spec.ts';

/** pandas' df.melt: all rows of the first stacked column, then all of the second. */
export const melt = defineCleaning<typeof spec>()({
  kind: 'cleaning',
  multiplies: true,

  relation({ relation, columns, params }) {
    const stacked = relationColumns(relation, columns, 'melt');
    const { names, values } = melted(relation.columns, columns, params);
    const kept = relation.columns.filter((c) => !stacked.includes(c));
    const [nameId, valueId] = freshIds(relation.columns, 2) as [string, string];
    const at = (cell: (k: number) => string): string =>
      `CASE place ${stacked.map((_, k) => `WHEN ${k} THEN ${cell(k)}`).join(' ')} END`;
    const items = [
      ...kept.map((c) => sqlName(c.id)),
      `${at((k) => sqlText(stacked[k]!.name))} AS ${nameId}`,
      `${at((k) => sqlName(stacked[k]!.id))} AS ${valueId}`,
    ];
    const places = `(VALUES ${stacked.map((_, k) => `(${k})`).join(', ')}) AS stacked(place)`;
    return {
      from: renumbered(relation, 'place, src', items, `, ${places}`),
      columns: [...kept, { ...names, id: nameId }, { ...values, id: valueId }],
      renumbers: true,
    };
  },

  counts: () => new Map([['rows', 'count(*)']]),

  report({ columns, params }, counts, mood) {
    const rows = counts.get('rows') ?? 0;
    const made = rows * columns.length;
    const message = `${verb(mood, 'made')} ${counted(made, 'row')} of ${rows}, ${columns.length} of each, with '${params.varName}' and '${params.valueName}' for ${counted(columns.length, 'column')}; rows made of one row belong together`;
    return [effect('melt', message, { rows_affected: made - rows })];
  },
});
