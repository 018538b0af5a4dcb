import type { ColumnType, Role } from '#lib/recipe/profile.ts';
import { columnGroups, eachTextChunk } from './arrow.ts';
import type { Guess } from './csv/dialect.ts';
import { Interner } from './interner.ts';
import { decimal, integer, lossy, notNumber, scanNumber } from './numbers.ts';
import type { NumberScan } from './numbers.ts';
import type { Sql } from './sql.ts';
import type { Vector } from 'apache-arrow';

export interface InferInput {
  /** A table of raw texts, c0, c1, … */
  readonly table: string;
  readonly names: readonly string[];
  readonly rows: number;
  /** Take exactly these for missing; without it the known markers that occur. */
  readonly missing?: readonly string[];
}

interface InferHooks {
  readonly checkCancel?: () => void;
}

export interface InferredColumn {
  readonly type: ColumnType;
  readonly role: Role;
  readonly reason: string;
}

export interface Inferred {
  readonly columns: readonly InferredColumn[];
  /** Always begins with the empty text. */
  readonly missing: readonly string[];
  readonly guesses: readonly Guess[];
}

/**
 * Types and roles from every text of the whole column, never a sample, so that a table's last row counts as much as its
 * first. A column is numeric only if all present texts are numbers that lose nothing by it.
 */
export async function inferColumns(
  sql: Sql,
  input: InferInput,
  hooks: InferHooks = {},
): Promise<Inferred> {
  const markers = new Markers(input.missing);
  const columns: InferredColumn[] = [];
  const indexed = input.names.map((name, j) => ({ name, j }));
  for (const group of columnGroups(indexed, input.rows)) {
    hooks.checkCancel?.();
    const answer = await sql.query(
      `SELECT ${group.map(({ j }) => `c${j}`).join(', ')} FROM ${input.table}`,
    );
    for (const [k, { name }] of group.entries()) {
      const facts = factsOf(answer.getChildAt(k)!, input.rows, { name, markers });
      columns.push({ ...typeOf(facts), ...roleOf(name, facts) });
    }
  }
  return { columns, missing: ['', ...markers.found()], guesses: markers.guesses() };
}

/** Known ways to write "missing", compared without surrounding spaces. */
const knownMarkers = new Set(['', 'NA', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'NULL', 'null', '?']);

class Markers {
  readonly #fixed: ReadonlySet<string> | null;
  readonly #found = new Map<string, { count: number; columns: string[] }>();

  constructor(fixed: readonly string[] | undefined) {
    this.#fixed = fixed ? new Set(fixed) : null;
  }

  has(text: string): boolean {
    return this.#fixed ? this.#fixed.has(text) : knownMarkers.has(text.trim()) && text.length <= 20;
  }

  saw(text: string, count: number, column: string): void {
    const entry = this.#found.get(text) ?? { count: 0, columns: [] };
    entry.count += count;
    entry.columns.push(column);
    this.#found.set(text, entry);
  }

  found(): readonly string[] {
    const texts =
      this.#fixed ?? [...this.#found].sort((a, b) => b[1].count - a[1].count).map(([text]) => text);
    return [...texts].filter((text) => text !== '');
  }

