import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { nodeFile, nodeHasher } from '#lib/data/nodeFile.ts';
import { profileTable } from '#lib/data/profile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import type { Sql } from '#lib/data/sql.ts';
import type { Column } from '#lib/engine/table.ts';
import { newRecipe } from '#lib/recipe/newRecipe.ts';
import type { Source } from '#lib/recipe/source.ts';
import { registry } from '#lib/workers/registry.ts';
import { askPython, python } from '../golden/python.ts';
import { madeFormats, type MadeFile } from './made.formats.ts';
import { madeBinaries, makeBinaries } from './made.binary.ts';

/** Files of every format: what stands in the app's table, cell by cell, stands in the frame of the exported code. */

type Cells = readonly (string | number | null)[];

const cellsOf = (c: Column): Cells =>
  c.kind === 'number'
    ? Array.from(c.values, (x) => (Number.isNaN(x) ? null : x))
    : Array.from(c.codes, (k) => (k < 0 ? null : c.levels[k]!));

const load = `import json, sys
answers = []
for codes, path in json.load(sys.stdin):
    answer = []
    for code in codes:
        scope = {"__name__": "train"}
        try:
            exec(code, scope)
            df = scope["load"](path)
            answer.append([[None if c != c else c for c in df[n].tolist()] for n in df.columns])
        except Exception:
            import traceback
            answer.append(traceback.format_exc())
    answers.append(answer)
print(json.dumps(answers))`;

const retyped = (source: Source, { columns }: MadeFile): Source => ({
  ...source,
  columns: source.columns.map((c) => {
    const said = columns?.[c.name];
    return said ? { ...c, type: said[0], parse: said[1] } : c;
  }),
});

async function read(sql: Sql, path: string, made: MadeFile): Promise<Asked> {
  const opened = await openFile(sql, await nodeFile(path), made.choices, { hasher: nodeHasher });
  const source = retyped(opened.source, made);
  const profile = await profileTable(sql, baseRelation(source), source);
  const recipe = newRecipe('x', source, undefined);
  const { table } = await loadTable(sql, baseRelation(source));
  return {
    path,
    codes: [script(recipe, registry).code, script(recipe, registry, { profile }).code],
    cells: [...table.columns.values()].map(cellsOf),
  };
}

const all: readonly MadeFile[] = [...madeFormats, ...madeBinaries];

interface Asked {
  readonly codes: readonly string[];
  readonly path: string;
  readonly cells: readonly Cells[];
}

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
    const asked = await read(sql, path, made).catch((error: unknown) => error as Error);
    ours.set(made.name, asked);
  }
  await sql.close();
  const asked = [...ours].filter((entry): entry is [string, Asked] => !(entry[1] instanceof Error));
  const answers = await askPython(
    load,
    asked.map(([, { codes, path }]) => [codes, path]),
  );
  (answers as unknown[][]).forEach((answer, k) => theirs.set(asked[k]![0], answer));
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
