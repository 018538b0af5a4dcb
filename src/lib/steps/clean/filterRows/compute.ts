import { expressionSql } from '#lib/engine/expressionSql.ts';
import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput } from '#lib/engine/step.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { conditionOf } from './condition.ts';
import type { filterRows as spec } from './spec.ts';

/** pandas' df[condition]: rows where the condition is missing go too. */
export const filterRows = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation(input) {
    const { relation } = input;
    const from = `${relation.from} WHERE ${holds(input)}`;
    return { from: select({ ...relation, from }, relation.columns), columns: relation.columns };
  },

  counts: (input) => new Map([['removed', `count(*) FILTER (WHERE NOT ${holds(input)})`]]),

  report: ({ params: { keep } }, counts, mood) => {
    const removed = counts.get('removed') ?? 0;
    const message = `${verb(mood, 'removed')} ${counted(removed, 'row')} where “${keep}” does not hold`;
    return [effect('filter_rows', message, { rows_affected: removed })];
  },
});

/** SQL that is true or false, never NULL. */
function holds({ relation, columns, params }: CleaningInput<ParamsOf<typeof spec>>): string {
  relationColumns(relation, columns, 'filterRows');
  const condition = conditionOf(params.keep, relation.columns);
  if (!condition) return 'true';
  const ids = new Map(relation.columns.map((c) => [c.name, sqlName(c.id)]));
  return `(${expressionSql(condition, (name) => ids.get(name)!)})`;
}
