import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { Source } from '#lib/recipe/source.ts';
import { python } from '../golden/python.ts';
import { readHere, readThere, type Asked } from './cells.ts';
import { madeFormats, type MadeFile } from './made.formats.ts';
import { madeBinaries, makeBinaries } from './made.binary.ts';

/** Files of every format: what stands in the app's table, cell by cell, stands in the frame of the exported code. */

const retyped = (source: Source, { columns }: MadeFile): Source => ({
  ...source,
  columns: source.columns.map((c) => {
    const said = columns?.[c.name];
    return said ? { ...c, type: said[0], parse: said[1] } : c;
  }),
});

const all: readonly MadeFile[] = [...madeFormats, ...madeBinaries];

const ours = new Map<string, Asked | Error>();
const theirs = new Map<string, readonly unknown[]>();

/** The app reads all files, and then one Python. */
beforeAll(async () => {
  if (python === null) return;
  const sql = await openDuckDbNode();
  const dir = await mkdtemp(join(tmpdir(), 'tabwise-formats-'));
  await makeBinaries(dir);
  for (const made of all) {
    const path = join(dir, made.file);
    if (made.bytes !== null) await writeFile(path, made.bytes);
    const asked = await readHere(sql, path, made.choices, (source) => retyped(source, made)).catch(
      (error: unknown) => error as Error,
    );
    ours.set(made.name, asked);
  }
  await sql.close();
  const asked = [...ours].filter((entry): entry is [string, Asked] => !(entry[1] instanceof Error));
  const answers = await readThere(asked.map(([, a]) => a));
  answers.forEach((answer, k) => theirs.set(asked[k]![0], answer));
}, 300_000);

it.skipIf(python === null).each(all.map((made) => made.name))(
  'reads %s in Python as the app does',
  (name) => {
    const asked = ours.get(name)!;
    if (asked instanceof Error) throw asked;
    const [plain, profiled] = theirs.get(name)!;
    expect(asked.cells.length).toBeGreaterThan(0);
    expect(plain, 'without profile').toEqual(asked.cells);
    expect(profiled, 'with profile').toEqual(asked.cells);
  },
);
