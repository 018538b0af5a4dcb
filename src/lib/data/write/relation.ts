import { isNumeric } from '#lib/recipe/profile.ts';
import type { Source, SourceColumn } from '#lib/recipe/source.ts';
import type { Vector } from 'apache-arrow';
import { baseRelation, missingSql, rawTable } from '../relation.ts';
import { numbersOf, type Sql } from '../sql.ts';
import { valueSql } from '../values/sql.ts';
import { cellsWord, type Change, type OutKind, type OutSource, type OutTable } from './table.ts';

/** The table as it was understood, and what that changed. */
export interface Understood extends OutSource {
  readonly changes: readonly Change[];
}

const cellsAtOnce = 1 << 20;

/**
 * The table of a source as its columns are understood: numbers (durations in seconds), ISO dates, true and false, texts
 * as they are, null for what is missing or does not fit. Integers too long for a double come as their digits. A page has
 * some million cells; no more are in memory.
 */
export async function outTable(sql: Sql, source: Source): Promise<Understood> {
  const { from, columns } = baseRelation(source);
  const facts = await factsOf(sql, source);
  const kinds = source.columns.map((column, j) => kindOf(column, facts.columns[j]!));
  const names = columns.map(({ name }) => name);
  const step = Math.max(1, Math.min(1 << 16, Math.floor(cellsAtOnce / Math.max(1, names.length))));
  const ids = columns.map(({ id }) => id);
  return {
    names,
    kinds,
    rows: facts.rows,
    changes: changesOf(source, facts),
    pages: async function* (only) {
      const wanted = only ?? ids.map((_, j) => j);
      const selected = ['rid', ...wanted.map((j) => ids[j]!)].join(', ');
      const at = new Map(wanted.map((j, k) => [j, k + 1] as const));
      for (let start = 0; start < facts.end; start += step) {
        const where = `rid >= ${start} AND rid < ${start + step}`;
        const answer = await sql.query(
          `SELECT ${selected} FROM ${from} WHERE ${where} ORDER BY rid`,
        );
        if (answer.numRows === 0) continue;
        const vectors = ids.map((_, j) => {
          const k = at.get(j);
          return k === undefined ? null : answer.getChildAt(k);
        });
        yield pageOf({ names, kinds, rows: answer.numRows, vectors });
      }
    },
  };
}

function pageOf(page: {
  readonly names: readonly string[];
  readonly kinds: readonly OutKind[];
  readonly rows: number;
  readonly vectors: readonly (Vector | null)[];
}): OutTable {
  const { names, kinds, rows, vectors } = page;
  const booleans = kinds.map((kind) => kind === 'boolean');
  return {
    names,
    kinds,
    rows,
    cell: (row, column) => {
      const value = (vectors[column]?.get(row) ?? null) as string | number | null;
      return booleans[column] && value !== null ? String(value).toLowerCase() === 'true' : value;
    },
  };
}

interface ColumnFacts {
  /** Cells that have a text which does not mean missing, and of these the ones that fit. */
  readonly there: number;
  readonly fit: number;
  /** Cells whose text means missing and is not empty. */
  readonly marked: number;
  /** Cells that are written in another way than they stand. */
  readonly rewritten: number;
  /** All are true or false; all are integers of 64 bits, some of them too long for a double. */
  readonly boolean: boolean;
  readonly long: boolean;
}

interface Facts {
  readonly rows: number;
  /** One more than the last rid. */
  readonly end: number;
  readonly columns: readonly ColumnFacts[];
}

async function factsOf(sql: Sql, source: Source): Promise<Facts> {
  const table = rawTable(source);
  const ends = await numbersOf(
    sql,
    `SELECT count(*)::DOUBLE AS n, coalesce(max(rid) + 1, 0)::DOUBLE AS m FROM ${table}`,
  );
  const columns: ColumnFacts[] = [];
  // a few columns at a time keep the statement short
  for (let start = 0; start < source.columns.length; start += 32) {
    const group = source.columns.slice(start, start + 32);
    const selected = group.flatMap((_, k) => pairSql(source, start + k));
    const counted = group.flatMap((column, k) => factSql(column, start + k));
    const found = await numbersOf(
      sql,
      `SELECT ${counted.join(', ')} FROM (SELECT ${selected.join(', ')} FROM ${table})`,
    );
    for (const k of group.keys()) columns.push(await columnFacts(sql, source, start + k, found));
  }
  return { rows: ends.get('n')!, end: ends.get('m')!, columns };
}

/** A column's texts that do not mean missing as r0, r1, …, its values as v0, v1, …, and its markers as m0, m1, … */
function pairSql(source: Source, j: number): string[] {
  const raw = `c${j}`;
  const gone = missingSql(raw, source.missing);
  return [
    `CASE WHEN NOT ${gone} THEN ${raw} END AS r${j}`,
    `CASE WHEN NOT ${gone} THEN ${valueSql(raw, source.columns[j]!)} END AS v${j}`,
    `(${gone} AND ${raw} IS NOT NULL AND ${raw} <> '') AS m${j}`,
  ];
}

const countSql = (condition: string): string => `(count(*) FILTER (WHERE ${condition}))::DOUBLE`;

