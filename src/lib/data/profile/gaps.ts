import type { Relation, RelationColumn } from '#lib/engine/step.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnProfile, GapCause } from '#lib/recipe/profile.ts';
import { literal, numbersOf, type Sql } from '../sql.ts';
import { holding } from '../table.ts';

/** Fewer gaps may stand beside a value by chance. */
const fewestGaps = 5;
/** Pairs of columns that are read again at most. */
const mostPairs = 40;

interface Pair {
  readonly gappy: ColumnProfile;
  readonly other: ColumnProfile;
  readonly value: string;
}

/**
 * Gaps that another column accounts for: it has one value in all those rows, and in no other row. The counts of the
 * profiles rule out nearly all pairs; the rest are counted in the table. Of a column's gaps one cause is told, a 0
 * before a level.
 */
export async function gapCauses(
  sql: Sql,
  relation: Relation,
  profiles: readonly ColumnProfile[],
): Promise<GapCause[]> {
  const columns = new Map(relation.columns.map((c) => [c.name, c]));
  const found = new Map<string, GapCause>();
  for (const { gappy, other, value } of pairsOf(profiles).slice(0, mostPairs)) {
    if (found.has(gappy.name)) continue;
    const cells = await bothIn(sql, relation, {
      gappy: columns.get(gappy.name)!,
      other: columns.get(other.name)!,
      value,
    });
    if (cells === gapsOf(gappy))
      found.set(gappy.name, { column: gappy.name, where: other.name, value, cells });
  }
  return [...found.values()];
}

const gapsOf = (c: ColumnProfile): number => c.missing + c.misfits;

/** Pairs whose counts agree, in order of the columns; numbers that are 0 first. */
function pairsOf(profiles: readonly ColumnProfile[]): Pair[] {
  const gappy = profiles.filter((c) => gapsOf(c) >= fewestGaps && c.distinct > 0);
  const whole = profiles.filter((c) => gapsOf(c) === 0 && c.distinct > 1);
  const zeros = gappy.flatMap((g) =>
    whole
      .filter((c) => c.number?.zeros === gapsOf(g))
      .map((other) => ({ gappy: g, other, value: '0' })),
  );
  const levels = gappy.flatMap((g) =>
    whole
      .filter((c) => !isNumeric(c.type))
      .flatMap((other) =>
        other.top
          .filter((t) => t.count === gapsOf(g))
          .map((t) => ({ gappy: g, other, value: t.value })),
      ),
  );
  return [...zeros, ...levels];
}

/** Rows in which one is missing and the other has the value. */
async function bothIn(
  sql: Sql,
  relation: Relation,
  {
    gappy,
    other,
    value,
  }: { readonly gappy: RelationColumn; readonly other: RelationColumn; readonly value: string },
): Promise<number> {
  const has = isNumeric(other.type)
    ? `${other.id} = 0`
    : `CAST(${other.id} AS VARCHAR) = ${literal(value)}`;
  const counted = await numbersOf(
    sql,
    `SELECT count(*) AS n FROM ${holding(relation, [gappy, other])} WHERE ${gappy.id} IS NULL AND ${has}`,
  );
  return counted.get('n')!;
}
