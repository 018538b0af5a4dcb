import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recipeFor } from '../../cli/plan.ts';
import { loadCleaned, openTable, profileOf } from '../../cli/open.ts';
import { assess, foldsOf } from '#lib/engine/assess.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { partsOf, splitData, type Loaded } from '#lib/engine/prepare.ts';
import { script } from '#lib/codegen/targets/script.ts';
import { apply } from '#lib/recipe/edits.ts';
import { splitEdit } from '#lib/recipe/splitting.ts';
import type { FoldsAsked } from '#lib/recipe/folds.ts';
import type { Recipe, Split } from '#lib/recipe/recipe.ts';
import type { Assessment } from '#lib/recipe/structure.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { registry } from '#lib/workers/registry.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { python, ran, writeFiles } from './python.ts';
import { modelParams } from './registry.ts';

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

/** Once more as numbers, where classes cannot be kept even. */
const ofNumbers: readonly Split[] = [all[0]!, all[6]!, { ...all[8]!, validation: 0 } as Split];
const folds = (split: Split): FoldsAsked => ({
  nSplits: 3,
  nRepeats: split.method === 'random' ? 2 : 1,
});
const cases = [
  ...all.map((split) => ({ split, task: 'multiclass', model: 'logisticRegression' }) as const),
  ...ofNumbers.map((split) => ({ split, task: 'regression', model: 'ridge' }) as const),
];

/** Those whose scores are compared too: classes and numbers, once and repeated. */
const scored = [0, 8, 9, 11];

/** The columns that only split are no features, so that the model needs no steps. */
function recipeIn(base: Recipe, { split, task, model }: (typeof cases)[number]): Recipe {
  const features = new Set(['lon', 'size']);
  const columns = base.source.columns.map((c) =>
    c.role === 'target' || features.has(c.name) ? c : { ...c, role: 'ignored' as const },
  );
  const bare = { ...base, task, source: { ...base.source, columns } };
  const models = [{ key: 'm', model, version: 1, params: modelParams(model) }];
  return { ...apply(bare, splitEdit(bare, split)), models };
}

/** Rows of the file of each fold, and the scores on them. */
function inFolds(loaded: Loaded, own: Recipe, isScored: boolean) {
  const asked = folds(own.split);
  const { kept } = partsOf(loaded, own).target;
  const rows = (places: Int32Array) => Array.from(places, (i) => loaded.rid[kept[i]!]!);
  const made = foldsOf(loaded, own, asked).folds.map((f) => [rows(f.train), rows(f.test)]);
  if (!isScored) return { made, scores: null };
  const scores = driveSync(
    assess(loaded, own, 'm', {
      question: { ask: 'folds', ...asked },
      computes: { steps: stepComputes, models: modelComputes },
      scoring,
    }),
  );
  return { made, scores };
}

const driver = `import importlib
import json
import sys

SCORED = json.loads(sys.argv[2])
answers = []
for k in range(int(sys.argv[1])):
    module = importlib.import_module(f"train_{k}")
    df = module.labelled(module.load("data.csv"))
    rows = module.open_rows(df)
    of_file = df.index[rows.index]
    answers.append({
        "parts": {name: part.index.tolist() for name, part in module.split(df).items()},
        "folds": [[of_file[i].tolist() for i in fold] for fold in module.folds(rows)],
        "scores": module.cross_validate(rows) if k in SCORED else None,
    })
print(json.dumps(answers))
`;

interface Told {
  readonly parts: Readonly<Record<string, readonly number[]>>;
  readonly folds: readonly (readonly (readonly number[])[])[];
  readonly scores: null | {
    readonly summary: Readonly<Record<string, { mean: number; low: number; high: number }>>;
    readonly folds: readonly Readonly<Record<string, number | null>>[];
  };
}
interface Ours {
  readonly parts: Told['parts'];
  readonly folds: readonly number[][][];
  readonly scores: Assessment | null;
}

/** Both sides of every case: one table, and one Python for all scripts. */
async function bothSides(): Promise<readonly (readonly [Ours, Told])[]> {
  const dir = await mkdtemp(join(tmpdir(), 'tabwise-parts-'));
  const path = join(dir, 'data.csv');
  await writeFile(path, csv);
  const { sql, opened } = await openTable(path, () => undefined);
  const files = new Map([['driver.py', driver]]);
  const ours: Ours[] = [];
  try {
    const { recipe } = recipeFor(opened.source, await profileOf(sql, opened.source), 'paid');
    const loaded = await loadCleaned(sql, recipe, () => undefined);
    for (const [k, one] of cases.entries()) {
      const own = recipeIn(recipe, one);
      const data = splitData(loaded, own);
      const parts = (['train', 'validation', 'test'] as const).map((p) => [p, [...data[p].rid]]);
      const filled = parts.filter(([, rows]) => rows!.length > 0);
      const { made, scores } = inFolds(loaded, own, scored.includes(k));
      ours.push({ parts: Object.fromEntries(filled) as Told['parts'], folds: made, scores });
      files.set(`train_${k}.py`, script(own, registry, { folds: folds(one.split) }).code);
    }
  } finally {
    await sql.close();
  }
  await writeFiles(dir, files);
  const { stdout, stderr } = await ran(
    python!,
    ['driver.py', String(cases.length), JSON.stringify(scored)],
    { cwd: dir },
  );
  expect(stderr).toBe('');
  const theirs = JSON.parse(stdout) as Told[];
  return ours.map((own, k) => [own, theirs[k]!]);
}

describe.skipIf(python === null)('the exported code', () => {
  it('parts and folds the very rows, in the very order, whatever the split, and scores them alike', async () => {
    const both = await bothSides();
    for (const [k, [ours, theirs]] of both.entries()) {
      const { split, task } = cases[k]!;
      const what = JSON.stringify([split, task]);
      expect(ours.parts, what).toEqual(theirs.parts);
      expect(ours.folds, what).toEqual(theirs.folds);
      if (!theirs.scores || !ours.scores) continue;
      const { metric, values, mean, interval } = ours.scores;
      const said = theirs.scores.folds.map((fold) => fold[metric]);
      expect(said.length, what).toBe(split.method === 'random' ? 6 : 3);
      values.forEach((value, i) => expect(value, what).toBeCloseTo(said[i]!, 7));
      const summary = theirs.scores.summary[metric]!;
      expect(
        [mean, interval!.low, interval!.high].map((x) => x.toFixed(7)),
        what,
      ).toEqual([summary.mean, summary.low, summary.high].map((x) => x.toFixed(7)));
    }
    expect(both.filter(([, { scores }]) => scores)).toHaveLength(scored.length);
    expect(both[0]![0].parts['test']!.length).toBeGreaterThan(20);
  });
});
