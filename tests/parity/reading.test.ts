import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { openFile } from '#lib/data/formats/open.ts';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import { nodeFile } from '#lib/data/nodeFile.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { Column } from '#lib/engine/table.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import type { Delimited } from '#lib/recipe/source.ts';
import { newRecipe } from '#lib/recipe/newRecipe.ts';
import { registry } from '#lib/workers/registry.ts';
import { askPython, python } from '../golden/python.ts';

/** Texts that hold all that can go wrong between two line breaks, drawn at random. */

const pieces = [
  'a',
  '7',
  '-1.5',
  '""',
  '"',
  ' ',
  '\t',
  ';',
  'é',
  '1_0',
  'NA',
  "'",
  '\x1a',
  '0x1',
  'inf',
  '.5',
  '#',
  '\\',
];
const ends = ['\n', '\n', '\n', '\r\n', '\r', '\n\n', '\n \n'];

type Said = Partial<Omit<Delimited, 'header' | 'kind'>> &
  Pick<Delimited, 'delimiter' | 'quote'> & { readonly header: boolean };

const dialects: readonly Said[] = [
  { delimiter: ',', quote: '"', header: true },
  { delimiter: ';', quote: "'", header: false },
  { delimiter: '\t', quote: '"', header: true },
  { delimiter: '|', quote: '', header: true },
  { delimiter: '^', quote: '"', header: true },
  { delimiter: ',', quote: '"', header: true, comment: '#' },
  { delimiter: ';', quote: '"', header: true, skip: 2 },
  { delimiter: ',', quote: "'", header: false, comment: '#', skip: 1 },
  { delimiter: ',', quote: '"', header: true, footer: 2 },
];

function nasty(seed: number, said: Said): string {
  const { delimiter, quote, header } = said;
  const random = new RandomState(seed);
  const one = <T>(of: readonly T[]): T => of[random.randint(0, of.length)]!;
  const often = (share: number): boolean => random.randomSample() < share;
  const cell = (): string => {
    if (often(0.25)) return one(['1', '2.5', '', 'NA', 'x', 'y']);
    const inside = Array.from({ length: random.randint(0, 4) }, () => one(pieces)).join('');
    const plain = inside.replaceAll('"', quote);
    if (quote === '' || often(0.1)) return plain;
    if (often(0.6)) return plain.replaceAll(quote, '');
    const breaks = often(0.3) ? one(['\n', delimiter, '\r\n']) : '';
    return `${quote}${plain.replaceAll(quote, quote + quote)}${breaks}${quote}`;
  };
  const width = random.randint(2, 5);
  const row = (): string => {
    const cells = often(0.85) ? width : random.randint(1, width + 3);
    return Array.from({ length: cells }, cell).join(delimiter);
  };
  const names = Array.from({ length: width }, (_, j) => `h${j}`).join(delimiter);
  const rows = Array.from({ length: random.randint(3, 14) }, row);
  const above = Array.from({ length: said.skip ?? 0 }, () => 'written "by hand');
  return [...above, ...(header ? [names] : []), ...rows]
    .map((text) => text + one(ends))
    .join('')
    .slice(0, often(0.2) ? -1 : undefined);
}

const cellsOf = (c: Column): (string | number | null)[] =>
  c.kind === 'number'
    ? Array.from(c.values, (x) => (Number.isNaN(x) ? null : x))
    : Array.from(c.codes, (k) => (k < 0 ? null : c.levels[k]!));

const load = `import json, sys
answers = []
for code, path in json.load(sys.stdin):
    scope = {"__name__": "train"}
    try:
        exec(code, scope)
        df = scope["load"](path)
        answers.append([[None if c != c else c for c in df[name].tolist()] for name in df.columns])
    except Exception as error:
        answers.append(repr(error))
print(json.dumps(answers))`;

it.skipIf(python === null)(
  'reads 500 tangled files in Python, cell by cell, as the app does',
  { timeout: 120_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-reading-'));
    const sql = await openDuckDbNode();
    const asked: [code: string, path: string][] = [];
    const ours: unknown[] = [];
    for (let seed = 0; seed < Number(process.env['FILES'] ?? 500); seed += 1) {
      const path = join(dir, `${seed}.csv`);
      const dialect = dialects[seed % dialects.length]!;
      await writeFile(path, nasty(seed, dialect));
      try {
        const { source } = await openFile(sql, await nodeFile(path), {
          format: { kind: 'delimited', escape: '', ...dialect, header: dialect.header ? 1 : 0 },
        });
        const { table } = await loadTable(sql, baseRelation(source));
        ours.push([...table.columns.values()].map(cellsOf));
        asked.push([script(newRecipe('x', source, undefined), registry).code, path]);
      } catch (error) {
        expect(detailOf(error).code, path).not.toBe('unexpected');
      }
    }
    const theirs = (await askPython(load, asked)) as unknown[];
    const apart = asked.flatMap(([, path], i) =>
      JSON.stringify(theirs[i]) === JSON.stringify(ours[i]) ? [] : [[path, ours[i], theirs[i]]],
    );
    expect(apart.slice(0, 3), `${apart.length} of ${asked.length} files differ`).toEqual([]);
  },
);
