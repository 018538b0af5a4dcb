import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning, type RelationColumn } from '#lib/engine/step.ts';
import { textSpace } from '#lib/recipe/expression/space.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { trimText as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** Python's str.strip with the white space written out; what is empty then is missing. */
export const trimText = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params }) {
    const changed = new Set(relationColumns(relation, columns, 'trimText'));
    return {
      from: select(relation, relation.columns, (c) =>
        changed.has(c) ? trimmed(c, params) : sqlName(c.id),
      ),
      columns: relation.columns,
    };
  },

  counts({ relation, columns, params }) {
    return new Map(
      relationColumns(relation, columns, 'trimText').flatMap((c) => {
        const [x, becomes] = [sqlName(c.id), trimmed(c, params)];
        return [
          [`trimmed_${c.id}`, `count(*) FILTER (WHERE ${becomes} <> ${x})`] as const,
          [`blank_${c.id}`, `count(${x}) - count(${becomes})`] as const,
        ];
      }),
    );
  },

  report({ relation, columns }, counts, mood) {
    return relationColumns(relation, columns, 'trimText').flatMap(({ id, name: col }) => {
      const [n, blank] = [counts.get(`trimmed_${id}`) ?? 0, counts.get(`blank_${id}`) ?? 0];
      const message = `${verb(mood, 'trimmed')} ${counted(n, 'text')} of '${col}'`;
      const events = [effect('trim_text', message, { rows_affected: n, col })];
      if (blank === 0) return events;
      const emptied = `${verb(mood, 'emptied')} ${counted(blank, 'cell')} of '${col}' that ${blank === 1 ? 'holds' : 'hold'} white space only`;
      return [...events, effect('trim_text', emptied, { rows_affected: blank, col })];
    });
  },
});

function trimmed({ id, type }: RelationColumn, { collapse }: Params): string {
  const x = sqlName(id);
  if (isNumeric(type)) return x;
  const bare = collapse
    ? `trim(regexp_replace(${x}, ${sqlText(`[${textSpace}]+`)}, ' ', 'g'), ' ')`
    : `trim(${x}, ${sqlText(textSpace)})`;
  return `nullif(${bare}, '')`;
}
