import { EngineError } from '#lib/recipe/errors.ts';
import { nameColumns } from '#lib/recipe/headers.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import type { FileSource } from '../files.ts';
import { inferColumns } from '../infer.ts';
import { createRaw, rawTable } from '../relation.ts';
import { sha256 } from '../sha256.ts';
import type { Hasher } from '../sha256.ts';
import type { Sql } from '../sql.ts';
import { blockAsIpc, firstRows } from './columns.ts';
import { sniff } from './dialect.ts';
import type { DialectOptions, Guess, Sample } from './dialect.ts';
import { fallbackEncoding, guessEncoding, NotUtf8, utf8Blocks } from './encoding.ts';
import type { EncodingGuess } from './encoding.ts';
import { headerRepair, RowIssues } from './issues.ts';
import type { Reject, Repair } from './issues.ts';
import { refuseOtherKinds } from './kind.ts';
import { recordLimit, RowReader } from './reader.ts';

/** What the user says about the file; the rest is guessed. */
export interface CsvOptions extends DialectOptions {
  /** Python's name: utf-8, cp1252, utf-16, shift_jis, … */
  readonly encoding?: string;
  /** Exactly these texts, and the empty one, mean "missing". */
  readonly missing?: readonly string[];
}

export interface OpenHooks {
  readonly signal?: AbortSignal;
  /** Bytes read so far, of all; starts again at 0 when the encoding turns out to be another. */
  readonly onProgress?: (bytes: number, total: number) => void;
  readonly onFirstRows?: (rows: FirstRows) => void;
  /** A faster SHA-256, where the platform has one. */
  readonly hasher?: () => Hasher;
}

export interface FirstRows {
  readonly names: readonly string[];
  /** At most 100 rows. */
  readonly cells: readonly (readonly string[])[];
}

export interface OpenedCsv {
  readonly source: Source;
  /** Rows in the table: those of the file but the header, blank lines and rejected rows. */
  readonly rows: number;
  readonly repairs: readonly Repair[];
  /** At most 1,000; `source.rejectedRows` has them all. */
  readonly rejects: readonly Reject[];
  readonly guesses: readonly Guess[];
}

export const columnsLimit = 20_000;
const headSize = 1 << 16;

/**
 * Reads a CSV file into the engine, every cell's text as it stands, and finds out its columns' types. Until it is
 * done nothing else changes: on an error or a cancel the tables are those of before.
 * @throws EngineError file-empty, file-kind, file-malformed, encoding-invalid, columns-limit, cancelled
 */
export async function openCsv(
  sql: Sql,
  file: FileSource,
  options: CsvOptions = {},
  hooks: OpenHooks = {},
): Promise<OpenedCsv> {
  refuseEmpty(file);
  checkOptions(options);
  const head = await file.slice(0, Math.min(file.size, headSize));
  refuseOtherKinds(head, file.name);
  const first: EncodingGuess = options.encoding
    ? { encoding: options.encoding, evidence: 'as you said' }
    : guessEncoding(head, file.name);
  try {
    return await new Opening(sql, file, options, hooks).run(first);
  } catch (error) {
    if (!(error instanceof NotUtf8)) throw error;
    if (options.encoding) throw wrongEncoding(options.encoding, error, file);
    const second = await fallbackEncoding(error, file);
    return new Opening(sql, file, options, hooks).run(second);
  }
}

let stages = 0;

class Opening {
  readonly #sql: Sql;
  readonly #file: FileSource;
  readonly #options: CsvOptions;
  readonly #hooks: OpenHooks;
  readonly #issues = new RowIssues();
  readonly #repairs: Repair[] = [];
  readonly #stage = `stage_${(stages += 1)}`;
  #sample: Sample | null = null;
  #headers: readonly string[] = [];
  #names: readonly string[] = [];
  #reader: RowReader | null = null;
  #rows = 0;

  constructor(sql: Sql, file: FileSource, options: CsvOptions, hooks: OpenHooks) {
    this.#sql = sql;
    this.#file = file;
    this.#options = options;
    this.#hooks = hooks;
  }

