import type { Relation, RelationColumn } from '#lib/engine/step.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { Twins } from '#lib/recipe/profile.ts';
import type { Vector } from 'apache-arrow';
import { columnGroups, doublesOf } from '../arrow.ts';
import { Interner } from '../interner.ts';
import type { Sql } from '../sql.ts';
import { holding, internColumn, typedSql } from '../table.ts';
import { Fingerprint } from './fingerprint.ts';
import type { Described } from './input.ts';

/** Cells that are read again at most to tell one-to-one columns from those with the same counts by chance. */
const mostCells = 60_000_000;

/**
 * Columns with the same content, and columns whose values stand one for one. Only columns with the same counts of
 * values are read a second time; columns of which every value differs are ids, not twins.
 */
export async function twinsOf(
  sql: Sql,
  relation: Relation,
  described: readonly Described[],
  rows: number,
): Promise<Twins[]> {
  const equal = groupsBy(described, (d) =>
    d.profile.distinct > 1 ? `${d.profile.type === 'date'}|${d.content}` : null,
  );
  const copies = new Set(equal.flatMap((g) => g.slice(1)));
  const alike = groupsBy(described, (d) => (copies.has(d) ? null : sameCounts(d, rows)));
  const candidates = alike.flat().slice(0, Math.floor(mostCells / Math.max(1, rows)));
  const partitions = await partitionsOf(sql, relation, candidates, rows);
  const mapped = groupsBy(candidates, (d) => partitions.get(d.profile.name)!);
  return [
    ...equal.map((g) => ({ columns: namesOf(g), kind: 'equal' as const })),
    ...mapped.map((g) => ({ columns: namesOf(g), kind: 'one-to-one' as const })),
  ];
}

const namesOf = (group: readonly Described[]): string[] => group.map((d) => d.profile.name);

function sameCounts({ profile, countsKey }: Described, rows: number): string | null {
  const present = rows - profile.missing - profile.misfits;
  if (profile.distinct < 2 || profile.distinct === present) return null;
  return `${profile.distinct}|${present}|${countsKey}`;
}

/** Groups of at least two, in order of the columns. */
function groupsBy(
  described: readonly Described[],
  key: (d: Described) => string | null,
): Described[][] {
  const groups = new Map<string, Described[]>();
  for (const d of described) {
    const k = key(d);
    if (k !== null) groups.set(k, [...(groups.get(k) ?? []), d]);
  }
  return [...groups.values()].filter((g) => g.length > 1);
}

async function partitionsOf(
  sql: Sql,
  relation: Relation,
  candidates: readonly Described[],
  rows: number,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(candidates.map((d) => d.profile.name));
  const columns = relation.columns.filter((c) => wanted.has(c.name));
  const found = new Map<string, string>();
  for (const group of columnGroups(columns, rows)) {
    const answer = await sql.query(
      `SELECT ${group.map(typedSql).join(', ')} FROM ${holding(relation, group)}`,
    );
    group.forEach((c, k) => found.set(c.name, partitionOf(c, answer.getChildAt(k)!, rows)));
  }
  return found;
}

/** Values numbered in order of first sight: the same for columns that split the rows alike. */
function partitionOf({ type }: RelationColumn, vector: Vector, rows: number): string {
  const print = new Fingerprint();
  if (isNumeric(type)) {
    const seen = new Map<number, number>();
    for (const x of doublesOf(vector, rows)) {
      const key = x === 0 ? 0 : x;
      let code = Number.isNaN(x) ? -1 : seen.get(key);
      if (code === undefined) seen.set(key, (code = seen.size));
      print.add(code);
    }
  } else for (const code of internColumn(vector, rows, new Interner())) print.add(code);
  return print.text();
}
