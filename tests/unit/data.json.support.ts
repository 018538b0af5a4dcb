import { expect } from 'vitest';
import { bytesFile } from '#lib/data/files.ts';
import type { FormatChoices, Guess, Issues } from '#lib/data/formats/reader.ts';
import { jsonReader } from '#lib/data/json/jsonReader.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Format } from '#lib/recipe/source.ts';

export interface ReadJson extends Issues {
  readonly format: Format;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly guesses: readonly Guess[];
  /** Rows of each batch. */
  readonly batches: readonly number[];
  /** What was told of the progress. */
  readonly progress: readonly number[];
}

export interface ReadOptions {
  readonly choices?: Omit<Extract<FormatChoices, { kind: 'json' }>, 'kind'>;
  readonly name?: string;
  readonly repaired?: ReadonlyMap<number, readonly string[]>;
}

export type Content = string | Uint8Array;
export const bytesOf = (content: Content): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** All that reading some JSON gives. */
export async function read(content: Content, options: ReadOptions = {}): Promise<ReadJson> {
  const { choices = {}, name = 'made.json', repaired } = options;
  const progress: number[] = [];
  const reading = await jsonReader.open(
    bytesFile(bytesOf(content), name),
    { kind: 'json', ...choices },
    {
      checkCancel: () => {},
      onBytes: (bytes) => progress.push(bytes),
      ...(repaired && { repaired }),
    },
  );
  const rows: (string | null)[][] = [];
  const batches: number[] = [];
  for await (const batch of reading.batches()) {
    if (batch.kind !== 'texts') throw new Error(`a batch of ${batch.kind}`);
    expect(batch.columns.length).toBe(reading.headers.length);
    for (const column of batch.columns) expect(column.length).toBe(batch.rows);
    for (let i = 0; i < batch.rows; i += 1) rows.push(batch.columns.map((c) => c[i]!));
    batches.push(batch.rows);
  }
  const { format, headers, guesses } = reading;
  return { format, headers, rows, guesses, batches, progress, ...reading.issues() };
}

export async function refusal(content: Content, options: ReadOptions = {}) {
  const error: unknown = await read(content, options).catch((e: unknown) => e);
  if (!(error instanceof EngineError))
    throw new Error(`not refused: ${JSON.stringify(error).slice(0, 500)}`);
  expect(error.detail.remedy).not.toBe('');
  return error.detail;
}

/** [kind, count] of each repair. */
export const repairsOf = ({ repairs }: ReadJson): [string, number][] =>
  repairs.map((r) => [r.kind, r.count]);

export const guessOf = ({ guesses }: ReadJson, what: string): Guess | undefined =>
  guesses.find((g) => g.what === what);
