import { sqlName } from '#lib/engine/sqlText.ts';
import type { Relation, RelationColumn } from '#lib/engine/step.ts';
import type { Aggregate } from './grouping.ts';

/** A column of the grouped relation: `cell` is SQL over the relation's columns. */
export interface GroupedColumn {
  readonly id: string;
  readonly cell: string;
  readonly how: Aggregate | 'size';
}

/**
 * One row for each distinct value of the keys, missing ones among them, in the order in which they first come; `src` is
 * the first row of each. Sums, means and deviations run over the cells one by one in the rows' order and with Kahan's
 * compensation, as pandas' do, so that they are the same on any number of cores.
 */
export function groupedSql(
  relation: Relation,
  keys: readonly RelationColumn[],
  made: readonly GroupedColumn[],
): string {
  const ids = keys.map((c) => sqlName(c.id));
  const collected = made.map(({ id, cell, how }) => `${collect[how](cell)} AS ${sqlName(id)}`);
  const groups = `(SELECT ${['min(rid) AS src', ...ids, ...collected].join(', ')} FROM ${relation.from} GROUP BY ${ids.join(', ')})`;
  const found = made.map(
    ({ id, how }) => `${(finish[how] ?? same)(sqlName(id))} AS ${sqlName(id)}`,
  );
  return `(SELECT ${['row_number() OVER (ORDER BY src) - 1 AS rid', 'src', ...ids, ...found].join(', ')} FROM ${groups} AS grouped)`;
}

const present = (cell: string): string => `FILTER (WHERE ${cell} IS NOT NULL)`;
const inOrder = (cell: string): string => `list(${cell} ORDER BY rid) ${present(cell)}`;
const sorted = (cell: string): string => `list_sort(list(${cell}) ${present(cell)})`;

const collect: Readonly<Record<Aggregate | 'size', (cell: string) => string>> = {
  size: () => 'CAST(count(*) AS DOUBLE)',
  count: (cell) => `CAST(count(${cell}) AS DOUBLE)`,
  nunique: (cell) => `CAST(count(DISTINCT ${cell}) AS DOUBLE)`,
  min: (cell) => `min(${cell})`,
  max: (cell) => `max(${cell})`,
  first: (cell) => `arg_min(${cell}, rid) ${present(cell)}`,
  last: (cell) => `arg_max(${cell}, rid) ${present(cell)}`,
  sum: inOrder,
  mean: inOrder,
  std: inOrder,
  median: sorted,
  mode: sorted,
};

const same = (id: string): string => id;

/** From the cells of a group to its number; the most frequent of a sorted list is the first of those that tie. */
const finish: Partial<Record<Aggregate | 'size', (id: string) => string>> = {
  sum: (id) => `coalesce(list_aggregate(${id}, 'fsum'), 0)`,
  mean: (id) => `list_aggregate(${id}, 'fsum') / len(${id})`,
  // The engine refuses a deviation that is no double, and with it the whole table.
  std: (id) =>
    `CASE WHEN list_max(${id}) - list_min(${id}) > 1e150 THEN CAST('inf' AS DOUBLE) ELSE list_aggregate(${id}, 'stddev_samp') END`,
  median: (id) =>
    `CASE WHEN len(${id}) % 2 = 1 THEN ${id}[len(${id}) // 2 + 1] ELSE (${id}[len(${id}) // 2] + ${id}[len(${id}) // 2 + 1]) / 2 END`,
  mode: (id) => `list_aggregate(${id}, 'mode')`,
};
