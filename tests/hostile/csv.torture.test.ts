import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openFile } from '#lib/data/formats/open.ts';
import { nodeFile } from '#lib/data/nodeFile.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { countOf } from '#lib/data/sql.ts';
import { loadTable } from '#lib/data/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { cells, names, sql, withEngine } from './csv.support.ts';

withEngine();

const torture = fileURLToPath(new URL('../../../shared/data/torture/', import.meta.url));

const spectrum = join(torture, 'csv-spectrum');
describe.runIf(existsSync(spectrum))('csv-spectrum', () => {
  const files = existsSync(spectrum) ? readdirSync(join(spectrum, 'csvs')) : [];
  it.each(files)('%s has exactly the cells of its JSON', async (file) => {
    const text = readFileSync(join(spectrum, 'json', file.replace(/csv$/, 'json')), 'utf8');
    const truth = [JSON.parse(text)].flat() as Record<string, string>[];
    const opened = await openFile(sql, await nodeFile(join(spectrum, 'csvs', file)));
    const ours = (await cells(opened)).map(
      (row) => new Map(row.map((c, j) => [names(opened)[j]!, c])),
    );
    // Upstream's truth of this file has another telephone number than its CSV.
    const doubtful = file === 'location_coordinates.csv' ? 'Contact Phone Number' : '';
    for (const row of ours) row.delete(doubtful);
    expect(ours).toEqual(
      truth.map((row) => new Map(Object.entries(row).filter(([name]) => name !== doubtful))),
    );
  });
});

const filesUnder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile())
        .map((e) => join(e.parentPath, e.name))
        .sort()
    : [];

async function endsWell(path: string): Promise<void> {
  const started = performance.now();
  try {
    const opened = await openFile(sql, await nodeFile(path));
    const base = baseRelation(opened.source);
    await profileTable(sql, base, opened.source);
    expect((await loadTable(sql, base)).table.rows).toBe(opened.rows);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect(error.detail.code, error.message).not.toBe('unexpected');
  }
  expect(performance.now() - started, basename(path)).toBeLessThan(10_000);
  expect(await countOf(sql, '(SELECT 1)')).toBe(1);
}

describe.runIf(existsSync(torture))(
  'files of other parsers’ tests open or are refused in time',
  () => {
    it('PapaParse', async () => {
      const files = filesUnder(join(torture, 'papaparse')).filter((f) =>
        /\.(csv|tsv|txt)$/.test(f),
      );
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) await endsWell(file);
    });

    it('DuckDB, the fuzzed ones among them', async () => {
      const files = filesUnder(join(torture, 'duckdb', 'csv'));
      const step = process.env['TABWISE_ALL_TORTURE'] ? 1 : 16;
      for (let i = 0; i < files.length; i += step) await endsWell(files[i]!);
    }, 600_000);
  },
);