  async run(guess: EncodingGuess): Promise<OpenedCsv> {
    try {
      const digest = await this.#read(guess.encoding);
      return await this.#finish(guess, digest);
    } finally {
      await this.#sql.query(`DROP TABLE IF EXISTS ${this.#stage}`);
    }
  }

  async #read(encoding: string): Promise<string> {
    const { onProgress } = this.#hooks;
    const hasher = (this.#hooks.hasher ?? sha256)();
    const blocks = utf8Blocks({
      file: this.#file,
      encoding,
      hasher,
      checkCancel: () => this.#checkCancel(),
      onProgress: (bytes) => onProgress?.(bytes, this.#file.size),
    });
    let pending: Uint8Array | null = null;
    for await (const block of blocks) {
      if (pending && (this.#reader || hasLine(pending))) {
        await this.#take(pending, false);
        pending = block;
      } else {
        pending = pending ? joined(pending, block) : block;
      }
    }
    if (pending) {
      const text = withoutCtrlZ(pending);
      if (text.length < pending.length) this.#issues.irregular = true;
      await this.#take(text, true);
    }
    return hasher.hex();
  }

  async #take(block: Uint8Array, final: boolean): Promise<void> {
    if (!this.#reader) await this.#begin(block, final);
    this.#checkCancel();
    const cells = this.#reader!.push(block, final);
    if (cells.rows === 0) return;
    await this.#sql.insertArrow(this.#stage, blockAsIpc(cells, this.#rows));
    if (this.#rows === 0)
      this.#hooks.onFirstRows?.({ names: this.#names, cells: firstRows(cells, 100) });
    this.#rows += cells.rows;
  }

  /** Settles the dialect and the columns from the first block. */
  async #begin(block: Uint8Array, whole: boolean): Promise<void> {
    const sample = sniff(block, whole, this.#options);
    this.#sample = sample;
    const width = sample.records[0]?.length ?? 0;
    if (width === 0) throw emptyFile(this.#file);
    if (width > columnsLimit) throw tooManyColumns(width, this.#file);
    this.#nameColumns(sample);
    await createRaw(this.#sql, this.#stage, this.#names.length);
    const { delimiter, quote, header } = sample.dialect;
    const columns = this.#names.length;
    this.#reader = new RowReader(
      { delimiter, quote, header, columns, file: this.#file.name },
      this.#issues,
    );
  }

  #nameColumns(sample: Sample): void {
    const first = sample.records[0]!;
    const { header } = sample.dialect;
    if (header) {
      this.#headers = widened(first, sample.records.slice(1), this.#repairs);
    } else {
      this.#headers = Array.from({ length: usualWidth(sample.records) }, () => '');
    }
    const { names, repairs } = nameColumns(this.#headers);
    this.#names = names;
    if (header) this.#repairs.push(...repairs.map(headerRepair));
  }

  async #finish(guess: EncodingGuess, digest: string): Promise<OpenedCsv> {
    const { dialect, guesses } = this.#sample!;
    const { missing: asked } = this.#options;
    const inferred = await inferColumns(
      this.#sql,
      {
        table: this.#stage,
        names: this.#names,
        rows: this.#rows,
        ...(asked && { missing: asked }),
      },
      { checkCancel: () => this.#checkCancel() },
    );
    const source: Source = {
      file: { name: this.#file.name, bytes: this.#file.size, sha256: digest },
      dialect: { encoding: guess.encoding, ...dialect },
      missing: [...inferred.missing],
      columns: inferred.columns.map(({ type, role }, j) => ({
        name: this.#names[j]!,
        header: this.#headers[j]!,
        type,
        role,
      })),
      rejectedRows: [...this.#issues.rejectedRows],
      ...(this.#issues.irregular && { irregular: true }),
    };
    const table = rawTable(source);
    await this.#sql.query(`DROP TABLE IF EXISTS ${table}`);
    await this.#sql.query(`ALTER TABLE ${this.#stage} RENAME TO ${table}`);
    return {
      source,
      rows: this.#rows,
      repairs: [...this.#repairs, ...this.#issues.repairs()],
      rejects: this.#issues.rejects,
      guesses: [
        { what: 'encoding', value: guess.encoding, evidence: guess.evidence },
        ...guesses,
        ...inferred.guesses,
      ],
    };
  }

  #checkCancel(): void {
    if (!this.#hooks.signal?.aborted) return;
    throw new EngineError({
      code: 'cancelled',
      what: 'Reading was cancelled',
      where: { file: this.#file.name },
      remedy: 'Nothing was changed; open the file again when you like.',
    });
  }
}

/** The header, made as wide as nearly all sampled rows are where they have more cells than it. */
function widened(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  repairs: Repair[],
): readonly string[] {
  const wide = rows.filter((r) => r.length > header.length);
  const width = usualWidth(wide);
  const alike = wide.filter((r) => r.length === width);
  if (rows.length === 0 || alike.length < 0.9 * rows.length) return header;
  const extra = width - header.length;
  const atFront = extra === 1 && alike.some((r) => r[width - 1] !== '');
  const blanks = Array.from({ length: extra }, () => '');
  repairs.push({
    kind: 'header-short',
    message: `The header has ${header.length} cells and the rows have ${width}; ${extra === 1 ? 'a column' : `${extra} columns`} without a name ${extra === 1 ? 'was' : 'were'} added at the ${atFront ? 'front' : 'end'}`,
    count: 1,
    rows: [1],
    columns: [],
  });
  return atFront ? [...blanks, ...header] : [...header, ...blanks];
}

/** The most frequent number of cells. */
function usualWidth(records: readonly (readonly string[])[]): number {
  const tally = new Map<number, number>();
  for (const r of records) tally.set(r.length, (tally.get(r.length) ?? 0) + 1);
  return [...tally].reduce(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    [records[0]?.length ?? 0, 0],
  )[0];
}

/** The first record ends in it, as far as one can tell; 64 MiB are enough to say so of any. */
const hasLine = (bytes: Uint8Array): boolean =>
  bytes.length >= recordLimit || bytes.subarray(0, -1).some((b) => b === 10 || b === 13);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** CP/M's end of file, which some DOS programs still write. */
const withoutCtrlZ = (bytes: Uint8Array): Uint8Array =>
  bytes.at(-1) === 26 ? bytes.subarray(0, -1) : bytes;

function checkOptions({ delimiter, quote }: CsvOptions): void {
  const single = (text: string): boolean =>
    text.length === 1 && text.charCodeAt(0) < 128 && !/[\r\n]/.test(text);
  if (delimiter !== undefined && !single(delimiter)) throw wrongMark('delimiter', delimiter);
  if (quote !== undefined && quote !== '' && (!single(quote) || quote === delimiter))
    throw wrongMark('quote', quote);
}

const wrongMark = (what: string, value: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The ${what} “${value}” is not one ASCII character of its own`,
    where: {},
    remedy: 'Give one character, such as a comma, a semicolon or a tab.',
  });

const wrongEncoding = (encoding: string, bad: NotUtf8, file: FileSource): EngineError =>
  new EngineError({
    code: 'encoding-invalid',
    what: `The file is not ${encoding}: ${bad.message}`,
    where: { file: file.name },
    remedy: 'Name another encoding, or leave it to be found out.',
  });

function refuseEmpty(file: FileSource): void {
  if (file.size === 0) throw emptyFile(file);
}

const emptyFile = (file: FileSource): EngineError =>
  new EngineError({
    code: 'file-empty',
    what:
      file.size === 0
        ? 'The file has 0 bytes'
        : `The file has ${file.size} bytes and no text in them`,
    where: { file: file.name },
    remedy: 'Check that the export or the download finished.',
  });

const tooManyColumns = (width: number, file: FileSource): EngineError =>
  new EngineError({
    code: 'columns-limit',
    what: `The file has ${width.toLocaleString('en-US')} columns; the limit is ${columnsLimit.toLocaleString('en-US')}`,
    where: { file: file.name },
    remedy: 'Leave columns out, or turn the table so that they become rows.',
  });
