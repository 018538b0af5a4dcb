import { EngineError } from '#lib/recipe/errors.ts';
import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning, type RelationColumn } from '#lib/engine/step.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import { oneOf } from '../texts.ts';
import type { replaceValues as spec } from './spec.ts';

type Mapping = ParamsOf<typeof spec>['mapping'];

/** pandas' Series.replace with a dictionary: whole cells, all pairs at once. */
export const replaceValues = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation({ relation, columns, params: { mapping } }) {
    const changed = new Set(textColumns(relation, columns));
    return {
      from: select(relation, relation.columns, (c) =>
        changed.has(c) ? replaced(c, mapping) : sqlName(c.id),
      ),
      columns: relation.columns,
    };
  },

  counts({ relation, columns, params: { mapping } }) {
    return new Map(
      textColumns(relation, columns).map((c) => [
        `replaced_${c.id}`,
        `count(*) FILTER (WHERE ${replaced(c, mapping)} <> ${sqlName(c.id)})`,
      ]),
    );
  },

  report({ relation, columns, params: { mapping } }, counts, mood) {
    const olds = oneOf(mapping.map(([old]) => old));
    const such = olds === '' ? '' : `, ${olds}`;
    return textColumns(relation, columns).map(({ id, name: col }) => {
      const n = counts.get(`replaced_${id}`) ?? 0;
      const message = `${verb(mood, 'replaced')} ${counted(n, 'value')} of '${col}'${such}`;
      return effect('replace_values', message, { rows_affected: n, col });
    });
  },
});

function textColumns(
  relation: Parameters<typeof relationColumns>[0],
  names: readonly string[],
): RelationColumn[] {
  const columns = relationColumns(relation, names, 'replaceValues');
  const number = columns.find((c) => isNumeric(c.type));
  if (!number) return columns;
  throw new EngineError({
    code: 'column-kind',
    what: `“${number.name}” holds numbers, and this step replaces texts`,
    where: { step: 'replaceValues', column: number.name },
    remedy: 'Cast it to a category first, or leave it out of this step.',
  });
}

/** The last pair of a value counts, as in a dictionary. */
function replaced({ id }: RelationColumn, mapping: Mapping): string {
  const cases = [...new Map(mapping)].map(
    ([old, text]) => `WHEN ${sqlText(old)} THEN ${sqlText(text)}`,
  );
  const x = sqlName(id);
  return cases.length === 0 ? x : `CASE ${x} ${cases.join(' ')} ELSE ${x} END`;
}
