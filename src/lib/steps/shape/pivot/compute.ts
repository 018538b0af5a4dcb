import { sqlName, sqlText } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput, type RelationColumn } from '#lib/engine/step.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { freshIds, relationColumns, select } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { groupedSql } from '../groupingSql.ts';
import type { pivot as spec } from './spec.ts';
import { spreadNames, spreadOf, type Spread } from './pivoted.ts';

type Input = CleaningInput<ParamsOf<typeof spec>>;

/** pandas' pivot_table with the values that become columns given beforehand. */
export const pivot = defineCleaning<typeof spec>()({
  kind: 'cleaning',

  relation(input) {
    const { relation, columns, params } = input;
    const keys = relationColumns(relation, columns, 'pivot');
    const spread = spreadOf(relation.columns, columns, params);
    if (!spread) return { from: select(relation, relation.columns), columns: relation.columns };
    const [names, values] = pair(input);
    const ids = freshIds(relation.columns, spread.length);
    const made = spread.map(({ level }, k) => ({
      id: ids[k]!,
      cell: `(CASE WHEN ${sqlName(names.id)} = ${levelSql(level)} THEN ${sqlName(values.id)} END)`,
      how: params.aggfunc,
    }));
    return {
      from: groupedSql(relation, keys, made),
      columns: [...keys, ...spread.map(({ name, type }, k) => ({ id: ids[k]!, name, type }))],
      renumbers: true,
    };
  },

  counts(input) {
    const { relation, columns, params } = input;
    const keys = relationColumns(relation, columns, 'pivot').map((c) => sqlName(c.id));
    const groups = `SELECT count(*) FROM (SELECT DISTINCT ${keys.join(', ')} FROM ${relation.from})`;
    const spread = spreadOf(relation.columns, columns, params);
    const rows: [string, string] = ['rows', 'count(*)'];
    if (!spread) return new Map([rows]);
    const name = sqlName(pair(input)[0].id);
    const others = spread.map(({ level }) => `${name} IS DISTINCT FROM ${levelSql(level)}`);
    return new Map([
      rows,
      ['groups', `coalesce(max((${groups})), 0)`],
      ['unlisted', `count(*) FILTER (WHERE ${['true', ...others].join(' AND ')})`],
    ]);
  },

  report(input, counts, mood) {
    const { relation, columns, params } = input;
    const spread = spreadOf(relation.columns, columns, params);
    if (!spread)
      return [
        effect('pivot', `${verb(mood, 'made')} no column: none is chosen yet`, {
          rows_affected: 0,
        }),
      ];
    return events(
      input,
      spread,
      { rows: 0, groups: 0, unlisted: 0, ...Object.fromEntries(counts) },
      mood,
    );
  },

  madeOf(columns, params) {
    if (params.names === '' || params.values === '') return [];
    return spreadNames(columns, params).map((name) => ({ name, from: params.values }));
  },
});

const pair = ({ relation, params }: Input): [RelationColumn, RelationColumn] =>
  relationColumns(relation, [params.names, params.values], 'pivot') as [
    RelationColumn,
    RelationColumn,
  ];

const levelSql = (level: Spread['level']): string =>
  typeof level === 'number' ? `CAST('${level}' AS DOUBLE)` : sqlText(level);

function events(
  { relation, columns, params }: Input,
  spread: readonly Spread[],
  { rows, groups, unlisted }: { rows: number; groups: number; unlisted: number },
  mood: 'done' | 'would',
): ReturnType<typeof effect>[] {
  const by = listed(columns.map((name) => `'${name}'`));
  const message = `${verb(mood, 'made')} ${counted(groups, 'row')} of ${rows}, one for each value of ${by}, with ${counted(spread.length, 'new column')}, each from its own rows alone`;
  const after = new Set([...columns, ...spread.map((c) => c.name)]);
  const gone = relation.columns.filter((c) => !after.has(c.name));
  return [
    effect('pivot', message, { rows_affected: rows - groups }),
    ...(unlisted > 0
      ? [
          effect(
            'pivot',
            `${verb(mood, 'made')} no cell of ${counted(unlisted, 'row')} whose '${params.names}' is missing or not listed`,
            { rows_affected: 0, unlisted },
            'WARNING',
          ),
        ]
      : []),
    ...gone.map(({ name: col }) =>
      effect('pivot', `${verb(mood, 'dropped')} column '${col}'`, { rows_affected: rows, col }),
    ),
  ];
}