  guesses(): Guess[] {
    if (this.#fixed) return [];
    return this.found().map((text) => {
      const { count, columns } = this.#found.get(text)!;
      const place =
        columns.length === 1
          ? `in ${columns[0]!}`
          : `in ${columns.length} columns, first ${columns[0]!}`;
      return {
        what: 'missing',
        value: text,
        evidence: `${count} ${count === 1 ? 'cell holds' : 'cells hold'} it ${place}`,
      };
    });
  }
}

interface Facts {
  readonly rows: number;
  readonly present: number;
  readonly integers: number;
  readonly decimals: number;
  /** Numbers that a double would not keep as written. */
  readonly lossy: number;
  /** Present integers are first, first + 1, first + 2, … with no row missing. */
  readonly counts: boolean;
  /** No value comes twice; for integers and texts. */
  readonly unique: boolean;
  /** Of all present texts; null for numbers. */
  readonly texts: TextFacts | null;
}

interface TextFacts {
  readonly distinct: number;
  readonly longest: number;
  /** Some text has a space. */
  readonly spaced: boolean;
  /** All texts look like days or months in some local form. */
  readonly dated: boolean;
  readonly kind: 'boolean' | 'date' | 'datetime' | null;
}

interface Look {
  readonly name: string;
  readonly markers: Markers;
}

function factsOf(vector: Vector, rows: number, { name, markers }: Look): Facts {
  const { values, kinds, counts, others } = readCells(vector, rows);
  const n = values.length;
  const texts = withoutMarkers(others, { name, markers });
  const numeric = texts === 0 && n > 0 && kinds[lossy] === 0;
  const all = numeric ? null : textFacts(vector, n > 0 ? new Interner() : others, { markers, n });
  const distinct = all
    ? all.distinct === n + texts
    : kinds[decimal] === 0 && distinctNumbers(values);
  return {
    rows,
    present: n + texts,
    integers: kinds[integer]!,
    decimals: kinds[decimal]!,
    lossy: kinds[lossy]!,
    counts: counts && n === rows && startsCounting(values),
    unique: distinct,
    texts: all,
  };
}

/** Cells that hold text and no marker of missing. */
function withoutMarkers(others: Interner, { name, markers }: Look): number {
  let texts = 0;
  for (let code = 0; code < others.size; code += 1) {
    const text = others.bytes(code).length <= 20 ? others.text(code) : null;
    if (text !== null && markers.has(text)) markers.saw(text, others.count(code), name);
    else texts += others.count(code);
  }
  return texts;
}

const startsCounting = (values: Float64Array): boolean => values[0] === 0 || values[0] === 1;

interface Cells {
  /** Those that are numbers, in order. */
  readonly values: Float64Array;
  /** How many cells are of each class of number. */
  readonly kinds: readonly number[];
  /** Each number is one more than that before it. */
  readonly counts: boolean;
  /** Those that are not empty and no number. */
  readonly others: Interner;
}

function readCells(vector: Vector, rows: number): Cells {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const others = new Interner();
  const values = new Float64Array(rows);
  const kinds = [0, 0, 0, 0];
  let counts = true;
  let n = 0;
  eachTextChunk(vector, ({ length, offsets, bytes, present }) => {
    for (let i = 0; i < length; i += 1) {
      const start = offsets[i]!;
      const end = offsets[i + 1]!;
      if (start === end || !present(i)) continue;
      scanNumber(bytes, start, end, scan);
      if (scan.kind === notNumber) others.intern(bytes, start, end);
      else {
        kinds[scan.kind]! += 1;
        values[n] = scan.value;
        if (n > 0 && scan.value !== values[n - 1]! + 1) counts = false;
        n += 1;
      }
    }
  });
  return { values: values.subarray(0, n), kinds, counts, others };
}

function distinctNumbers(values: Float64Array): boolean {
  const sorted = values.slice().sort();
  for (let i = 1; i < sorted.length; i += 1) if (sorted[i] === sorted[i - 1]) return false;
  return true;
}

/** @param interner holds the texts already where no cell is a number */
function textFacts(
  vector: Vector,
  interner: Interner,
  { markers, n }: { markers: Markers; n: number },
): TextFacts {
  if (n > 0) {
    eachTextChunk(vector, ({ length, offsets, bytes, present }) => {
      for (let i = 0; i < length; i += 1) {
        if (offsets[i]! < offsets[i + 1]! && present(i))
          interner.intern(bytes, offsets[i]!, offsets[i + 1]!);
      }
    });
  }
  let distinct = 0;
  let longest = 0;
  let spaced = false;
  let dated = true;
  const kinds = new Set<string>();
  for (let code = 0; code < interner.size; code += 1) {
    const bytes = interner.bytes(code);
    const small = bytes.length <= 40 ? interner.text(code) : null;
    if (small !== null && markers.has(small)) continue;
    distinct += 1;
    longest = Math.max(longest, bytes.length);
    spaced ||= bytes.indexOf(32) >= 0;
    dated &&= small !== null && localDate.test(small);
    kinds.add(small === null ? 'other' : textKind(small));
  }
  return { distinct, longest, spaced, dated, kind: commonKind(kinds, distinct) };
}

const localDate = /^\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?(\D|$)/;

const pairs: readonly (readonly [string, string])[] = [
  ['true', 'false'],
  ['yes', 'no'],
  ['t', 'f'],
  ['y', 'n'],
];

function textKind(text: string): string {
  const lower = text.toLowerCase();
  const pair = pairs.findIndex((p) => p.includes(lower));
  if (pair >= 0) return `boolean ${pairs[pair]!.join('/')} ${lower}`;
  return dateKind(text) ?? 'other';
}

function commonKind(kinds: ReadonlySet<string>, distinct: number): TextFacts['kind'] {
  if (distinct === 0 || kinds.has('other')) return null;
  const all = [...kinds];
  if (all.every((k) => k === 'date')) return 'date';
  if (all.every((k) => k === 'date' || k === 'datetime')) return 'datetime';
  const stems = new Set(all.map((k) => k.slice(0, k.lastIndexOf(' '))));
  return stems.size === 1 && all.length === 2 && all[0]!.startsWith('boolean') ? 'boolean' : null;
}

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** Of ISO 8601 texts that name a day which exists. */
export function dateKind(text: string): 'date' | 'datetime' | null {
  const found = iso.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found
    .slice(1)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return null;
  return found[4] === undefined ? 'date' : 'datetime';
}

function typeOf(facts: Facts): { type: ColumnType; reason: string } {
  const { present, decimals, integers, texts } = facts;
  if (present === 0) return { type: 'category', reason: 'no value is present' };
  if (!texts) {
    return decimals === 0
      ? { type: 'integer', reason: `all ${integers} values are whole numbers` }
      : { type: 'number', reason: `all ${present} values are numbers` };
  }
  if (texts.kind)
    return {
      type: texts.kind,
      reason:
        texts.kind === 'boolean' ? 'two words for true and false' : 'all values are ISO dates',
    };
  const kept = facts.lossy > 0 && facts.lossy + integers + decimals === present;
  const why = kept
    ? `; ${facts.lossy} of them have leading zeros or more digits than a number keeps`
    : '';
  const reason = `${texts.distinct} different texts in ${present}${why}`;
  return { type: isCategory(facts, texts) ? 'category' : 'text', reason };
}

/** Few values, or values that come again and again; texts that hardly ever repeat are not categories. */
function isCategory({ rows, present }: Facts, { distinct, longest }: TextFacts): boolean {
  const share = distinct / present;
  if (present >= 20 && share > 0.9) return false;
  if (longest > 200 && share > 0.1) return false;
  return distinct <= Math.max(50, 0.05 * rows) || (share <= 0.3 && distinct <= 10_000);
}

const idName =
  /(^|[_\s.-])(id|key|code|index|uuid|guid)$|[a-z](Id|ID|Key|Code|Index)$|^(unnamed: 0|rowid|row|column_1|#|no\.?)$/;

/** An id has a value in every row and none twice; besides, it is a single word, is named so, or counts the rows. */
function roleOf(name: string, facts: Facts): { role: Role } {
  const { rows, present, unique, texts, counts } = facts;
  if (rows < 2 || present < rows || !unique) return { role: 'feature' };
  const named = idName.test(name) || idName.test(name.toLowerCase());
  const many = rows >= 20;
  const isId = texts ? isToken(texts) && (many || named) : named || (counts && many);
  return { role: isId ? 'id' : 'feature' };
}

const isToken = ({ kind, spaced, dated }: TextFacts): boolean => kind === null && !spaced && !dated;
