import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { python } from '../golden/python.ts';
import { readHere, readThere, type Asked } from './cells.ts';

/** Files that others made to be hard to read: those that the app can read, the exported code reads as it does. */

const shared = resolve(import.meta.dirname, '../../../shared/data');

interface Corpus {
  readonly folders: readonly string[];
  readonly ending: RegExp;
  readonly atLeast: number;
  /** File → why Python says something else. */
  readonly apart?: Readonly<Record<string, string>>;
}

const corpora: Readonly<Record<string, Corpus>> = {
  JSON: {
    folders: ['torture/duckdb/json', 'torture/JSONTestSuite', 'torture/csv-spectrum', 'tables'],
    ending: /\.(nd|geo)?jsonl?(\.gz)?$/,
    atLeast: 100,
  },
  'Parquet and Arrow': {
    folders: ['torture/parquet-testing/data', 'tables'],
    ending: /\.(parquet|arrow|feather)$/,
    atLeast: 40,
    apart: {
      'incorrect_map_schema.parquet': 'pyarrow refuses it: its keys are not annotated as required',
      'nested_structs.rust.parquet': 'pyarrow wraps years beyond 32767 when it writes them',
    },
  },
};

async function filesOf({ folders, ending }: Corpus): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders)
    for (const file of await readdir(join(shared, folder), { recursive: true }))
      if (ending.test(file)) found.push(join(shared, folder, file));
  const sizes = await Promise.all(found.map((path) => stat(path)));
  return found.filter((_, k) => sizes[k]!.isFile() && sizes[k]!.size < 8e6).sort();
}

describe.skipIf(python === null || !existsSync(shared)).each(Object.entries(corpora))(
  'files of %s',
  (_, corpus) => {
    it('are read in Python cell for cell as in the app', { timeout: 300_000 }, async () => {
      const sql = await openDuckDbNode();
      const asked: Asked[] = [];
      for (const path of await filesOf(corpus)) {
        const read = await readHere(sql, path).catch((error: unknown) => {
          if (!(error instanceof EngineError)) throw new Error(path, { cause: error });
          return null;
        });
        if (read && read.cells[0]!.length > 0) asked.push(read);
      }
      await sql.close();
      const theirs = await readThere(asked);
      const apart = asked.flatMap(({ path, cells }, k) =>
        theirs[k]!.some((t) => JSON.stringify(t) !== JSON.stringify(cells))
          ? [{ path, ours: cells.map((c) => c.slice(0, 3)), theirs: theirs[k]![0] }]
          : [],
      );
      const names = apart.map(({ path }) => path.split('/').at(-1)!);
      expect(names, JSON.stringify(apart).slice(0, 3000)).toEqual(Object.keys(corpus.apart ?? {}));
      expect(asked.length).toBeGreaterThan(corpus.atLeast);
    });
  },
);
