import { EngineError } from '#lib/recipe/errors.ts';
import { nameColumns } from '#lib/recipe/headers.ts';
import type { Format, Packing, Source } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import { HashedFile } from '../hashing.ts';
import type { Held } from '../held/held.ts';
import { Keeper } from '../held/keeper.ts';
import { inferColumns, type Inferred, type InferredColumn } from '../infer.ts';
import { unpack } from '../packing.ts';
import { rawTable } from '../relation.ts';
import { sha256, type Hasher } from '../sha256.ts';
import type { Breathe, Sql } from '../sql.ts';
import { kindOf, readers } from './detect.ts';
import { estimate, tooLarge, type Estimate } from './estimate.ts';
import { firstOf, Inserter } from './insert.ts';
import { headerRepair, type Reject, type Repair } from './issues.ts';
import { columnsLimit, emptyFile, noRoom, outOfMemory, tooManyColumns } from './refusals.ts';
import { ReadAgain, type FormatChoices, type Guess, type Reading } from './reader.ts';

/** What the user, or a stored recipe, says about the file; the rest is guessed. */
export interface OpenChoices {
  /** null: as it lies there. */
  readonly packing?: Packing | null;
  readonly format?: FormatChoices;
  /** Exactly these texts, and the empty one, mean "missing". */
  readonly missing?: readonly string[];
  /** null or absent: every row. */
  readonly sample?: Source['sample'];
  readonly repairedRows?: Source['repairedRows'];
  /** Types are settled: these columns are taken as they are where the names agree. */
  readonly columns?: Source['columns'];
}

/** All decisions of a recipe, so that nothing is guessed again. */
export const choicesOf = (source: Source): OpenChoices => ({
  packing: source.packing,
  format: source.format,
  missing: source.missing,
  sample: source.sample,
  repairedRows: source.repairedRows,
  columns: source.columns,
});

export interface OpenHooks {
  readonly signal?: AbortSignal;
  /** Bytes read so far, of all; starts again at 0 when a guess turns out wrong. */
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly onFirstRows?: (rows: FirstRows) => void;
  /** The types are settled, while the last rows may still be on their way into the engine. */
  readonly onTyped?: (source: Source, held: HeldTable) => void;
  /** Lets messages in between two pieces of work: a cancel, a sign of life. */
  readonly breathe?: Breathe;
  /** A faster SHA-256, where the platform has one. */
  readonly hasher?: () => Hasher;
  /** Another way to unpack: one that remembers. */
  readonly unpack?: typeof unpack;
}

/** What was kept of a source's columns, for its profile. */
export interface HeldTable extends Held {
  /** The table that has these rows, when `ready` settles. */
  readonly table: string;
  readonly ready: Promise<void>;
}

export interface FirstRows {
  readonly names: readonly string[];
  /** At most 100 rows. */
  readonly cells: readonly (readonly string[])[];
}

export interface Opened {
  readonly source: Source;
  /** Rows in the table: those of the file but the header, blank lines, rejected rows and rows not sampled. */
  readonly rows: number;
  readonly repairs: readonly Repair[];
  /** At most 1,000; `source.rejectedRows` has them all. */
  readonly rejects: readonly Reject[];
  readonly guesses: readonly Guess[];
  /** Of each column why it is what it is, and what else it could be; null where the types were settled before. */
  readonly inferred: readonly InferredColumn[] | null;
}

/**
 * Reads a file of any kind into the engine, every cell's text as it stands, and finds out its columns' types. Until
 * it is done nothing else changes: on an error or a cancel the tables are those of before.
 * @throws EngineError file-empty, file-kind, file-malformed, encoding-invalid, columns-limit, size-limit, cancelled
 */
