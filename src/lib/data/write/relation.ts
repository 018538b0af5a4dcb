import { isNumeric } from '#lib/recipe/profile.ts';
import type { Source, SourceColumn } from '#lib/recipe/source.ts';
import type { Vector } from 'apache-arrow';
import { baseRelation, missingSql, rawTable } from '../relation.ts';
import { numbersOf, type Sql } from '../sql.ts';
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
  const { from } = baseRelation(source);
  const ends = await numbersOf(
    sql,
    `SELECT count(*)::DOUBLE AS n, coalesce(max(rid) + 1, 0)::DOUBLE AS m FROM ${rawTable(source)}`,
  );
  const columns: ColumnFacts[] = [];
  // the raw texts beside their values; a few columns at a time keep the statement short
  for (let start = 0; start < source.columns.length; start += 64) {
    const group = source.columns.slice(start, start + 64);
    const selected = group.flatMap((column, k) => factSql(column, start + k, source.missing));
    const found = await numbersOf(
      sql,
      `SELECT ${selected.join(', ')} FROM ${from} AS v JOIN ${rawTable(source)} AS r ON v.rid = r.rid`,
    );
    columns.push(...group.map((column, k) => factsFrom(found, column, start + k)));
  }
  return { rows: ends.get('n')!, end: ends.get('m')!, columns };
}

const longInteger = '^-?(0|[1-9][0-9]{0,18})$';

/** A value's text as it is written. */
function writtenSql(value: string, type: SourceColumn['type']): string {
  if (isNumeric(type)) return `regexp_replace(CAST(${value} AS VARCHAR), '\\.0$', '')`;
  return type === 'boolean' ? `lower(${value})` : value;
}

function factSql({ type }: SourceColumn, j: number, missing: readonly string[]): string[] {
  const raw = `r.c${j}`;
  const value = `v.c${j}`;
  const gone = missingSql(raw, missing);
  const text = writtenSql(value, type);
  const count = (condition: string): string => `(count(*) FILTER (WHERE ${condition}))::DOUBLE`;
  const long = `regexp_matches(${raw}, '${longInteger}') AND ${raw} <> '-0' AND TRY_CAST(${raw} AS BIGINT) IS NOT NULL`;
  return [
    `${count(`NOT ${gone}`)} AS there${j}`,
    `${count(`${value} IS NOT NULL`)} AS fit${j}`,
    `${count(`${gone} AND ${raw} IS NOT NULL AND ${raw} <> ''`)} AS marked${j}`,
    `${count(`${value} IS NOT NULL AND ${text} <> ${raw}`)} AS rewritten${j}`,
    `${count(`NOT ${gone} AND lower(${raw}) IN ('true', 'false')`)} AS boolean${j}`,
    `${count(`NOT ${gone} AND ${long}`)} AS whole${j}`,
    `${count(`NOT ${gone} AND abs(TRY_CAST(${raw} AS HUGEINT)) > 9007199254740992`)} AS huge${j}`,
  ];
}

function factsFrom(
  found: ReadonlyMap<string, number>,
  { type }: SourceColumn,
  j: number,
): ColumnFacts {
  const of = (name: string): number => found.get(`${name}${j}`)!;
  const there = of('there');
  const boolean = there > 0 && of('boolean') === there;
  return {
    there,
    fit: of('fit'),
    marked: of('marked'),
    rewritten: type === 'boolean' && !boolean ? 0 : of('rewritten'),
    boolean,
    long: there > 0 && of('whole') === there && of('huge') > 0,
  };
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
