import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput, type Relation } from '#lib/engine/step.ts';
import { chosenTable } from '#lib/recipe/secondTable.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { freshIds, relationColumns } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { renumbered } from '../renumber.ts';
import { joined } from './joined.ts';
import type { joinTable as spec } from './spec.ts';

type Input = CleaningInput<ParamsOf<typeof spec>>;

/**
 * pandas' df.merge(other, how, left_on, right_on) where missing keys match nothing: rows in the order of the first table,
 * those made of one in the order of the second.
 */
export const joinTable = defineCleaning<typeof spec>()({
  kind: 'cleaning',
  multiplies: true,
  second: ({ source }) => chosenTable(source, 'joinTable'),

  relation(input) {
    const { relation, columns, params } = input;
    const keys = relationColumns(relation, columns, 'joinTable');
    const { added, rightOn } = joined(relation.columns, columns, params);
    const second = input.second!;
    const theirs = relationColumns(
      second,
      added.map((c) => c.from),
      'joinTable',
    );
    const right = relationColumns(second, rightOn, 'joinTable');
    const ids = freshIds(relation.columns, added.length);
    const cells = theirs.map((c, k) => `${sqlName(c.id)} AS ${sqlName(ids[k]!)}`);
    const matched = right.map((c, k) => `${sqlName(c.id)} AS k${k}`);
    const other = `(SELECT ${['rid AS place', ...cells, ...matched].join(', ')} FROM ${second.from})`;
    const on = keys.map((c, k) => `was.${sqlName(c.id)} = other.k${k}`).join(' AND ');
    const items = [...relation.columns.map((c) => c.id), ...ids].map((id) => sqlName(id));
    return {
      from: renumbered(
        relation,
        'src, place',
        items,
        ` ${params.how === 'left' ? 'LEFT' : 'INNER'} JOIN ${other} AS other ON ${on}`,
      ),
      columns: [
        ...relation.columns,
        ...added.map(({ name, type }, k) => ({ id: ids[k]!, name, type })),
      ],
      renumbers: true,
    };
  },

  counts(input) {
    const { each, unused } = matchesSql(input);
    const of = (what: string): string => `coalesce(max((SELECT ${what} FROM ${each} AS each)), 0)`;
    return new Map([
      ['rows', 'count(*)'],
      ['matched', of('count(*) FILTER (WHERE n > 0)')],
      ['several', of('count(*) FILTER (WHERE n > 1)')],
      ['pairs', of('coalesce(sum(n), 0)')],
      ['unused', `coalesce(max((${unused})), 0)`],
    ]);
  },

  report({ relation, columns, params }, counts, mood) {
    const at = (name: string): number => counts.get(name) ?? 0;
    const { source, added } = joined(relation.columns, columns, params);
    const [rows, matched, several] = [at('rows'), at('matched'), at('several')];
    const made = at('pairs') + (params.how === 'left' ? rows - matched : 0);
    const without = rows - matched;
    const on = listed(columns.map((name) => `'${name}'`));
    const kept =
      without === 0
        ? ''
        : params.how === 'left'
          ? `; ${counted(without, 'row')} without one ${without === 1 ? 'is' : 'are'} kept, with nothing in the new columns`
          : `; ${counted(without, 'row')} without one left out`;
    const unused =
      at('unused') === 0 ? '' : `; ${counted(at('unused'), 'row')} of it matched nothing`;
    const events = [
      effect(
        'join',
        `${verb(mood, 'added')} ${counted(added.length, 'column')} of '${source.file.name}' by ${on}: ${matched} of ${counted(rows, 'row')} found a match${kept}${unused}`,
        { rows_affected: Math.abs(rows - made) },
        rows > 0 && matched === 0 ? 'WARNING' : 'INFO',
      ),
    ];
    if (several > 0)
      events.push(
        effect(
          'join',
          `${verb(mood, 'made')} ${made} rows of ${rows}: ${counted(several, 'row')} found several matches and ${several === 1 ? 'is' : 'are'} there once for each; rows made of one row belong together, so split by a group`,
          { rows_affected: 0 },
          'WARNING',
        ),
      );
    return events;
  },
});

/** How many rows of the second table each row matches, as `n`; and a query of how many of the second match none. */
function matchesSql({ relation, columns, params, second }: Input): {
  readonly each: string;
  readonly unused: string;
} {
  const keys = relationColumns(relation, columns, 'joinTable').map((c) => sqlName(c.id));
  const { rightOn } = joined(relation.columns, columns, params);
  const theirs = relationColumns(second!, rightOn, 'joinTable').map((c) => sqlName(c.id));
  const groups = grouped(second!, theirs);
  const on = (of: string): string =>
    keys.map((key, k) => `${of}.${key} = found.k${k}`).join(' AND ');
  const was = `(SELECT ${[...new Set(keys)].join(', ')} FROM ${relation.from})`;
  return {
    each: `(SELECT coalesce(found.n, 0) AS n FROM ${was} AS was LEFT JOIN ${groups} AS found ON ${on('was')})`,
    unused: `SELECT (SELECT count(*) FROM ${second!.from}) - coalesce(sum(found.n), 0) FROM ${groups} AS found SEMI JOIN ${was} AS was ON ${on('was')}`,
  };
}

const grouped = ({ from }: Relation, keys: readonly string[]): string =>
  `(SELECT ${keys.map((key, k) => `${key} AS k${k}`).join(', ')}, count(*) AS n FROM ${from} GROUP BY ${keys.join(', ')})`;
