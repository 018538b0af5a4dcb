import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnProfile, Role, TableProfile } from '#lib/recipe/profile.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import type { Relation, RelationColumn } from '#lib/engine/step.ts';
import type { Vector } from 'apache-arrow';
import { columnGroups, doublesOf, eachTextChunk } from './arrow.ts';
import { compareBytes, Interner } from './interner.ts';
import { decimal, integer, notNumber, scanNumber } from './numbers.ts';
import type { NumberScan } from './numbers.ts';
import { baseRelation, materialize, rawTable } from './relation.ts';
import { RowHashes } from './rowHashes.ts';
import { countOf } from './sql.ts';
import type { Sql } from './sql.ts';
import { Best, describeNumbers } from './statistics.ts';
import { internColumn, typedSql } from './table.ts';

export interface ProfileHooks {
  readonly signal?: AbortSignal;
  readonly onColumn?: (profile: ColumnProfile, done: number, total: number) => void;
}

/**
 * Describes every column of a relation, each read once. For the source's own relation the raw texts are read, so that
 * texts which do not fit their column's type are counted; in any other relation they are missing already.
 * `duplicateRows` compares 64-bit hashes of whole rows.
 */
export async function profileTable(
  sql: Sql,
  relation: Relation,
  source: Source,
  hooks: ProfileHooks = {},
): Promise<TableProfile> {
  const raw = relation.from === baseRelation(source).from;
  if (raw) return profileFrom(sql, { relation, from: rawTable(source), source, raw }, hooks);
  const copy = await materialize(sql, relation);
  try {
    return await profileFrom(sql, { relation, from: copy.relation.from, source, raw }, hooks);
  } finally {
    await copy.drop();
  }
}

interface Subject {
  readonly relation: Relation;
  readonly from: string;
  readonly source: Source;
  readonly raw: boolean;
}

async function profileFrom(sql: Sql, subject: Subject, hooks: ProfileHooks): Promise<TableProfile> {
  const { columns } = subject.relation;
  const rows = await countOf(sql, subject.from);
  const roles = new Map(subject.source.columns.map((c) => [c.name, c.role] as const));
  const missing = new Set(subject.source.missing);
  const hashes = new RowHashes(rows);
  const profiles: ColumnProfile[] = [];
  for (const group of columnGroups(columns, rows)) {
    const selected = group.map((c) => (subject.raw ? c.id : typedSql(c)));
    checkCancel(hooks);
    const answer = await sql.query(`SELECT ${selected.join(', ')} FROM ${subject.from}`);
    for (const [k, c] of group.entries()) {
      checkCancel(hooks);
      const input: ColumnInput = {
        column: c,
        role: roles.get(c.name) ?? 'feature',
        vector: answer.getChildAt(k)!,
        rows,
        missing,
      };
      const profile = isNumeric(c.type)
        ? numberProfile(input, subject.raw, hashes)
        : textProfile(input, hashes);
      profiles.push(profile);
      hooks.onColumn?.(profile, profiles.length, columns.length);
    }
  }
  return { rows, columns: profiles, duplicateRows: columns.length === 0 ? 0 : hashes.duplicates() };
}

interface ColumnInput {
  readonly column: RelationColumn;
  readonly role: Role;
  readonly vector: Vector;
  readonly rows: number;
  /** Texts that mean missing, in raw columns. */
  readonly missing: ReadonlySet<string>;
}

function numberProfile(input: ColumnInput, raw: boolean, hashes: RowHashes): ColumnProfile {
  const { column, role, vector, rows } = input;
  const parsed = raw
    ? parseColumn(input)
    : { values: doublesOf(vector, rows), misfits: 0, misfitSamples: [] };
  const { values, misfits, misfitSamples } = parsed;
  hashes.addNumbers(values);
  const { summary, distinct, top } = describeNumbers(values);
  let absent = 0;
  for (const x of values) if (Number.isNaN(x)) absent += 1;
  return {
    name: column.name,
    type: column.type,
    role,
    missing: absent - misfits,
    distinct,
    misfits,
    misfitSamples,
    numberShare: 1,
    ...(summary && { number: summary }),
    top,
  };
}

interface Parsed {
  readonly values: Float64Array;
  readonly misfits: number;
  readonly misfitSamples: readonly string[];
}