export async function openFile(
  sql: Sql,
  file: FileSource,
  choices: OpenChoices = {},
  hooks: OpenHooks = {},
): Promise<Opened> {
  if (file.size === 0) throw emptyFile(file);
  const hashed = new HashedFile(file, hooks.hasher?.() ?? (await sha256()));
  const { signal } = hooks;
  const checkCancel = (): void => refuseCancelled(signal, file);
  const unpacked = await (hooks.unpack ?? unpack)(hashed, choices.packing, { checkCancel });
  const kind = choices.format?.kind ?? (await kindOf(unpacked.file));
  const asked: FormatChoices = choices.format ?? { kind };
  if (!choices.columns) await refuseWhatCannotFit(unpacked.file, kind, choices.sample);
  const opening = { sql, file: unpacked.file, choices, hooks, checkCancel };
  const read = await readInto(opening, asked).catch(async (error: unknown) => {
    if (!(error instanceof ReadAgain)) throw error;
    const again = await readInto(opening, error.choices);
    const others = again.guesses.filter((g) => g.what !== error.guess.what);
    return { ...again, guesses: [error.guess, ...others] };
  });
  const packed = unpacked.guess ? [unpacked.guess] : [];
  try {
    return await settle(opening, read, {
      file: { name: file.name, bytes: file.size, sha256: await hashed.hex(checkCancel) },
      packing: unpacked.packing,
      guesses: packed,
    });
  } finally {
    await read.inserted.catch(() => undefined);
    await sql.query(`DROP TABLE IF EXISTS ${read.stage}`);
  }
}

/** The size of a file as the page says it before reading. */
export async function sizeOf(
  file: FileSource,
  choices: OpenChoices,
  hooks: Pick<OpenHooks, 'unpack'> = {},
): Promise<Estimate> {
  const unpacked = await (hooks.unpack ?? unpack)(file, choices.packing, {
    checkCancel: () => undefined,
  });
  return estimate(unpacked.file, choices.format?.kind ?? (await kindOf(unpacked.file)));
}

async function refuseWhatCannotFit(
  file: FileSource,
  kind: Format['kind'],
  sample: OpenChoices['sample'],
): Promise<void> {
  const size = await estimate(file, kind);
  if (size.every !== null && (sample?.every ?? 1) < size.every) throw tooLarge(size, file.name);
}

interface Opening {
  readonly sql: Sql;
  /** Unpacked. */
  readonly file: FileSource;
  readonly choices: OpenChoices;
  readonly hooks: OpenHooks;
  readonly checkCancel: () => void;
}

/** All rows, in a table of their own that nobody knows yet. */
interface Staged {
  readonly stage: string;
  readonly rows: number;
  readonly held: Held;
  /** All rows are in. */
  readonly inserted: Promise<void>;
  readonly format: Format;
  readonly headers: readonly string[];
  readonly names: readonly string[];
  readonly guesses: readonly Guess[];
  readonly repairs: readonly Repair[];
  readonly rejects: readonly Reject[];
  readonly rejectedRows: readonly number[];
  readonly irregular: boolean;
}

let stages = 0;

async function readInto(opening: Opening, asked: FormatChoices): Promise<Staged> {
  const { sql, file, choices, hooks, checkCancel } = opening;
  const reader = await readers[asked.kind]();
  const repaired = new Map((choices.repairedRows ?? []).map((r) => [r.row, r.cells]));
  const reading = await reader.open(file, asked, {
    checkCancel,
    onBytes: (bytes) => hooks.onProgress?.(bytes, file.size),
    ...(repaired.size > 0 && { repaired }),
  });
  const { headers } = reading;
  if (headers.length > columnsLimit) throw tooManyColumns(headers.length, file);
  const { names, repairs } = nameColumns(headers);
  const stage = `stage_${(stages += 1)}`;
  const every = choices.sample?.every ?? 1;
  const inserter = new Inserter(sql, stage, { columns: names.length, every });
  try {
    const held = await insertAll(opening, reading, { inserter, names });
    const issues = reading.issues();
    const inserted = inserter.done().catch((error: unknown) => {
      throw outOfMemory(error) ? noRoom(file, inserter.inserted) : error;
    });
    // It is awaited later; until then a failure must not look like one that nobody looks at.
    inserted.catch(() => undefined);
    const named = hasNames(reading.format) ? repairs.map(headerRepair) : [];
    return {
      stage,
      rows: inserter.rows,
      held,
      inserted,
      format: reading.format,
      headers,
      names,
      guesses: reading.guesses,
      ...issues,
      repairs: [...named, ...issues.repairs],
    };
  } catch (error) {
    await inserter.done().catch(() => undefined);
    await sql.query(`DROP TABLE IF EXISTS ${stage}`);
    throw outOfMemory(error) ? noRoom(file, inserter.inserted) : error;
  }
}

