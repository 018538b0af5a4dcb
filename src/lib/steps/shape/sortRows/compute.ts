import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput } from '#lib/engine/step.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { renumbered } from '../renumber.ts';
import type { sortRows as spec } from './spec.ts';

/** pandas' df.sort_values(by, ascending, kind="stable"), missing values last. */
export const sortRows = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation(input) {
    const { relation, columns, params } = input;
    relationColumns(relation, columns, 'sortRows');
    if (params.by.length === 0)
      return { from: select(relation, relation.columns), columns: relation.columns };
    return {
      from: renumbered(
        relation,
        order(input),
        relation.columns.map((c) => sqlName(c.id)),
      ),
      columns: relation.columns,
      renumbers: true,
    };
  },

  counts: () => new Map([['rows', 'count(*)']]),

  report({ params: { by } }, counts, mood) {
    const names = listed(by.map(([name, way]) => `'${name}' ${way}`));
    const how = by.length > 0 ? `by ${names}` : 'by no column';
    const message = `${verb(mood, 'sorted')} ${counted(counts.get('rows') ?? 0, 'row')} ${how}`;
    return [effect('sort_rows', message, { rows_affected: 0 })];
  },
});

function order({ relation, params }: CleaningInput<ParamsOf<typeof spec>>): string {
  const keys = relationColumns(
    relation,
    params.by.map(([name]) => name),
    'sortRows',
  );
  const ways = params.by.map(([, way]) => (way === 'descending' ? 'DESC' : 'ASC'));
  return [...keys.map((c, k) => `${sqlName(c.id)} ${ways[k]!} NULLS LAST`), 'src'].join(', ');
}
