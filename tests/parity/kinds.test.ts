import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDbNode } from '#lib/data/duckdbNode.ts';
import type { Sql } from '#lib/data/sql.ts';
import { askPython, python } from '../golden/python.ts';
import { pairs, type Target } from './experiments.ts';
import { csvOf, linear, people, type Made } from './made.ts';
import { byHand } from './prepare.ts';
import { startRunner, type Runner } from './theirs.ts';
import { judge } from './verdict.ts';

/** One table in every kind of file: trained in the app, exported, and run from that very file. */

const table = people(5, 200).filter(([name]) => name !== 'label');

const made: Made = {
  name: 'people',
  csv: '',
  target: 'answer',
  roles: { geometry: 'ignored' },
  steps: [
    ['impute', ['age', 'income', 'visits'], { strategy: 'mean', indicator: true }],
    ['oneHot', ['city', 'size', 'member']],
  ],
  models: linear,
};

const convert = `import io, json, os, sys
import pandas as pd

folder, text = json.load(sys.stdin)
os.chdir(folder)
df = pd.read_csv(io.StringIO(text))
df.to_csv("people.csv.gz", index=False)
df.to_csv("people.zip", index=False)
df.to_csv("people-utf16.csv", index=False, encoding="utf-16", sep=";")
df.to_csv("people-european.csv", index=False, sep=";", decimal=",")
df.to_csv("people-escaped.csv", index=False, escapechar="\\\\", doublequote=False, quoting=2)
df.to_excel("people.xlsx", index=False)
df.to_excel("people.ods", index=False, engine="odf")
df.to_json("people.json", orient="records", force_ascii=False)
df.to_json("people.ndjson", orient="records", lines=True)
df.to_json("people-split.json", orient="split")
df.to_json("people-columns.json", orient="columns")
df.to_json("people-index.json", orient="index")
df.to_parquet("people.parquet")
df.to_feather("people.feather")
places = [
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [k / 7, -k / 9]}, "properties": row}
    for k, row in enumerate(json.loads(df.to_json(orient="records")))
]
with open("people.geojson", "w") as file:
    json.dump({"type": "FeatureCollection", "features": places}, file)
print("true")`;

const files = [
  ...['people.csv.gz', 'people.zip', 'people-utf16.csv', 'people-european.csv'],
  ...['people-escaped.csv', 'people.xlsx', 'people.ods', 'people.xls'],
  ...['people.json', 'people.ndjson', 'people-split.json', 'people-columns.json'],
  ...['people-index.json', 'people.geojson', 'people.parquet', 'people.feather'],
];
const targets: readonly Target[] = ['script', 'script without profile', 'project'];

let dir = '';
let sql: Sql;
let runner: Runner;

beforeAll(async () => {
  if (python === null) return;
  dir = await mkdtemp(join(tmpdir(), 'tabwise-kinds-'));
  runner = startRunner(python);
  sql = await openDuckDbNode();
  await askPython(convert, [dir, csvOf(table)]);
  const book = utils.book_new();
  const rows = table[0]![1].map((_, i) => table.map(([, cells]) => cells[i]!));
  const sheet = utils.aoa_to_sheet([table.map(([name]) => name), ...rows]);
  utils.book_append_sheet(book, sheet, 'People');
  const bytes = write(book, { type: 'array', bookType: 'biff8' }) as ArrayBuffer;
  await writeFile(join(dir, 'people.xls'), new Uint8Array(bytes));
}, 120_000);

afterAll(() => runner?.close());

it.skipIf(python === null).each(files)(
  '%s makes the same model in Python',
  { timeout: 120_000 },
  async (file) => {
    const experiment = await byHand(sql, made, join(dir, file));
    const folder = await mkdtemp(join(tmpdir(), 'tabwise-kinds-run-'));
    for (const pair of await pairs(experiment, targets, folder, runner)) {
      const { verdict, reasons } = await judge(file, pair);
      expect(verdict.ok, [pair.model, pair.target, ...reasons].join('\n')).toBe(true);
    }
  },
);
