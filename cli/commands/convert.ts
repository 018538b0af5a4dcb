import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ledgerOf } from '#lib/data/ledger.ts';
import { convertTable, type OutFormat } from '#lib/data/write/convert.ts';
import { parseArgs, required, requiredOption, usage } from '../args.ts';
import type { Command } from '../main.ts';
import { openTable } from '../open.ts';
import { cannotWrite, printJson, toStderr } from '../output.ts';
import { readingChoices, readingOptions } from '../reading.ts';

const formats: readonly OutFormat[] = ['csv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx'];

export const command: Command = {
  usage:
    'convert FILE --to csv|json|ndjson|parquet|arrow|xlsx [--out FILE] [--raw] [--spreadsheet-safe] [--report]',
  summary:
    'Writes the table of a file as it was understood; --report lists every decision and repair.',
  options: [
    { name: 'to', value: 'FORMAT', help: `one of ${formats.join(', ')}` },
    { name: 'out', value: 'FILE', help: 'where to write; default: beside you, by the new name' },
    {
      name: 'spreadsheet-safe',
      help: 'lead texts that a spreadsheet would run as formulas with an apostrophe',
    },
    { name: 'raw', help: 'write every text as it stands in the file, nothing understood' },
    { name: 'report', help: 'print what was decided, repaired and changed as JSON' },
    ...readingOptions,
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const to = formatNamed(requiredOption(parsed, 'to'));
    const stem = basename(path).replace(/(\.(csv|tsv|txt|json))?\.(gz|zip)$|\.[^.]+$/i, '');
    const out = parsed.options.get('out') ?? `${stem || 'table'}.${to}`;
    const log = toStderr('convert');
    const { sql, opened } = await openTable(path, log, readingChoices(parsed, path));
    try {
      const spreadsheetSafe = parsed.options.has('spreadsheet-safe');
      const raw = parsed.options.has('raw');
      const written = await convertTable(sql, opened.source, to, { spreadsheetSafe, raw });
      await writeStream(out, written.bytes);
      log({
        level: 'SUCCESS',
        source: 'data.convert',
        message: `Wrote ${opened.rows} rows and ${opened.source.columns.length} columns to '${out}'`,
        meta: { rows: opened.rows, columns: opened.source.columns.length },
      });
      const changes = written.changed();
      for (const { message, count } of changes)
        log({ level: 'WARNING', source: 'data.convert', message, meta: { rows_affected: count } });
      if (!parsed.options.has('report')) return;
      const { source, repairs, rejects, guesses } = opened;
      printJson({
        out,
        source,
        rows: opened.rows,
        guesses,
        repairs,
        rejects,
        ledger: await ledgerOf(sql, source),
        changes,
      });
    } finally {
      await sql.close();
    }
  },
};

function formatNamed(text: string): OutFormat {
  const found = formats.find((f) => f === text);
  if (found) return found;
  throw usage(`--to is ${text}`, `Use one of ${formats.join(', ')}.`);
}

/** Under another name until it is whole, so that a failure leaves no half file. */
async function writeStream(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const part = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(bytes, createWriteStream(part));
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw cannotWrite(path, error);
  }
}
