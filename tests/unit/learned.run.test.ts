import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { fitSteps, splitData, type FittedParts } from '#lib/engine/prepare.ts';
import type { Table } from '#lib/engine/table.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { python, runScript } from '../golden/python.ts';
import { registry } from '../golden/registry.ts';
import { loaded, people, peopleRecipe, poisoned, train } from './engine.support.ts';
import { model, step } from './recipe.support.ts';

const steps = [
  step('impute', ['age'], { strategy: 'median' }, 'age'),
  step('targetEncode', ['sex', 'port'], {}, 'encode'),
  step('quantileTransform', ['fare'], { nQuantiles: 20 }, 'even'),
  step('selectKBest', ['age', 'fare', 'noise', 'sex', 'port'], { k: 4 }, 'best'),
  step('smote', [], { kNeighbors: 3 }, 'balance'),
];
const recipe = peopleRecipe('survived', {
  steps,
  models: [model('logisticRegression', { tol: 1e-10 })],
  split: { method: 'random', validation: 0.2, test: 0.2, stratify: true, seed: 4 },
  seed: 11,
});

/** Everything the steps learn and make for a fit. */
function fitted(cells: ReturnType<typeof people>, of: Recipe): FittedParts {
  const fitting = fitSteps(splitData(loaded(cells), of), of, stepComputes);
  return driveSync(fitting as never) as FittedParts;
}

const csvOf = (cells: ReturnType<typeof people>): string =>
  [
    [...cells.keys()].join(','),
    ...Array.from({ length: 240 }, (_, i) => [...cells.values()].map((c) => c[i] ?? '').join(',')),
  ].join('\n');

describe('what a model is fitted on', () => {
  const cells = people(240);
  const { fitting, tables, steps: learned } = fitted(cells, recipe);
  const column = (t: Table, name: string) => [
    ...(t.columns.get(name) as { values: Float64Array }).values,
  ];

  it('is cross-fitted: training rows are encoded otherwise than rows to predict', () => {
    const until = fitted(cells, { ...recipe, steps: steps.slice(0, 2) });
    const inFit = column(until.fitting.table, 'sex');
    expect(new Set(inFit).size).toBeGreaterThan(2);
    expect(new Set(column(until.tables.train, 'sex')).size).toBe(2);
    expect(until.fitting.table.rows).toBe(until.tables.train.rows);
  });

  it('has equally many rows of each class, and no other part has', () => {
    const count = (k: number) => fitting.target!.y.filter((y) => y === k).length;
    expect(count(0)).toBe(count(1));
    expect(fitting.table.rows).toBeGreaterThan(tables.train.rows);
    expect([tables.train, tables.validation, tables.test].map((t) => t.rows)).toEqual([
      144, 48, 48,
    ]);
    expect(learned.map((s) => s.step)).not.toContain('smote');
  });

  it('does not change when cells and targets of the other parts do', () => {
    const { validation, test } = splitData(loaded(cells), recipe);
    const unseen = new Set([...validation.rid, ...test.rid]);
    const dirty = new Map(cells);
    const isUnseen = (i: number) => unseen.has(i);
    dirty.set('sex', poisoned(cells.get('sex')!, isUnseen, ['male', 'robot']));
    dirty.set('fare', poisoned(cells.get('fare')!, isUnseen, [1e6, null, -5]));
    const other = fitted(dirty, recipe);
    expect(other.steps).toEqual(learned);
    expect(other.fitting).toEqual(fitting);
    // The split keeps class proportions, so the targets of unseen rows may only trade places.
    const byRow = peopleRecipe('survived', {
      ...recipe,
      split: { method: 'column', column: 'part' },
    });
    const turned = new Map(cells);
    const parts = cells.get('part')!;
    const flip = (i: number) => parts[i] !== 'train';
    turned.set(
      'survived',
      cells.get('survived')!.map((y, i) => (flip(i) ? 1 - Number(y) : y)),
    );
    expect(fitted(turned, byRow).fitting).toEqual(fitted(cells, byRow).fitting);
  });

  it('is refused where a step would learn from balanced rows', () => {
    const [balance] = steps.slice(-1);
    const wrong = {
      ...recipe,
      steps: [...steps.slice(0, 4), balance!, step('standardScale', ['fare'])],
    };
    expect(() => fitted(cells, wrong)).toThrow('Move the balancing step to the end.');
  });

  it('costs probabilities, and the log says how much', () => {
    const log: LogEvent[] = [];
    train(loaded(cells), recipe, log);
    const said = log.find((e) => e.message.startsWith('Balancing: '))!;
    expect(said.meta['brier']).not.toBe(said.meta['brier_without']);
    const [with_, without, share] = ['probability', 'probability_without', 'share'].map((k) =>
      Number(said.meta[k]),
    );
    expect(with_).toBeGreaterThan(without!);
    expect(Math.abs(without! - share!)).toBeLessThan(Math.abs(with_! - share!));
  });

  it.skipIf(python === null)(
    'is what the exported code fits on: the scores are the same',
    async () => {
      const { result } = train(loaded(cells), recipe);
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-learned-'));
      const files = new Map([['train.py', script(recipe, registry).code]]);
      const theirs = (await runScript(dir, csvOf(cells), files)).result as Record<
        string,
        Record<string, number>
      >;
      for (const part of ['train', 'validation', 'test'] as const)
        for (const [id, ours] of result.metrics[part])
          expect(Math.abs(ours! - theirs[part]![id]!), `${part} ${id}`).toBeLessThan(1e-6);
    },
  );
});
