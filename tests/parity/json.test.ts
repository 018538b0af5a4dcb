import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { python } from '../golden/python.ts';
import { readHere, readThere, type Asked } from './cells.ts';

/** The JSON files of others: those that the app can read, the exported code reads as it does. */

const shared = resolve(import.meta.dirname, '../../../shared/data');
const corpora = [
  'torture/duckdb/json',
  'torture/JSONTestSuite',
  'torture/csv-spectrum/json',
  'tables',
];

async function jsonFiles(): Promise<string[]> {
  const found: string[] = [];
  for (const corpus of corpora) {
    const all = await readdir(join(shared, corpus), { recursive: true });
    found.push(
      ...all.filter((f) => /json/i.test(f.replace(/.*\./, ''))).map((f) => join(shared, corpus, f)),
    );
  }
  return found.sort();
}

it.skipIf(python === null || !existsSync(shared))(
  'reads every JSON file that the app can read, cell for cell',
  { timeout: 300_000 },
  async () => {
    const sql = await openDuckDbNode();
    const asked: Asked[] = [];
    const refused: string[] = [];
    for (const path of await jsonFiles()) {
      const read = await readHere(sql, path).catch((error: unknown) => {
        if (!(error instanceof EngineError)) throw new Error(path, { cause: error });
        refused.push(`${path}: ${error.detail.what}`);
        return null;
      });
      if (read && read.cells[0]!.length > 0) asked.push(read);
    }
    await sql.close();
    if (process.env['SAY']) console.log(refused.filter((r) => !r.includes('/n_')).join('\n'));
    const theirs = await readThere(asked);
    const apart = asked.flatMap(({ path, cells }, k) =>
      theirs[k]!.some((t) => JSON.stringify(t) !== JSON.stringify(cells))
        ? [[path, cells.map((c) => c.slice(0, 3)), theirs[k]]]
        : [],
    );
    expect(
      apart.map(([path]) => path),
      JSON.stringify(apart).slice(0, 6000),
    ).toEqual([]);
    expect(asked.length).toBeGreaterThan(100);
  },
);
