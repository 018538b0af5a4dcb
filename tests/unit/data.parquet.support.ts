import { existsSync, readFileSync } from 'node:fs';
import { bytesFile, type FileSource } from '../../src/lib/data/files.ts';
import type { FormatReader, Issues, ReadHooks } from '../../src/lib/data/formats/reader.ts';
import { arrowReader } from '../../src/lib/data/arrowFile/arrowReader.ts';
import { parquetReader } from '../../src/lib/data/parquet/parquetReader.ts';

type Texts = readonly (string | null)[];

/** Made by data.parquet.answers.py. */
export const answers = JSON.parse(
  readFileSync(new URL('data.parquet.answers.json', import.meta.url), 'utf8'),
) as {
  readonly parquet: Readonly<Record<string, string>>;
  readonly arrow: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Texts>>;
  readonly nested: Readonly<Record<string, Texts>>;
  readonly arrowOnly: Readonly<Record<string, Texts>>;
  readonly encodings: Readonly<Record<string, Texts>>;
};

const shared = new URL('../../../shared/data/', import.meta.url);
export const torture = new URL('torture/parquet-testing/', shared);
export const hasTorture = existsSync(torture);
export const sharedFile = (path: string): URL => new URL(path, shared);

export const unpacked = (base64: string): Uint8Array =>
  new Uint8Array(Buffer.from(base64, 'base64'));

export const parquetBytes = (name: string): Uint8Array => unpacked(answers.parquet[name]!);
export const arrowBytes = (name: string): Uint8Array => unpacked(answers.arrow[name]!);

export interface ReadTable {
  readonly headers: readonly string[];
  readonly columns: readonly Texts[];
  readonly issues: Issues;
}

const quiet: ReadHooks = { checkCancel: () => undefined, onBytes: () => undefined };
const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

export async function readWith(
  kind: 'parquet' | 'arrow',
  file: FileSource | Uint8Array,
  hooks: ReadHooks = quiet,
): Promise<ReadTable> {
  const reader: FormatReader = kind === 'parquet' ? parquetReader : arrowReader;
  const source = file instanceof Uint8Array ? bytesFile(file, `a.${kind}`) : file;
  const reading = await reader.open(source, { kind }, hooks);
  const columns: (string | null)[][] = reading.headers.map(() => []);
  for await (const batch of reading.batches()) {
    if (batch.kind !== 'columns') throw new Error(`a batch of ${batch.kind}`);
    batch.columns.forEach(({ offsets, bytes, bitmap }, j) => {
      for (let i = 0; i < batch.rows; i += 1) {
        const there = !bitmap || ((bitmap[i >> 3]! >> (i & 7)) & 1) === 1;
        columns[j]!.push(
          there ? decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!)) : null,
        );
      }
    });
  }
  return { headers: reading.headers, columns, issues: reading.issues() };
}

/** The columns by name. */
export const byName = ({ headers, columns }: ReadTable): Record<string, Texts> =>
  Object.fromEntries(headers.map((header, j) => [header, columns[j]!]));

/** What reading gives: rows, or the code of its refusal; any other error is thrown. */
export async function outcome(
  kind: 'parquet' | 'arrow',
  file: FileSource | Uint8Array,
): Promise<string> {
  try {
    const { columns } = await readWith(kind, file);
    return `${columns[0]?.length ?? 0} rows`;
  } catch (error) {
    const code = (error as { detail?: { code?: string } }).detail?.code;
    if (code === undefined) throw error;
    return code;
  }
}

/** Records and cells of a CSV file with quotes. */
export function csvCells(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, cell, end] = match as unknown as [string, string, string];
    if (whole === '' && rows.at(-1)!.length === 0) break;
    rows.at(-1)!.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '') break;
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
