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
  '^',
  '\\',
];
const ends = ['\n', '\n', '\n', '\r\n', '\r', '\n\n', '\n \n'];

type Said = Partial<Omit<Delimited, 'header' | 'kind'>> &
  Pick<Delimited, 'delimiter' | 'quote'> & { readonly header: number };

const dialects: readonly Said[] = [
  { delimiter: ',', quote: '"', header: 1 },
  { delimiter: ';', quote: "'", header: 0 },
  { delimiter: '\t', quote: '"', header: 1 },
  { delimiter: '|', quote: '', header: 1 },
  { delimiter: '^', quote: '"', header: 1 },
  { delimiter: ',', quote: '"', header: 1, comment: '#' },
  { delimiter: ';', quote: '"', header: 1, skip: 2 },
  { delimiter: ',', quote: "'", header: 0, comment: '#', skip: 1 },
  { delimiter: ',', quote: '"', header: 1, footer: 2 },
  { delimiter: ',', quote: '"', header: 1, escape: '\\' },
  { delimiter: ';', quote: "'", header: 0, escape: '\\', comment: '#' },
  { delimiter: '\t', quote: '', header: 1, escape: '\\', footer: 1 },
  { delimiter: '\\s+', quote: '"', header: 1 },
  { delimiter: ',', quote: '"', header: 2 },
  { delimiter: ';', quote: '"', header: 2, skip: 1 },
  { delimiter: ',', quote: '"', header: 2, escape: '\\' },
  { delimiter: '\\s+', quote: '', header: 0, skip: 1 },
  { delimiter: '\\s+', quote: "'", header: 1, escape: '^', comment: '#' },
];

function nasty(seed: number, said: Said): string {
  const { quote, header } = said;
  const delimiter = said.delimiter === '\\s+' ? ' ' : said.delimiter;
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
    const texts = Array.from({ length: cells }, cell);
    return said.delimiter === delimiter
      ? texts.join(delimiter)
      : texts.map((t, j) => (j > 0 ? one([' ', '  ', '\t', ' \t']) : one(['', ' '])) + t).join('');
  };
  const torn = often(0.2);
  const names = Array.from({ length: width }, (_, j) =>
    torn && often(0.4) ? cell() : `h${j}`,
  ).join(delimiter);
  const rows = Array.from({ length: random.randint(3, 14) }, row);
  const above = Array.from({ length: said.skip ?? 0 }, () => 'written "by hand');
  const second = Array.from({ length: width }, (_, j) => (torn && often(0.3) ? cell() : `u${j}`));
  const head = [names, second.join(delimiter)].slice(0, header);
  return [...above, ...head, ...rows]
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
  'reads 600 tangled files in Python, cell by cell, as the app does',
  { timeout: 120_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-reading-'));
    const sql = await openDuckDbNode();
    const asked: [code: string, path: string][] = [];
    const ours: unknown[] = [];
    for (let seed = 0; seed < Number(process.env['FILES'] ?? 600); seed += 1) {
      const path = join(dir, `${seed}.csv`);
      const dialect = dialects[seed % dialects.length]!;
      await writeFile(path, nasty(seed, dialect));
      try {
        const { source } = await openFile(sql, await nodeFile(path), {
          format: { kind: 'delimited', escape: '', ...dialect },
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
