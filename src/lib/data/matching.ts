import { sqlName } from '#lib/engine/sqlText.ts';
import type { Relation } from '#lib/engine/step.ts';
import { possiblePairs, sameName, type KeyPair } from '#lib/recipe/joining.ts';
import { countOf, numbersOf, type Sql } from './sql.ts';

/** Each pair is read once in both tables, so long tables have fewer looked at. */
const [cellsLooked, fewest, most] = [6_000_000, 8, 60];
/** Of so many values of the first table it is looked which the second has. */
const valuesLooked = 1_000;
/** Fewer shared values than this are chance. */
const leastShared = 0.05;

/**
 * By which columns two tables are likely to match: one whose values the second table shares, most of them and each but once,
 * equal names before others, and never what is predicted: new rows do not have it, and what it brought would be the answer; with further ones of equal names while the second has rows that are equal in those so far.
 */
export async function proposeMatch(
  sql: Sql,
  first: Relation,
  second: Relation,
  target: string | null,
): Promise<readonly KeyPair[]> {
  const rows = (await countOf(sql, first.from)) + (await countOf(sql, second.from));
  const looked = Math.max(fewest, Math.min(most, Math.floor(cellsLooked / Math.max(1, rows))));
  const found: { readonly pair: KeyPair; readonly score: number }[] = [];
  const keys = first.columns.filter((c) => c.name !== target);
  for (const pair of possiblePairs(keys, second.columns, looked)) {
    const shared = await sharedOf(sql, first, second, pair);
    if (shared < leastShared) continue;
    const score = shared * (await distinctIn(sql, second, [pair])) + (sameName(pair) ? 1 : 0);
    found.push({ pair, score });
  }
  const [best, ...rest] = found.toSorted((a, b) => b.score - a.score);
  if (!best) return [];
  let chosen = [best.pair];
  let share = await distinctIn(sql, second, chosen);
  for (const { pair } of rest.filter((f) => sameName(f.pair))) {
    const taken = chosen.some((p) => p.left === pair.left || p.right === pair.right);
    const more = taken ? share : await distinctIn(sql, second, [...chosen, pair]);
    if (more > share) [chosen, share] = [[...chosen, pair], more];
  }
  return chosen;
}

const idOf = ({ columns }: Relation, name: string): string =>
  sqlName(columns.find((c) => c.name === name)!.id);

const only = ({ from, only: some }: Relation, id: string): string => some?.([id]) ?? from;

/** Which share of the first table's values the second has, too. */
async function sharedOf(
  sql: Sql,
  first: Relation,
  second: Relation,
  { left, right }: KeyPair,
): Promise<number> {
  const [a, b] = [idOf(first, left), idOf(second, right)];
  const ours = `(SELECT DISTINCT ${a} AS v FROM ${only(first, a)} WHERE ${a} IS NOT NULL ORDER BY v LIMIT ${valuesLooked})`;
  const theirs = `(SELECT DISTINCT ${b} AS v FROM ${only(second, b)})`;
  const found = await numbersOf(
    sql,
    `SELECT count(theirs.v)::DOUBLE AS n, count(*)::DOUBLE AS of FROM ${ours} AS ours LEFT JOIN ${theirs} AS theirs ON ours.v = theirs.v`,
  );
  return found.get('n')! / Math.max(1, found.get('of')!);
}

/** Distinct keys of the second table among its rows; 1 where none is there twice. */
async function distinctIn(sql: Sql, second: Relation, pairs: readonly KeyPair[]): Promise<number> {
  const ids = pairs.map((p) => idOf(second, p.right));
  const distinct = `(SELECT DISTINCT ${ids.join(', ')} FROM ${second.from}) AS keys`;
  return (await countOf(sql, distinct)) / Math.max(1, await countOf(sql, second.from));
}
