import { sqlName } from '#lib/engine/sqlText.ts';
import { defineCleaning, type CleaningInput, type Relation } from '#lib/engine/step.ts';
import { chosenTable } from '#lib/recipe/secondTable.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { freshIds, relationColumns } from '../../relation.ts';
import { effect, verb } from '../../report.ts';
import { counted, listed } from '../../words.ts';
import { renumbered } from '../renumber.ts';
import { addsTheirs, joined, joinedColumns, keepsOurs, ofNewRows } from './joined.ts';
import type { joinTable as spec } from './spec.ts';

type Input = CleaningInput<ParamsOf<typeof spec>>;

/**
 * pandas' df.merge(other, how, left_on, right_on) where missing keys match nothing: rows in the order of the first table,
 * those made of one in the order of the second; then rows of the second without a match, where they are asked for.
 */
const join = defineCleaning<typeof spec>()({
  kind: 'cleaning',
  multiplies: true,
  adds: true,
  second: ({ source }) => chosenTable(source, 'joinTable'),

  relation(input) {
    const { relation, columns, params } = input;
    const after = joinedColumns(relation.columns, columns, params);
    const { added } = joined(relation.columns, columns, params);
    const ids = freshIds(relation.columns, added.length);
    const all = [...relation.columns.map((c) => c.id), ...ids];
    const from = addsTheirs(params.how) ? withTheirs(input, ids) : withMatches(input, ids);
    return { from, columns: after.map((c, k) => ({ ...c, id: all[k]! })), renumbers: true };
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
    const without = rows - matched;
    const stays = keepsOurs(params.how);
    const theirs = addsTheirs(params.how) ? at('unused') : 0;
    const made = at('pairs') + (stays ? without : 0) + theirs;
    const on = listed(columns.map((name) => `'${name}'`));
    const kept =
      without === 0
        ? ''
        : stays
          ? `; ${counted(without, 'row')} without one ${without === 1 ? 'is' : 'are'} kept, with nothing in the new columns`
          : `; ${counted(without, 'row')} without one left out`;
    const unused = unusedWords(at('unused'), theirs > 0);
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

  /** A column is what its key says: a match by the target brings the answer. */
  madeOf: (columns, params, before) =>
    joined(before, columns, params).added.flatMap(({ name }) =>
      columns.map((from) => ({ name, from })),
    ),
});

function unusedWords(rows: number, added: boolean): string {
  if (rows === 0) return '';
  const also = ` and ${rows === 1 ? 'is' : 'are'} added, with nothing in the other columns`;
  return `; ${counted(rows, 'row')} of it matched nothing${added ? also : ''}`;
}

/** New rows get their matches, and none of the second table's rows. */
export const joinTable: typeof join = {
  ...join,
  newRows: {
    ...join,
    relation: (input) => join.relation(onNewRows(input)),
    report: (input, counts, mood) => join.report(onNewRows(input), counts, mood),
  },
};

const onNewRows = (input: Input): Input => ({
  ...input,
  params: { ...input.params, how: ofNewRows(input.params.how) },
});

/** The second table as `other`: its row, the columns that are added by their new ids, and the keys k0, k1, … */
function otherTable(
  { relation, columns, params, second }: Input,
  ids: readonly string[],
): { readonly sql: string; readonly on: string } {
  const { added, rightOn } = joined(relation.columns, columns, params);
  const named = (names: readonly string[]) => relationColumns(second!, names, 'joinTable');
  const cells = named(added.map((c) => c.from)).map(
    (c, k) => `${sqlName(c.id)} AS ${sqlName(ids[k]!)}`,
  );
  const matched = named(rightOn).map((c, k) => `${sqlName(c.id)} AS k${k}`);
  const keys = relationColumns(relation, columns, 'joinTable');
  return {
    sql: `(SELECT ${['rid AS place', ...cells, ...matched].join(', ')} FROM ${second!.from}) AS other`,
    on: keys.map((c, k) => `was.${sqlName(c.id)} = other.k${k}`).join(' AND '),
  };
}

/** Rows of this table, by their matches. */
function withMatches(input: Input, ids: readonly string[]): string {
  const { relation, params } = input;
  const { sql, on } = otherTable(input, ids);
  const items = [...relation.columns.map((c) => c.id), ...ids].map((id) => sqlName(id));
  const kind = params.how === 'left' ? 'LEFT' : 'INNER';
  return renumbered(relation, 'src, place', items, ` ${kind} JOIN ${sql} ON ${on}`);
}

/** The same, and below them the rows of the second table without a match, with their keys in place of these. */
function withTheirs(input: Input, ids: readonly string[]): string {
  const { relation, columns, params } = input;
  const { sql, on } = otherTable(input, ids);
  const items = relation.columns.map(({ id, name }) => {
    const k = columns.indexOf(name);
    const own = sqlName(id);
    return k < 0 ? own : `coalesce(was.${own}, other.k${k}) AS ${own}`;
  });
  const counted = 'row_number() OVER (ORDER BY was.src IS NULL, was.src, other.place) - 1 AS rid';
  const all = [
    counted,
    'coalesce(was.src, -1 - other.place) AS src',
    ...items,
    ...ids.map(sqlName),
  ];
  const was = `(SELECT ${['rid AS src', ...relation.columns.map((c) => sqlName(c.id))].join(', ')} FROM ${relation.from}) AS was`;
  return `(SELECT ${all.join(', ')} FROM ${was} ${params.how === 'right' ? 'RIGHT' : 'FULL'} JOIN ${sql} ON ${on})`;
}

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