function factSql({ type }: SourceColumn, j: number): string[] {
  const [raw, value] = [`r${j}`, `v${j}`];
  const common = [
    `count(${raw})::DOUBLE AS there${j}`,
    `count(${value})::DOUBLE AS fit${j}`,
    `${countSql(`m${j}`)} AS marked${j}`,
  ];
  if (isNumeric(type)) {
    return [
      ...common,
      `${countSql(`${usual(value)} AND ${differsSql(raw, value)}`)} AS rewritten${j}`,
      `${countSql(`NOT ${usual(value)}`)} AS rare${j}`,
    ];
  }
  if (type === 'boolean')
    return [
      ...common,
      `${countSql(`lower(${raw}) <> ${raw}`)} AS rewritten${j}`,
      `${countSql(`lower(${raw}) IN ('true', 'false')`)} AS boolean${j}`,
    ];
  if (type === 'date' || type === 'datetime')
    return [...common, `${countSql(`${value} <> ${raw}`)} AS rewritten${j}`];
  const long = `length(${raw}) BETWEEN 16 AND 20 AND abs(TRY_CAST(${raw} AS HUGEINT)) > 9007199254740992`;
  return [...common, `${countSql(long)} AS long${j}`];
}

/** Whether a number, of a usual size, is written in another way than it stands: the engine's ".0" is left out. */
function differsSql(raw: string, value: string): string {
  const text = `CAST(${value} AS VARCHAR)`;
  return `NOT (${text} = ${raw} || '.0' OR (${text} = ${raw} AND NOT suffix(${raw}, '.0')))`;
}

/** Sizes of numbers that the engine writes with the digits that JavaScript writes. */
const usual = (value: string): string => `(${value} = 0 OR abs(${value}) BETWEEN 1e-4 AND 1e15)`;

async function columnFacts(
  sql: Sql,
  source: Source,
  j: number,
  found: ReadonlyMap<string, number>,
): Promise<ColumnFacts> {
  const of = (name: string): number => found.get(`${name}${j}`) ?? 0;
  const [there, fit, marked] = [of('there'), of('fit'), of('marked')];
  const boolean = there > 0 && of('boolean') === there;
  const rewritten = source.columns[j]!.type === 'boolean' && !boolean ? 0 : of('rewritten');
  const rare = of('rare') > 0 ? await rareRewritten(sql, source, j) : 0;
  const long = of('long') > 0 && (await allIntegers(sql, source, j));
  return { there, fit, marked, rewritten: rewritten + rare, boolean, long };
}

/** How many of a column's very small and very large numbers are written in another way. */
async function rareRewritten(sql: Sql, source: Source, j: number): Promise<number> {
  const [raw, value] = [`r${j}`, `v${j}`];
  const answer = await sql.query(
    `SELECT ${raw}, ${value} FROM (SELECT ${pairSql(source, j).join(', ')} FROM ${rawTable(source)}) ` +
      `WHERE NOT ${usual(value)}`,
  );
  const [texts, values] = [answer.getChildAt(0)!, answer.getChildAt(1)!];
  let count = 0;
  for (let i = 0; i < answer.numRows; i += 1)
    if (String(values.get(i)) !== texts.get(i)) count += 1;
  return count;
}

const integer = '^(0|-?[1-9][0-9]{0,18})$';

async function allIntegers(sql: Sql, source: Source, j: number): Promise<boolean> {
  const raw = `r${j}`;
  const other = `NOT (regexp_matches(${raw}, '${integer}') AND TRY_CAST(${raw} AS BIGINT) IS NOT NULL)`;
  const found = await numbersOf(
    sql,
    `SELECT ${countSql(`${raw} IS NOT NULL AND ${other}`)} AS n FROM (SELECT ${pairSql(source, j).join(', ')} FROM ${rawTable(source)})`,
  );
  return found.get('n') === 0;
}

function kindOf({ type }: SourceColumn, { boolean, long }: ColumnFacts): OutKind {
  switch (type) {
    case 'integer':
    case 'number':
    case 'date':
    case 'datetime':
      return type;
    case 'duration':
      return 'number';
    case 'boolean':
      return boolean ? 'boolean' : 'text';
    default:
      return long ? 'integer' : 'text';
  }
}

function changesOf(source: Source, { columns }: Facts): readonly Change[] {
  const tally = (of: (facts: ColumnFacts) => number): { count: number; columns: string[] } => ({
    count: columns.reduce((sum, facts) => sum + of(facts), 0),
    columns: source.columns.flatMap(({ name }, j) => (of(columns[j]!) > 0 ? [name] : [])),
  });
  const misfits = tally(({ there, fit }) => there - fit);
  const marked = tally((facts) => facts.marked);
  const rewritten = tally((facts) => facts.rewritten);
  return [
    {
      kind: 'misfits',
      message: `${cellsWord(misfits.count)} that ${misfits.count === 1 ? 'does' : 'do'} not fit the column's type; written as missing`,
      ...misfits,
    },
    {
      kind: 'missing-markers',
      message: `${cellsWord(marked.count)} that ${marked.count === 1 ? 'says' : 'say'} that the value is missing in words or signs; written as missing`,
      ...marked,
    },
    {
      kind: 'rewritten',
      message: `${cellsWord(rewritten.count)} with a number, a date or a truth value that is written in another way, the value being the same`,
      ...rewritten,
    },
  ].filter(({ count }) => count > 0);
}
