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
 * the first row of each. Sums are Kahan's and deviations Welford's, over the cells in the order of rows, as pandas' are: the
 * engine has one thread, in the page and in Node.
 */
export function groupedSql(
  relation: Relation,
  keys: readonly RelationColumn[],
  made: readonly GroupedColumn[],
): string {
  const ids = keys.map((c) => sqlName(c.id));
  const found = made.map(({ id, cell, how }) => `${summarise[how](cell)} AS ${sqlName(id)}`);
  const groups = `(SELECT ${['min(rid) AS src', ...ids, ...found].join(', ')} FROM ${relation.from} GROUP BY ${ids.join(', ')})`;
  const all = ['src', ...ids, ...made.map(({ id }) => sqlName(id))].join(', ');
  return `(SELECT row_number() OVER (ORDER BY src) - 1 AS rid, ${all} FROM ${groups} AS grouped)`;
}

const present = (cell: string): string => `FILTER (WHERE ${cell} IS NOT NULL)`;

/** A list of a group's cells for each would not fit into memory; what these keep does. */
const summarise: Readonly<Record<Aggregate | 'size', (cell: string) => string>> = {
  size: () => 'CAST(count(*) AS DOUBLE)',
  count: (cell) => `CAST(count(${cell}) AS DOUBLE)`,
  nunique: (cell) => `CAST(count(DISTINCT ${cell}) AS DOUBLE)`,
  min: (cell) => `min(${cell})`,
  max: (cell) => `max(${cell})`,
  first: (cell) => `arg_min(${cell}, rid) ${present(cell)}`,
  last: (cell) => `arg_max(${cell}, rid) ${present(cell)}`,
  sum: (cell) => `coalesce(fsum(${cell}), 0)`,
  mean: (cell) => `fsum(${cell}) / count(${cell})`,
  // The engine refuses a deviation that is no double, and with it the whole table.
  std: (cell) =>
    `CASE WHEN max(${cell}) - min(${cell}) > 1e150 THEN CAST('inf' AS DOUBLE) ELSE stddev_samp(CASE WHEN abs(${cell}) < 1e150 THEN ${cell} END) END`,
  median: (cell) => {
    const [low, high] = [`quantile_disc(${cell}, 0.5)`, `-quantile_disc(-${cell}, 0.5)`];
    return `CASE WHEN ${low} = ${high} THEN ${low} ELSE (${low} + ${high}) / 2 END`;
  },
  // Keys of a histogram ascend, so the first of the most frequent is the smallest.
  mode: (cell) => {
    const counts = `histogram(${cell}) ${present(cell)}`;
    return `map_keys(${counts})[list_position(map_values(${counts}), list_max(map_values(${counts})))]`;
  },
};
