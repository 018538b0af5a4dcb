import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeFile } from '#lib/data/nodeFile.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { kindsOf, read, readFile, refused } from './csv.reading.ts';

/** Promises of seconds, twice as long where many tests run at once. */
const seconds = 10_000;

describe('large in one way', () => {
  it('one cell of 50 MB is read', async () => {
    const cell = `é"\n${'x'.repeat(50_000_000)}`;
    const found = await read(`a,b\n1,"${cell.replaceAll('"', '""')}"\n2,y\n`);
    expect(found.rows[0]![1] === cell).toBe(true);
    expect(found.rows[1]).toEqual(['2', 'y']);
  }, 60_000);

  it('a row beyond 64 MiB is refused by its number', async () => {
    const detail = await refused(`a,b\n1,2\n3,${'x'.repeat(70_000_000)}\n`);
    expect([detail.code, detail.where.row]).toEqual(['file-malformed', 3]);
    expect(detail.what).toContain('64 MiB');
  }, 60_000);

  it('one column of ten million rows is read', async () => {
    const block = Buffer.from('12345\n'.repeat(1_000_000));
    const text = Buffer.concat([Buffer.from('n\n'), ...Array.from({ length: 10 }, () => block)]);
    const { csvReader } = await import('#lib/data/csv/csvReader.ts');
    const { bytesFile } = await import('#lib/data/files.ts');
    const hooks = { checkCancel: () => undefined, onBytes: () => undefined };
    const reading = await csvReader.open(bytesFile(text, 'n.csv'), { kind: 'delimited' }, hooks);
    let rows = 0;
    for await (const batch of reading.batches())
      if (batch.kind === 'block') rows += batch.block.rows;
    expect(rows).toBe(10_000_000);
  }, 60_000);

  it.each([100_000, 10_000_000])(
    '%i columns are refused with the limit',
    async (columns) => {
      const detail = await refused(`${'a,'.repeat(columns - 1)}a\n${'1,'.repeat(columns - 1)}1\n`);
      expect([detail.code, detail.what]).toEqual([
        'columns-limit',
        `The file has ${columns.toLocaleString('en-US')} columns; the limit is 20,000`,
      ]);
    },
    60_000,
  );
});

describe('line ends', () => {
  it.each([
    ['CR only', 'a,b\r1,"x\ry"\r2,z\r'],
    ['mixed', 'a,b\r\n1,"x\ry"\n2,z\r'],
    ['no final one', 'a,b\n1,"x\ry"\n2,z'],
    ['a Ctrl-Z at the end', 'a,b\r\n1,"x\ry"\r\n2,z\r\n\x1a'],
  ])('%s', async (_, text) => {
    expect((await read(text)).rows).toEqual([
      ['1', 'x\ry'],
      ['2', 'z'],
    ]);
  });

  it('a quote in row 1 that never closes costs its row only, in time', async () => {
    const started = performance.now();
    const found = await read(`a,b\n"open,0\n${'x,1\n'.repeat(8_000_000)}`);
    expect([found.rows.length, found.rows[0], kindsOf(found)]).toEqual([
      8_000_001,
      ['"open', '0'],
      ['open-quote'],
    ]);
    expect(performance.now() - started).toBeLessThan(2 * seconds);
  }, 60_000);
});

describe('types that change late (scenario S18)', () => {
  it('no row is lost, whatever stands in it', async () => {
    const found = await read(`v,w\n${'10.5,1\n'.repeat(20_000)}11.0.1,1\n${'x,2\n'.repeat(300)}`);
    expect([found.rows.length, found.rows[20_000]]).toEqual([20_301, ['11.0.1', '1']]);
  });
});

const torture = fileURLToPath(new URL('../../../shared/data/torture/', import.meta.url));
const filesUnder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile() && !/\.(gz|zst|json|md|js|html|css)$/.test(e.name))
        .map((e) => join(e.parentPath, e.name))
        .sort()
    : [];

describe.runIf(existsSync(torture))('files of other parsers’ tests', () => {
  it.each(['duckdb/csv', 'papaparse', 'csv-spectrum/csvs'])(
    'all of %s are read or refused with a reason, in time',
    async (folder) => {
      const files = filesUnder(join(torture, folder));
      expect(files.length).toBeGreaterThan(3);
      for (const path of files) {
        const started = performance.now();
        try {
          const { rows, issues, headers } = await readFile(await nodeFile(path));
          for (const row of rows) if (row.length !== headers.length) throw new Error(path);
          expect(issues.rejectedRows.length).toBeGreaterThanOrEqual(issues.rejects.length);
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          expect([basename(path), error.detail.code]).not.toContain('unexpected');
        }
        expect(performance.now() - started, path).toBeLessThan(seconds);
      }
    },
    600_000,
  );

  it('csv-spectrum has exactly the cells of its JSON, nothing being said', async () => {
    const folder = join(torture, 'csv-spectrum');
    const names = readdirSync(join(folder, 'csvs'));
    expect(names).toHaveLength(12);
    for (const name of names) {
      const truth = readFileSync(join(folder, 'json', name.replace(/csv$/, 'json')), 'utf8');
      const found = await readFile(await nodeFile(join(folder, 'csvs', name)));
      const ours = found.rows.map((row) => new Map(row.map((c, j) => [found.headers[j]!, c])));
      const rows = [JSON.parse(truth)].flat() as Record<string, string>[];
      // Upstream's truth of this file has another telephone number than its CSV.
      const doubtful = name === 'location_coordinates.csv' ? 'Contact Phone Number' : '';
      for (const row of ours) row.delete(doubtful);
      const theirs = rows.map(
        (row) => new Map(Object.entries(row).filter(([key]) => key !== doubtful)),
      );
      expect([name, ours]).toEqual([name, theirs]);
    }
  });
});