/** Raw texts as numbers: NaN for missing ones and for those that do not fit. */
function parseColumn({ vector, rows, missing }: ColumnInput): Parsed {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const values = new Float64Array(rows).fill(NaN);
  const markers = new Interner();
  for (const text of missing) {
    const bytes = new TextEncoder().encode(text);
    markers.intern(bytes, 0, bytes.length);
  }
  const numericMarkers = [...missing].some((text) => /^[\s\d.+-]+$/.test(text));
  const known = markers.size;
  let misfits = 0;
  eachTextChunk(vector, ({ length, offsets, bytes, present }, firstRow) => {
    for (let i = 0; i < length; i += 1) {
      const start = offsets[i]!;
      const end = offsets[i + 1]!;
      if (start === end || !present(i)) continue;
      scanNumber(bytes, start, end, scan);
      const fits = scan.kind !== notNumber;
      if (fits && !numericMarkers) values[firstRow + i] = scan.value;
      else if (markers.intern(bytes, start, end) >= known) {
        if (fits) values[firstRow + i] = scan.value;
        else misfits += 1;
      }
    }
  });
  return { values, misfits, misfitSamples: misfits === 0 ? [] : samples(markers, known) };
}

/** The most frequent texts that are no numbers. */
function samples(seen: Interner, known: number): string[] {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const best = new Best();
  for (let code = known; code < seen.size; code += 1) {
    const bytes = seen.bytes(code);
    scanNumber(bytes, 0, bytes.length, scan);
    const count = seen.count(code);
    if (scan.kind === notNumber && best.wants(count)) best.add({ value: seen.text(code), count });
  }
  return best
    .list()
    .slice(0, 5)
    .map(({ value }) => value);
}

function textProfile(
  { column, role, vector, rows, missing }: ColumnInput,
  hashes: RowHashes,
): ColumnProfile {
  const interner = new Interner();
  const codes = internColumn(vector, rows, interner);
  const levels = describeLevels(interner, missing);
  for (let i = 0; i < rows; i += 1)
    if (codes[i]! >= 0 && levels.missing[codes[i]!] === 1) codes[i] = -1;
  hashes.addCodes(codes, interner);
  const { present, distinct, numbers, best, length } = levels;
  const top = best.list();
  const dated = column.type === 'date' || column.type === 'datetime';
  return {
    name: column.name,
    type: column.type,
    role,
    missing: rows - present,
    distinct,
    misfits: 0,
    misfitSamples: [],
    numberShare: present === 0 ? 0 : numbers / present,
    top,
    ...(length && { length }),
    ...(dated && levels.range && { range: levels.range }),
  };
}

interface Levels {
  readonly missing: Uint8Array;
  readonly present: number;
  readonly distinct: number;
  /** Cells whose text is a number that would lose nothing as one. */
  readonly numbers: number;
  readonly best: Best;
  readonly length: { readonly min: number; readonly max: number } | null;
  /** Texts that sort first and last: for ISO dates, the earliest and the latest. */
  readonly range: { readonly min: string; readonly max: string } | null;
}

function describeLevels(interner: Interner, markers: ReadonlySet<string>): Levels {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const missing = new Uint8Array(interner.size);
  const best = new Best();
  const range = new TextRange();
  const longestMarker = Math.max(...Array.from(markers, (text) => 3 * text.length));
  let [present, distinct, numbers, shortest, longest] = [0, 0, 0, Infinity, 0];
  for (let code = 0; code < interner.size; code += 1) {
    const bytes = interner.bytes(code);
    const count = interner.count(code);
    if (bytes.length <= longestMarker && (bytes.length === 0 || markers.has(interner.text(code)))) {
      missing[code] = 1;
      continue;
    }
    present += count;
    distinct += 1;
    scanNumber(bytes, 0, bytes.length, scan);
    if (scan.kind === integer || scan.kind === decimal) numbers += count;
    const size = characters(bytes);
    shortest = Math.min(shortest, size);
    longest = Math.max(longest, size);
    if (best.wants(count)) best.add({ value: interner.text(code), count });
    range.add(bytes);
  }
  const length = distinct === 0 ? null : { min: shortest, max: longest };
  return { missing, present, distinct, numbers, best, length, range: range.texts() };
}

/** The first and the last of the texts by their bytes. */
class TextRange {
  #first: Uint8Array | null = null;
  #last: Uint8Array | null = null;

  add(bytes: Uint8Array): void {
    if (this.#first === null || compareBytes(bytes, this.#first) < 0) this.#first = bytes;
    if (this.#last === null || compareBytes(bytes, this.#last) > 0) this.#last = bytes;
  }

  texts(): { readonly min: string; readonly max: string } | null {
    if (!this.#first || !this.#last) return null;
    const decoder = new TextDecoder();
    return { min: decoder.decode(this.#first), max: decoder.decode(this.#last) };
  }
}

function characters(utf8: Uint8Array): number {
  let n = 0;
  for (const b of utf8) if (b >> 6 !== 2) n += 1;
  return n;
}

function checkCancel({ signal }: ProfileHooks): void {
  if (!signal?.aborted) return;
  throw new EngineError({
    code: 'cancelled',
    what: 'Describing the table was cancelled',
    where: {},
    remedy: 'Nothing was changed.',
  });
}
