import type { Format } from '#lib/recipe/source.ts';
import type { FileSource } from '../files.ts';
import { previewOfCsv } from '../csv/preview.ts';
import { previewOfJson } from '../json/jsonReader.ts';
import { previewOfSheet } from '../sheet/preview.ts';
import { readers } from './detect.ts';
import type { Preview } from './preview.ts';
import type { Batch, FormatChoices, Reading } from './reader.ts';

type Shown = Omit<Preview, 'packing'>;

const most = 50;
const unwatched = { checkCancel: () => undefined, onBytes: () => undefined };

/** The beginning of each kind of file under some choices. */
export const previewers: Record<
  Format['kind'],
  (file: FileSource, choices: FormatChoices) => Promise<Shown>
> = {
  delimited: (file, choices) =>
    previewOfCsv(file, choices.kind === 'delimited' ? choices : { kind: 'delimited' }),
  json: previewOfJson,
  sheet: async (file, choices) => {
    const { format, headers, guesses } = await opened(file, choices);
    return { format, headers, guesses, rows: await previewOfSheet(file, format) };
  },
  parquet: firstRows,
  arrow: firstRows,
};

const opened = async (file: FileSource, choices: FormatChoices): Promise<Reading> =>
  (await readers[choices.kind]()).open(file, choices, unwatched);

async function firstRows(file: FileSource, choices: FormatChoices): Promise<Shown> {
  const reading = await opened(file, choices);
  const rows: (string | null)[][] = [];
  for await (const batch of reading.batches()) {
    for (let i = 0; i < rowCount(batch) && rows.length < most; i += 1) rows.push(cellsOf(batch, i));
    if (rows.length >= most) break;
  }
  const { format, headers, guesses } = reading;
  return { format, headers, guesses, rows };
}

const rowCount = (batch: Batch): number => (batch.kind === 'block' ? batch.block.rows : batch.rows);

function cellsOf(batch: Batch, i: number): (string | null)[] {
  if (batch.kind === 'texts') return batch.columns.map((column) => column[i] ?? null);
  if (batch.kind === 'block') return [];
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return batch.columns.map(({ offsets, bytes, bitmap }) =>
    bitmap && ((bitmap[i >> 3]! >> (i & 7)) & 1) === 0
      ? null
      : decoder.decode(bytes.subarray(offsets[i]!, offsets[i + 1]!)),
  );
}
