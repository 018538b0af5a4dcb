import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning, type RelationColumn } from '#lib/engine/step.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { numberOf, numberSql, oneOf } from '../texts.ts';
import type { markMissing as spec } from './spec.ts';

/** pandas' Series.mask(isin(values)): numbers by value, everything else by its exact text. */
export const markMissing = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params: { values } }) {
    const changed = new Set(relationColumns(relation, columns, 'markMissing'));
    return {
      from: select(relation, relation.columns, (c) => {
        const found = changed.has(c) ? isOne(c, values) : null;
        return found === null
          ? sqlName(c.id)
          : `CASE WHEN NOT (${found}) THEN ${sqlName(c.id)} END`;
      }),
      columns: relation.columns,
    };
  },

  counts({ relation, columns, params: { values } }) {
    return new Map(
      relationColumns(relation, columns, 'markMissing').map((c) => {
        const found = isOne(c, values);
        return [`marked_${c.id}`, found === null ? '0' : `count(*) FILTER (WHERE ${found})`];
      }),
    );
  },

  report({ relation, columns, params: { values } }, counts, mood) {
    return relationColumns(relation, columns, 'markMissing').map(({ id, name }) => {
      const n = counts.get(`marked_${id}`) ?? 0;
      const such = values.length > 0 ? `, ${oneOf(values)}` : '';
      const message = `${verb(mood, 'emptied')} ${counted(n, 'value')} of '${name}' taken for missing${such}`;
      return effect('mark_missing', message, { rows_affected: n, col: name });
    });
  },
});

/** Whether a cell holds one of the values, as SQL; null where no value can stand in such a column. */
function isOne({ id, type }: RelationColumn, values: readonly string[]): string | null {
  const listed = isNumeric(type)
    ? values.flatMap((text) => numberOf(text) ?? []).map(numberSql)
    : values.map(sqlText);
  return listed.length === 0 ? null : `${sqlName(id)} IN (${[...new Set(listed)].join(', ')})`;
}