/** The first rows are told as soon as they are read, whether or not the engine is up by then. */
async function insertAll(
  { hooks, checkCancel }: Opening,
  reading: Reading,
  { inserter, names }: { inserter: Inserter; names: readonly string[] },
): Promise<Held> {
  const keeper = new Keeper();
  let told = false;
  for await (const batch of reading.batches()) {
    checkCancel();
    const taken = inserter.take(batch);
    if (!told && taken.rows > 0) hooks.onFirstRows?.({ names, cells: firstOf(taken, 100) });
    told ||= taken.rows > 0;
    keeper.take(taken.texts, taken.rows);
    await inserter.add(taken);
    await hooks.breathe?.();
  }
  return keeper.done();
}

/** Columns of a text file without a header have no name to repair. */
const hasNames = (format: Format): boolean =>
  (format.kind !== 'delimited' && format.kind !== 'sheet') || format.header > 0;

interface Found {
  readonly file: Source['file'];
  readonly packing: Source['packing'];
  readonly guesses: readonly Guess[];
}

/** Types the columns, and lets the table take its place. */
async function settle(opening: Opening, read: Staged, found: Found): Promise<Opened> {
  const { sql, choices, hooks } = opening;
  const { names, headers, rows, format } = read;
  const known = knownColumns(choices, names);
  const { missing } = choices;
  const inferred = known ? null : await infer(opening, read);
  const source: Source = {
    file: found.file,
    packing: found.packing,
    format,
    missing: [...(inferred?.missing ?? missing ?? [''])],
    columns: known
      ? [...known]
      : inferred!.columns.map((c, j) => columnOf(c, names[j]!, headers[j]!)),
    ...rowsOf(read, choices),
  };
  const table = rawTable(source);
  const ready = rename(sql, read, table);
  hooks.onTyped?.(source, { ...read.held, table, ready });
  await ready;
  return {
    source,
    rows,
    repairs: read.repairs,
    rejects: read.rejects,
    guesses: [...found.guesses, ...read.guesses, ...(inferred?.guesses ?? [])],
    inferred: inferred?.columns ?? null,
  };
}

function infer(opening: Opening, read: Staged): Promise<Inferred> {
  const { sql, choices, hooks, checkCancel } = opening;
  const { stage, names, rows, held, inserted, format } = read;
  const input = {
    ...{ table: stage, names, rows, held, ready: inserted },
    ...(choices.missing && { missing: choices.missing }),
    ...(format.kind === 'delimited' && { delimiter: format.delimiter }),
  };
  return inferColumns(sql, input, { checkCancel, breathe: hooks.breathe });
}

async function rename(sql: Sql, { stage, inserted }: Staged, table: string): Promise<void> {
  await inserted;
  await sql.query(`DROP TABLE IF EXISTS ${table}`);
  await sql.query(`ALTER TABLE ${stage} RENAME TO ${table}`);
}

/** Which rows of the file the table has. */
const rowsOf = (
  { rejectedRows, irregular }: Staged,
  { repairedRows = [], sample = null }: OpenChoices,
): Pick<Source, 'rejectedRows' | 'repairedRows' | 'sample' | 'irregular'> => ({
  rejectedRows: [...rejectedRows],
  repairedRows: [...repairedRows],
  sample,
  ...(irregular && { irregular: true }),
});

/** The stored columns, where the file still has just these. */
function knownColumns(
  { columns, missing }: OpenChoices,
  names: readonly string[],
): Source['columns'] | null {
  if (!columns || !missing || columns.length !== names.length) return null;
  return columns.every((c, j) => c.name === names[j]) ? columns : null;
}

const columnOf = (
  { type, role, meaning, parse, order }: InferredColumn,
  name: string,
  header: string,
): Source['columns'][number] => ({
  name,
  header,
  type,
  role,
  meaning,
  parse,
  ...(order && { order: [...order] }),
});

function refuseCancelled(signal: AbortSignal | undefined, file: FileSource): void {
  if (!signal?.aborted) return;
  throw new EngineError({
    code: 'cancelled',
    what: 'Reading was cancelled',
    where: { file: file.name },
    remedy: 'Nothing was changed; open the file again when you like.',
  });
}
