import { identifier, uniqueNames } from '../python/names.ts';

/** DuckDB 1.4's words that are not free as names (duckdb_keywords()), and those that the query itself uses. */
const taken = (
  'all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint binary bit boolean both by ' +
  'case cast char character check coalesce collate collation column columns concurrently constraint create cross dec decimal ' +
  'default deferrable desc describe distinct do else end except exists extract false fetch float for foreign freeze from full ' +
  'generated glob group grouping grouping_id having ilike in initially inner inout int integer intersect interval into is ' +
  'isnull join lambda lateral leading left like limit map national natural nchar none not notnull null nullif numeric offset ' +
  'on only or order out outer overlaps overlay pivot pivot_longer pivot_wider placing position positional precision primary ' +
  'qualify real references returning right row select semi setof show similar smallint some struct substring summarize ' +
  'symmetric table tablesample then time timestamp to trailing treat trim true try_cast union unique unpack unpivot using ' +
  'values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest ' +
  'xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable rid src x was now place grouped cell found cells sampled typed'
).split(' ');
const reserved = new Set(taken);

/**
 * Gives each text a name that needs no quotes in SQL and is no other text's: `Total Bill` becomes total_bill. c0 and d0
 * are left to the engine.
 */
export function sqlNames(): (text: string) => string {
  const unique = uniqueNames(taken);
  return (text) => {
    const name = identifier(text);
    return unique(reserved.has(name) || /^[cd][0-9]+$/.test(name) ? `${name}_` : name);
  };
}

const hidden = /[\u0000-\u001f\u007f]|(?! )[\p{C}\p{Z}]/gu;
const shown = (c: string): number => (/\p{Cs}/u.test(c) ? 0xfffd : c.codePointAt(0)!);

/** The user's name in double quotes; what hides, breaks lines or turns text around is written out. */
export const quotedName = (name: string): string => `"${written(name).replaceAll('"', '""')}"`;

/** The user's text in a comment of one line. */
export function commentText(text: string): string {
  const line = written(text).trim();
  return line.length > 300 ? `${[...line].slice(0, 300).join('')}…` : line;
}

const written = (text: string): string =>
  text.replace(hidden, (c) => `\\u${shown(c).toString(16).padStart(4, '0')}`);

/** A text token in which nothing hides: such characters are written as chr(n). */
export function visibleText(token: string): string {
  const cells = token.slice(1, -1).split(hidden);
  if (cells.length === 1) return token;
  const marks = [...token.slice(1, -1).matchAll(hidden)].map(([c]) => `chr(${shown(c)})`);
  const parts = cells.flatMap((cell, i) => [
    ...(cell === '' ? [] : [`'${cell}'`]),
    ...(i < marks.length ? [marks[i]!] : []),
  ]);
  return parts.length === 1 ? parts[0]! : `(${parts.join(' || ')})`;
}

/** A text as SQL. */
export const sqlLiteral = (text: string): string => visibleText(`'${text.replaceAll("'", "''")}'`);
