import type { Role } from '#lib/recipe/profile.ts';
import { ahead, columnGroups } from './arrow.ts';
import type { Guess } from './formats/reader.ts';
import { provenOrder } from './infer/dates.ts';
import type { Held } from './held/held.ts';
import { factsOf, factsOfHeld, type ColumnFacts } from './infer/facts.ts';
import { chooseMarkers, fixedMarkers, mayBeMarker, type Markers } from './infer/markers.ts';
import { provenDecimal } from './infer/numbers.ts';
import { numberColumn, type Decided } from './infer/numberColumn.ts';
import type { MarkerCells } from './infer/texts.ts';
import { textColumn } from './infer/textColumn.ts';
import type { InferredColumn, TableHints } from './infer/types.ts';
import type { Breathe, Sql } from './sql.ts';

export type { Alternative, DateFindings, InferredColumn } from './infer/types.ts';

export interface InferInput {
  /** A table of raw texts, c0, c1, … */
  readonly table: string;
  readonly names: readonly string[];
  readonly rows: number;
  /** Take exactly these for missing; without it the known markers that occur. */
  readonly missing?: readonly string[];
  /** What was kept of the columns while they were read. */
  readonly held?: Held;
  /** Settles when the table is whole: before that only what was kept is looked at. */
  readonly ready?: Promise<unknown>;
  /** What parts the cells of the file; a semicolon speaks for a comma before decimals where nothing else does. */
  readonly delimiter?: string;
}

interface InferHooks {
  readonly checkCancel?: () => void;
  readonly breathe?: Breathe | undefined;
}

export interface Inferred {
  readonly columns: readonly InferredColumn[];
  /** Always begins with the empty text. */
  readonly missing: readonly string[];
  readonly guesses: readonly Guess[];
}

/**
 * Types and roles from every text of the whole column, never a sample, so that a table's last row counts as much as its
 * first. A column is numeric only if all present texts are numbers that lose nothing by it; what may be read two ways
 * is decided by the other columns of the table where they prove something, and told.
 */
export async function inferColumns(
  sql: Sql,
  input: InferInput,
  hooks: InferHooks = {},
): Promise<Inferred> {
  const fixed = input.missing ? fixedMarkers(input.missing) : null;
  const asked = new Set(fixed?.missing);
  const facts = await readFacts(sql, input, {
    ...hooks,
    isMarker: fixed ? (text) => asked.has(text) : mayBeMarker,
  });
  const markers = fixed ?? chooseMarkers(facts, isTyped);
  const unread = facts.map((column) => valuesAmong(column, markers));
  const hints = hintsOf(facts, input.delimiter);
  const columns = facts.map((column, j) => {
    const decided = decide(column, hints, unread[j]!);
    return { ...decided, role: roleOf(column, decided) };
  });
  return { columns, missing: markers.missing, guesses: markers.guesses };
}

interface ReadHooks extends InferHooks {
  readonly isMarker: (text: string) => boolean;
}

async function readFacts(
  sql: Sql,
  { table, names, rows, held, ready }: InferInput,
  { checkCancel, breathe, isMarker }: ReadHooks,
): Promise<ColumnFacts[]> {
  const facts: ColumnFacts[] = [];
  const indexed: { readonly name: string; readonly j: number }[] = [];
  for (const [j, name] of names.entries()) {
    await breathe?.();
    checkCancel?.();
    const column = held?.columns[j];
    const known = column ? factsOfHeld(column, { name, rows, isMarker }) : null;
    if (known) facts[j] = known;
    else indexed.push({ name, j });
  }
  if (indexed.length > 0) await ready;
  const cells = ahead(columnGroups(indexed, rows), (group) =>
    sql.query(`SELECT ${group.map(({ j }) => `c${j}`).join(', ')} FROM ${table}`),
  );
  for await (const [group, answer] of cells) {
    for (const [k, { name, j }] of group.entries()) {
      await breathe?.();
      checkCancel?.();
      facts[j] = factsOf(answer.getChildAt(k)!, { name, rows, isMarker });
    }
  }
  return facts;
}

const noHints: TableHints = { decimal: null, dayFirst: null };
const typed = new Set(['integer', 'number', 'date', 'datetime', 'duration']);

/** Of numbers or dates, when all that may mean missing is left out. */
const isTyped = (column: ColumnFacts): boolean =>
  column.present > 0 && typed.has(decide(column, noHints, new Map()).type);

const decide = (column: ColumnFacts, hints: TableHints, unread: MarkerCells): Decided =>
  column.tally ? textColumn(column, column.tally, hints) : numberColumn(column, hints, unread);

/** Gives texts that may mean missing, and do not in this file, back to their column. */
function valuesAmong({ tally, markers }: ColumnFacts, { missing }: Markers): MarkerCells {
  const values = new Map([...markers].filter(([text]) => !missing.includes(text)));
  for (const [text, count] of values) tally?.addMarker(text, count);
  return values;
}

/** What columns prove that can be read in one way only. */
function hintsOf(facts: readonly ColumnFacts[], delimiter: string | undefined): TableHints {
  const decimals = new Set(facts.map(decimalOf).filter((mark) => mark !== null));
  const orders = new Set(
    facts.map((f) => f.tally && provenOrder(f.tally.dates)).filter((order) => order !== null),
  );
  const said = decimals.size === 0 && delimiter === ';' ? ',' : null;
  return {
    decimal: decimals.size === 1 ? [...decimals][0]! : said,
    dayFirst: orders.size === 1 ? [...orders][0]! : null,
  };
}

function decimalOf({ tally, numbers }: ColumnFacts): '.' | ',' | null {
  if (tally) return tally.numbers.misfits > tally.marked ? null : provenDecimal(tally.numbers);
  return numbers.decimals > 0 && !numbers.grouped ? '.' : null;
}

const idName =
  /(^|[_\s.-])(id|key|code|index|uuid|guid)$|[a-z](Id|ID|Key|Code|Index)$|^(unnamed: 0|rowid|row|column_1|#|no\.?)$/;

/** An id has a value in every row and none twice; besides, it is a single word, is named so, or counts the rows. */
function roleOf(column: ColumnFacts, { type }: Decided): Role {
  const { name, rows, tally, numbers } = column;
  if (rows < 2 || !isDistinct(column)) return 'feature';
  const named = idName.test(name) || idName.test(name.toLowerCase());
  const many = rows >= 20;
  const counter = type === 'integer' && (named || (!tally && numbers.counts && many));
  return counter || (isWord(column, type) && (many || named)) ? 'id' : 'feature';
}

const isDistinct = ({ rows, tally, numbers }: ColumnFacts): boolean =>
  tally ? tally.cells === rows && tally.distinct === rows : numbers.unique;

/** Texts of one word; columns in which days that do not exist keep the others from being dates are none. */
const isWord = ({ tally }: ColumnFacts, type: string): boolean =>
  (type === 'text' || type === 'category') &&
  tally !== null &&
  !tally.spaced &&
  2 * tally.dates.cells < tally.cells;
