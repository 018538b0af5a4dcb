import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { bytesFile, type FileSource } from '#lib/data/files.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { nodeFile, nodeHasher } from '#lib/data/nodeFile.ts';
import { baseRelation, dropSource, rawTable } from '#lib/data/relation.ts';
import { countOf, type Sql } from '#lib/data/sql.ts';
import { convertTable, type ConvertOptions, type OutFormat } from '#lib/data/write/convert.ts';
import type { Source } from '#lib/recipe/source.ts';

let sql: Sql;
beforeAll(async () => {
  sql = await openDuckDbNode();
});
afterAll(() => sql.close());

async function written(
  source: Source,
  to: OutFormat,
  options: ConvertOptions,
): Promise<FileSource> {
  const { bytes } = await convertTable(sql, source, to, options);
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part.slice());
  return bytesFile(new Uint8Array(Buffer.concat(parts)), `back.${to}`);
}

/** Cells that differ between two tables, column by column in order; texts as they are, or values as understood. */
async function differences(a: Source, b: Source, values: boolean): Promise<number> {
  const from = (source: Source): string => (values ? baseRelation(source).from : rawTable(source));
  let count = Math.abs((await countOf(sql, from(a))) - (await countOf(sql, from(b))));
  for (const j of a.columns.keys()) {
    const id = `c${j}`;
    const numbers =
      values && [a, b].every((s) => /integer|number|duration/.test(s.columns[j]!.type));
    const cell = (side: string): string =>
      numbers ? `${side}.${id}` : `coalesce(CAST(${side}.${id} AS VARCHAR), '')`;
    const pair = `(SELECT x.rid, ${cell('x')} AS p, ${cell('y')} AS q FROM ${from(a)} x JOIN ${from(b)} y USING (rid))`;
    count += await countOf(sql, `${pair} WHERE p IS DISTINCT FROM q`);
  }
  return count;
}

/** Out as CSV and in again, text for text. @returns cells that differ */
async function textsBack(source: Source): Promise<number> {
  const file = await written(source, 'csv', { raw: true });
  const { delimiter, quote } = { delimiter: ',', quote: '"' };
  const said = {
    kind: 'delimited' as const,
    encoding: 'utf-8',
    delimiter,
    quote,
    escape: '',
    comment: '',
  };
  const format = { ...said, skip: 0, header: 1, footer: 0 };
  const back = await openFile(sql, file, { packing: null, format }, { hasher: nodeHasher });
  const found = await differences(source, back.source, false);
  const lost =
    back.source.rejectedRows.length + Math.abs(source.columns.length - back.source.columns.length);
  if (rawTable(back.source) !== rawTable(source)) await dropSource(sql, back.source);
  return found + lost;
}

const nasty = [
  'a,b,c,"d ""q"""',
  '00123,9007199254740993,"x\ny",=1+1',
  '1.50,1e400,,NA',
  '" padded ",-0,"",\u202egpj',
  '1_000,0x10,é,e\u0301',
].join('\n');

describe('import, export, import', () => {
  it('gives every text back as it was: codes, long numbers, spaces, quotes, line breaks', async () => {
    const file = bytesFile(new TextEncoder().encode(nasty), 'nasty.csv');
    const { source } = await openFile(sql, file);
    expect(await textsBack(source)).toBe(0);
    await dropSource(sql, source);
  });

  it.each(['csv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx'] as const)(
    'gives every value back through %s',
    async (to) => {
      const rows = Array.from({ length: 60 }, (_, i) =>
        [
          i,
          (i * 37) % 11 === 0 ? '' : (i * 0.37).toFixed(2),
          `0${i}`,
          i % 3 ? 'ja' : 'nein',
          `2024-02-${10 + (i % 19)}`,
        ].join(';'),
      );
      const text = ['n;x;code;flag;day', ...rows].join('\n');
      const file = bytesFile(new TextEncoder().encode(text), 'made.csv');
      const { source } = await openFile(sql, file);
      const back = await openFile(sql, await written(source, to, {}));
      expect(back.source.columns.map((c) => c.name)).toEqual(['n', 'x', 'code', 'flag', 'day']);
      expect(await differences(source, back.source, true)).toBe(0);
      await dropSource(sql, source);
      await dropSource(sql, back.source);
    },
  );
});

const shared = resolve('../shared/data');
const real = ['tables', 'pmlb']
  .filter((folder) => existsSync(join(shared, folder)))
  .flatMap((folder) =>
    readdirSync(join(shared, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(shared, folder, name),
    ),
  )
  .filter((path) => /\.(csv|tsv|tsv\.gz)$/.test(path) && statSync(path).size < 1_500_000)
  .sort();

describe.runIf(real.length > 0)('import, export, import of real tables', () => {
  it(
    'gives every text of every table back, or lists the rows that were left out',
    { timeout: 600_000 },
    async () => {
      const wrong: string[] = [];
      for (const path of real) {
        const { source } = await openFile(sql, await nodeFile(path), {}, { hasher: nodeHasher });
        const cells = await textsBack(source);
        if (cells > 0) wrong.push(`${relative(shared, path)}: ${cells} cells`);
        await dropSource(sql, source);
      }
      expect(real.length).toBeGreaterThan(90);
      expect(wrong).toEqual([]);
    },
  );
});
