import { csvReader } from '#lib/data/csv/csvReader.ts';
import { bytesFile } from '#lib/data/files.ts';
import type { FileSource } from '#lib/data/files.ts';
import { ReadAgain } from '#lib/data/formats/reader.ts';
import type { FormatChoices, Issues, ReadHooks, Reading } from '#lib/data/formats/reader.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Delimited } from '#lib/recipe/source.ts';

export type Choices = Partial<Delimited>;

export interface ReadFile {
  readonly format: Delimited;
  readonly headers: readonly string[];
  readonly guesses: ReadonlyMap<string, { value: string; evidence: string; others: string[] }>;
  readonly rows: string[][];
  readonly issues: Issues;
}

export const bytesOf = (content: string | readonly number[] | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);

/** Reads a file through the reader alone, a second time where it asks for that. */
export async function readFile(
  file: FileSource,
  choices: Choices = {},
  hooks: Partial<ReadHooks> = {},
): Promise<ReadFile> {
  const all = { checkCancel: () => undefined, onBytes: () => undefined, ...hooks };
  const attempt = async (asked: FormatChoices) => {
    const reading = await csvReader.open(file, asked, all);
    return { reading, rows: await rowsOf(reading) };
  };
  let again: ReadAgain | null = null;
  const { reading, rows } = await attempt({ kind: 'delimited', ...choices }).catch((e: unknown) => {
    if (!(e instanceof ReadAgain)) throw e;
    again = e;
    return attempt(e.choices);
  });
  const guesses = [...reading.guesses, ...(again ? [(again as ReadAgain).guess] : [])];
  return {
    format: reading.format as Delimited,
    headers: reading.headers,
    guesses: new Map(
      guesses.map((g) => [
        g.what,
        { value: g.value, evidence: g.evidence, others: [...(g.others ?? [])] },
      ]),
    ),
    rows,
    issues: reading.issues(),
  };
}

async function rowsOf(reading: Reading): Promise<string[][]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
  const rows: string[][] = [];
  for await (const batch of reading.batches()) {
    if (batch.kind !== 'block') throw new Error(batch.kind);
    const { bytes, bounds, columns } = batch.block;
    for (let i = 0; i < batch.block.rows; i += 1) {
      rows.push(
        Array.from({ length: columns }, (_, j) => {
          const k = 2 * (i * columns + j);
          return decoder.decode(bytes.subarray(bounds[k]!, bounds[k + 1]!));
        }),
      );
    }
  }
  return rows;
}

export const read = (
  content: string | readonly number[] | Uint8Array,
  choices: Choices = {},
  hooks: Partial<ReadHooks> = {},
): Promise<ReadFile> => readFile(bytesFile(bytesOf(content), 'made.csv'), choices, hooks);

export async function refused(
  content: string | readonly number[] | Uint8Array,
  choices: Choices = {},
) {
  const error: unknown = await read(content, choices).catch((e: unknown) => e);
  if (error instanceof EngineError) return error.detail;
  throw new Error(`not refused: ${String(error)}`);
}

export const kindsOf = ({ issues }: ReadFile): string[] => issues.repairs.map((r) => r.kind);
