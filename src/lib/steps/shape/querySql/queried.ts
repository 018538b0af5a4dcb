import type { ColumnFacts } from '#lib/recipe/step.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import { sqlFault } from '#lib/recipe/sql/fault.ts';
import { readQuery } from '#lib/recipe/sql/query.ts';
import type { Clause, Select, Span, SqlQuery } from '#lib/recipe/sql/select.ts';
import type { Token } from '#lib/recipe/sql/tokens.ts';

interface Params {
  readonly query: string;
  readonly types: readonly (readonly [string, ColumnType])[];
}

/** A column of the answer. */
interface Made extends ColumnFacts {
  /** The column that it is, where the query only names one. */
  readonly as: string | null;
  /** What the query says it is, in tokens. */
  readonly tokens: readonly Token[];
}

/** A query that is understood over these columns. */
interface Queried {
  readonly query: SqlQuery;
  readonly made: readonly Made[];
  /** What the column is called that says which row each is; no column of the table is called so. */
  readonly row: string;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const alike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * @throws EngineError 'params-invalid' for a query that is refused, for columns whose names or types are not known, and where
 * two columns of the table are one to SQL
 */
export function queried(before: readonly ColumnFacts[], { query: text, types }: Params): Queried {
  const known = new Set<string>();
  for (const { name } of before) {
    if (known.has(name.toLowerCase()))
      throw sqlFault(
        `Two columns are called “${name}” to SQL, which takes large and small letters as the same`,
        'Rename one of them in a step before.',
      );
    known.add(name.toLowerCase());
  }
  let row = 'row of the file';
  while (known.has(row)) row += '_';
  const query = readQuery(text);
  if (query.tokens.some((t) => t.kind === 'quoted' && alike(t.value, row)))
    throw sqlFault(
      `“${row}” is no column of the table`,
      'Leave it out: which row each is, is kept anyway.',
    );
  checkWholeRows(query, known);
  const given = new Map(types);
  const made = namedItems(query, before).map(({ name, as, tokens }): Made => {
    const type = given.get(name) ?? before.find((c) => c.name === as)?.type;
    if (type) return { name, type, as, tokens };
    throw sqlFault(
      `What “${name}” holds is not said`,
      `Add ["${name}", "number"] to “types”, or another type in place of number.`,
    );
  });
  const twice = made.find(({ name }, k) => made.findIndex((m) => m.name === name) !== k);
  if (twice)
    throw sqlFault(
      `The query makes two columns “${twice.name}”`,
      'Give one of them another name by AS.',
    );
  return { query, made, row };
}

/** The table's own name among columns would be its whole row: the target with it, and the number of the row. */
function checkWholeRows({ tokens, select }: SqlQuery, known: ReadonlySet<string>): void {
  const whole = tokens.slice(select.list.from, select.list.to).find((token, k, all) => {
    const beside = [all[k - 1]?.value, all[k + 1]?.value];
    return (
      isName(token) &&
      isBase(select, token) &&
      !known.has(token.value.toLowerCase()) &&
      !beside.includes('.') &&
      beside[0] !== 'as'
    );
  });
  if (whole)
    throw sqlFault(
      `“${whole.text}” among the columns is a whole row`,
      `Write ${whole.text}.* or the columns by name.`,
    );
}

export const queriedColumns = (
  before: readonly ColumnFacts[],
  params: Params,
): readonly ColumnFacts[] => queried(before, params).made;

/** The names of the columns that a query makes, before it is known what they hold. */
export const queriedNames = (before: readonly ColumnFacts[], query: string): readonly string[] =>
  namedItems(readQuery(query), before).map((m) => m.name);

type Item = Omit<Made, 'type'>;

function namedItems(
  { tokens, select }: Pick<SqlQuery, 'tokens' | 'select'>,
  before: readonly ColumnFacts[],
): readonly Item[] {
  return select.items.flatMap(({ from, to }): readonly Item[] => {
    const own = tokens.slice(from, to);
    const star = starOf(own);
    return star ? starItems(select, star, before) : [itemOf(select, own, before)];
  });
}

function itemOf(select: Select, own: readonly Token[], before: readonly ColumnFacts[]): Item {
  const last = own.at(-1)!;
  if (own.length === 1) return bareItem(own, last, before);
  if (own.length === 3 && own[1]!.value === '.')
    return bareItem(own, last, isBase(select, own[0]!) ? before : []);
  const as = own.at(-2)!;
  if (as.value === 'as' && as.kind === 'word' && isName(last)) {
    const name = last.kind === 'quoted' ? last.value : last.text;
    return { name, as: null, tokens: own.slice(0, -2) };
  }
  const text = own.map((t) => t.text).join(' ');
  throw sqlFault(
    `A column of the query has no name: ${text.slice(0, 60)}`,
    'Write … AS name behind it.',
  );
}

const isName = ({ kind }: Token): boolean => kind === 'word' || kind === 'quoted';

function bareItem(own: readonly Token[], last: Token, before: readonly ColumnFacts[]): Item {
  if (!isName(last)) throw sqlFault(`${last.text} has no name`, 'Write … AS name behind it.');
  const found = before.find((c) => alike(c.name, last.value));
  return {
    name: found?.name ?? (last.kind === 'quoted' ? last.value : last.text),
    as: found?.name ?? null,
    tokens: own,
  };
}

interface Star {
  readonly of: Token | null;
  readonly without: readonly Token[];
}

/** `*` or `t.*`, with EXCLUDE (a, b) or EXCLUDE a behind it. */
function starOf(own: readonly Token[]): Star | null {
  const at =
    own[0]?.value === '*' && own[0].kind === 'sign'
      ? 0
      : own[1]?.value === '.' && own[2]?.value === '*'
        ? 2
        : -1;
  if (at < 0) return null;
  const rest = own.slice(at + 1);
  if (rest.length > 0 && rest[0]!.value !== 'exclude')
    throw sqlFault(
      `“* ${rest[0]!.text}” is not read`,
      'Use * EXCLUDE (…), and name other columns.',
    );
  return { of: at === 0 ? null : own[0]!, without: rest.slice(1).filter(isName) };
}

function starItems(select: Select, { of, without }: Star, before: readonly ColumnFacts[]): Item[] {
  if (of ? !isBase(select, of) : select.joins)
    throw sqlFault(
      `Which columns “${of ? `${of.text}.*` : '*'}” has is not known before the query runs`,
      'Write the columns of the other part by name, and table.* for those of the table.',
    );
  const gone = without.find((t) => !before.some((c) => alike(c.name, t.value)));
  if (gone)
    throw sqlFault(
      `EXCLUDE names “${gone.text}”, which is no column`,
      'Name a column of the table.',
    );
  return before
    .filter((c) => !without.some((t) => alike(c.name, t.value)))
    .map(({ name }) => ({ name, as: name, tokens: [] }));
}

/** Whether a name before a point is that of the table in the last SELECT. */
const isBase = ({ base: at }: Select, { value }: Token): boolean =>
  alike(value, at!.alias === null ? 'table' : unquoted(at!.alias));

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

/** Whether a column may hold what stands in other rows; rows that are summed up are of their own alone. */
export const readsAround = ({ select, nested }: SqlQuery): boolean =>
  nested || select.windows || select.joins;

/** Whether each row of the answer is one of the table, chosen by itself. */
const isRowwise = (query: SqlQuery): boolean => !readsAround(query) && !query.select.groups;

/** Columns that the query works out of a column, wherever it stands in it, or of one that it worked out so before. */
export function madeFrom({ query, made }: Queried, column: string): readonly string[] {
  const of = [column];
  const names = (tokens: readonly Token[]): boolean =>
    tokens.some((t) => isName(t) && of.some((name) => alike(t.value, name)));
  const { list, clauses } = query.select;
  const end = Math.min(query.tokens.length, ...[...clauses.values()].map((c) => c.from));
  // What named parts hold, and by what they are joined.
  const parts = [...query.tokens.slice(0, query.start), ...query.tokens.slice(list.to, end)];
  const around = readsAround(query) && names(parts);
  const found = made.filter(({ as, tokens, name }) => {
    const isOf = names(tokens) || (around && as === null);
    // SELECT y = 'yes' AS a, a * 2 AS b: a later column may name an earlier one.
    if (isOf) of.push(name);
    return isOf && as === null;
  });
  return found.map((m) => m.name);
}

/**
 * SQL of the answer: columns o0, o1, … as they come, and `src`, the number of the row that each was made of.
 * @param cells SQL of each column, and of the row's number for the empty name
 */
export function answerSql(
  before: readonly ColumnFacts[],
  params: Params,
  {
    cells,
    from,
    all,
  }: {
    readonly cells: (name: string) => string;
    readonly from: string;
    readonly all: boolean;
  },
): string {
  const { made, row } = queried(before, params);
  const columns = before.map((c) => `${cells(c.name)} AS ${quoted(c.name)}`);
  const names = before.map((c) => quoted(c.name)).join(', ');
  const tables = [
    `${base} AS (SELECT ${[`${cells('')} AS ${quoted(row)}`, ...columns].join(', ')} FROM ${from})`,
    `"table" AS (SELECT ${names} FROM ${base})`,
  ];
  const outer = [...made.map((_, k) => `o${k}`), 'src'].join(', ');
  return `(WITH ${tables.join(', ')} SELECT * FROM (${ownQuery(before, params, all).join(' ')}) AS answer(${outer}))`;
}

/** The table with the number of each row; no name that a query can read. */
const base = '"rows of the table"';

/**
 * The query clause by clause, with `src` behind its columns: over "table", and over the same with the number of each row.
 * @param all whether rows are left out that the query leaves out; rows to predict stay, where each is answered by itself
 */
export function ownQuery(
  before: readonly ColumnFacts[],
  params: Params,
  all: boolean,
): readonly string[] {
  const { query, made, row } = queried(before, params);
  const { select, tokens } = query;
  const at = select.base!;
  const own = `${at.alias ?? '"table"'}.${quoted(row)}`;
  const src = select.groups ? `min(${own})` : own;
  const changed = new Map<number, string>([
    [at.at, at.alias === null ? `${base} AS "table"` : base],
  ]);
  for (const { end } of select.overs) changed.set(end, `, ${src})`);
  const kept = [...select.clauses].filter(
    ([clause]) => all || !isRowwise(query) || !leavingOut.has(clause),
  );
  const clause = (...which: readonly Clause[]): string[] =>
    kept.filter(([name]) => which.includes(name)).map(([, span]) => textOf(query, span, changed));
  const ordered = select.clauses.get('order');
  const order = [
    ...(ordered ? [textOf(query, { from: ordered.from + 2, to: ordered.to }, changed)] : []),
    src,
    // Rows made of one row are told apart by their cells.
    ...(select.joins ? made.map((_, k) => String(k + 1)) : []),
  ];
  const end = Math.min(tokens.length, ...[...select.clauses.values()].map((s) => s.from));
  const items = select.items.map((span) => itemText(query, span, { row, changed }));
  return [
    ...(query.start > 0 ? [textOf(query, { from: 0, to: query.start }, new Map())] : []),
    `SELECT ${[...items, `${src} AS src`].join(', ')}`,
    textOf(query, { from: select.list.to, to: end }, changed),
    ...clause('where', 'group', 'having', 'qualify'),
    `ORDER BY ${order.join(', ')}`,
    ...clause('limit', 'offset'),
  ];
}

const leavingOut: ReadonlySet<Clause> = new Set(['where', 'qualify', 'limit', 'offset']);

function itemText(
  query: SqlQuery,
  span: Span,
  { row, changed }: { readonly row: string; readonly changed: ReadonlyMap<number, string> },
): string {
  const own = query.tokens.slice(span.from, span.to);
  const star = starOf(own);
  if (!star) return textOf(query, span, changed);
  const without = [quoted(row), ...star.without.map((t) => t.text)].join(', ');
  const of = star.of ? `${tableText(star.of)}.` : '';
  return `${of}* EXCLUDE (${without})`;
}

const tableText = (token: Token): string =>
  token.kind === 'word' && token.value === 'table' ? '"table"' : token.text;

function textOf(
  { tokens }: SqlQuery,
  { from, to }: Span,
  changed: ReadonlyMap<number, string>,
): string {
  return tokens
    .slice(from, to)
    .map((token, k) => changed.get(from + k) ?? tableText(token))
    .join(' ');
}

/** A cell of the answer as the app holds it: numbers are finite, and an empty text is missing. */
export const cellSql = (id: string, type: ColumnType): string =>
  isNumeric(type)
    ? `CASE WHEN isfinite(CAST(${id} AS DOUBLE)) THEN CAST(${id} AS DOUBLE) END`
    : `nullif(CAST(${id} AS VARCHAR), '')`;
