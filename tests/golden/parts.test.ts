import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recipeFor } from '../../cli/plan.ts';
import { loadCleaned, openTable, profileOf } from '../../cli/open.ts';
import { splitData } from '#lib/engine/prepare.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { apply } from '#lib/recipe/edits.ts';
import { splitEdit } from '#lib/recipe/splitting.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import { registry } from '#lib/workers/registry.ts';
import { python, ran, writeFiles } from './python.ts';

/** Orders of customers, some without a customer, a moment or a place, some at one moment; one has no target. */
const csv = [
  'customer,number,moment,lat,lon,size,paid',
  ...Array.from({ length: 240 }, (_, i) => {
    const k = (i * 37) % 101;
    const customer = i % 29 === 3 ? '' : ['Äpfel', 'zoo', 'Zoo', `c${k % 23}`, 'ab c'][i % 5];
    const day = String(1 + ((i * 11) % 28)).padStart(2, '0');
    const moment = i % 31 === 5 ? '' : `2024-0${1 + (k % 9)}-${day} 0${k % 7}:15:00`;
    const lat = i % 37 === 9 ? '' : (48 + k / 17).toFixed(3);
    return [
      ...[customer, i % 23 === 1 ? '' : (k % 19) - 4.5, moment, lat, (9 - i / 40).toFixed(3), k],
      i === 77 ? '' : i % 3,
    ].join(',');
  }),
].join('\n');

const shares = { validation: 0.15, test: 0.25 };
const all: readonly Split[] = [
  { method: 'group', column: 'customer', ...shares, seed: 7 },
  { method: 'group', column: 'number', ...shares, seed: 0 },
  { method: 'group', column: 'customer', validation: 0, test: 0.3, seed: 42 },
  { method: 'time', column: 'moment', ...shares, gap: 0 },
  { method: 'time', column: 'moment', validation: 0.1, test: 0.2, gap: 9 },
  { method: 'time', column: 'size', validation: 0.2, test: 0, gap: 2 },
  { method: 'block', columns: ['lat', 'lon'], size: 0.5, ...shares, seed: 3 },
  { method: 'block', columns: ['lat', 'lon'], size: 1.3, validation: 0.2, test: 0, seed: 3 },
  { method: 'random', ...shares, stratify: true, seed: 42 },
];

const driver = `import importlib
import json
import sys

answers = []
for k in range(int(sys.argv[1])):
    module = importlib.import_module(f"train_{k}")
    parts = module.split(module.labelled(module.load("data.csv")))
    answers.append({name: rows.index.tolist() for name, rows in parts.items()})
print(json.dumps(answers))
`;

describe.skipIf(python === null)('the exported code', () => {
  it('parts the very rows, in the very order, whatever the split', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tabwise-parts-'));
    const path = join(dir, 'data.csv');
    await writeFile(path, csv);
    const { sql, opened } = await openTable(path, () => undefined);
    const files = new Map([['driver.py', driver]]);
    const ours: unknown[] = [];
    try {
      const { recipe } = recipeFor(opened.source, await profileOf(sql, opened.source), 'paid');
      const loaded = await loadCleaned(sql, recipe, () => undefined);
      for (const [k, split] of all.entries()) {
        const own = apply(recipe, splitEdit(recipe, split));
        const data = splitData(loaded, own);
        const parts = (['train', 'validation', 'test'] as const).map((p) => [p, [...data[p].rid]]);
        ours.push(Object.fromEntries(parts.filter(([, rows]) => rows!.length > 0)));
        files.set(`train_${k}.py`, script(own, registry).code);
      }
    } finally {
      await sql.close();
    }
    await writeFiles(dir, files);
    const { stdout, stderr } = await ran(python!, ['driver.py', String(all.length)], { cwd: dir });
    expect(stderr).toBe('');
    const theirs = JSON.parse(stdout) as unknown[];
    all.forEach((split, k) => expect(ours[k], JSON.stringify(split)).toEqual(theirs[k]));
    const [first] = ours as [{ train: number[]; test: number[] }];
    expect(first.test.length).toBeGreaterThan(20);
  });
});
