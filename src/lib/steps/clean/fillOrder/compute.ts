import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type RelationColumn } from '#lib/engine/step.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { fillOrder as spec } from './spec.ts';

/** pandas' DataFrame.ffill and bfill in the order of the file. */
export const fillOrder = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params }) {
    const changed = new Set(relationColumns(relation, columns, 'fillOrder'));
    return {
      from: select(relation, relation.columns, (c) =>
        changed.has(c) ? filled(c, params) : sqlName(c.id),
      ),
      columns: relation.columns,
    };
  },

  counts({ relation, columns, params }) {
    return new Map(
      relationColumns(relation, columns, 'fillOrder').map((c) => {
        const cells = `SELECT ${sqlName(c.id)} AS cell, ${filled(c, params)} AS found FROM ${relation.from}`;
        const n = `SELECT count(*) FROM (${cells}) WHERE cell IS NULL AND found IS NOT NULL`;
        return [`filled_${c.id}`, `coalesce(max((${n})), 0)`];
      }),
    );
  },

  report({ relation, columns, params: { method } }, counts, mood) {
    return relationColumns(relation, columns, 'fillOrder').map(({ id, name }) => {
      const n = counts.get(`filled_${id}`) ?? 0;
      const where = method === 'ffill' ? 'before' : 'after';
      const message = `${verb(mood, 'replaced')} ${counted(n, 'null')} in '${name}' with the value of the row ${where}`;
      return effect('fill', message, { rows_affected: n, col: name });
    });
  },
});

/** The cell or the nearest one before or after it that is not NULL, as SQL. */
const filled = ({ id }: RelationColumn, { method }: ParamsOf<typeof spec>): string =>
  `last_value(${sqlName(id)} IGNORE NULLS) OVER (ORDER BY rid${method === 'bfill' ? ' DESC' : ''} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`;
