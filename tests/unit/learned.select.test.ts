import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { script } from '#lib/codegen/targets/script.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { fitSteps, splitData, type FittedParts } from '#lib/engine/prepare.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { python, runScript } from '../golden/python.ts';
import { registry } from '../golden/registry.ts';
import { loaded, train, type Cells } from './engine.support.ts';
import { model, random, recipeOf, step } from './recipe.support.ts';

const rows = 260;
const features = ['strong', 'middle', 'weak', 'noise', 'dust', 'chaff'];
const scaled = step('standardScale', features, {}, 'scale');

/** Three columns that tell of the target, each less than the one before, and three that do not. */
function table(): Map<string, Cells> {
  const rng = new RandomState(7);
  const draw = (): number => 2 * rng.randomSample() - 1;
  const cells = new Map(features.map((name) => [name, Array.from({ length: rows }, draw)]));
  const [strong, middle, weak] = features.map((name) => cells.get(name)!);
  const value = strong!.map((x, i) => 9 * x + 4 * middle![i]! + 1.5 * weak![i]! + 0.4 * draw());
  return new Map<string, Cells>([
    ...cells,
    ['value', value],
    ['kind', value.map((x) => (x > 0 ? 'yes' : 'no'))],
  ]);
}

function recipe(target: 'value' | 'kind', steps: Recipe['steps']): Recipe {
  return recipeOf(
    [
      ...features.map((name) => [name, 'number'] as const),
      ['value', 'number', target === 'value' ? 'target' : 'ignored'],
      ['kind', 'category', target === 'kind' ? 'target' : 'ignored'],
    ],
    {
      task: target === 'value' ? 'regression' : 'binary',
      steps,
      split: random({ test: 0.2, validation: 0.2, seed: 3, stratify: target === 'kind' }),
      seed: 11,
      models: [
        target === 'value'
          ? model('linearRegression')
          : model('logisticRegression', { tol: 1e-10 }),
      ],
    },
  );
}

const cells = table();
const fitted = (of: Recipe, from = cells): FittedParts =>
  driveSync(fitSteps(splitData(loaded(from), of), of, stepComputes) as never) as FittedParts;
const keptBy = (of: Recipe): string[] => [...fitted(of).tables.train.columns.keys()];

describe('columns chosen by a model', () => {
  it.each([
    ['selectFromModel', { alpha: 0.5 }, 'value', ['strong', 'middle', 'weak']],
    ['selectFromModel', { C: 0.04 }, 'kind', ['strong', 'middle']],
    [
      'selectFromModel',
      { estimator: 'forest', nEstimators: 20, threshold: 0, maxFeatures: 2 },
      'kind',
      ['strong', 'middle'],
    ],
    ['rfe', { nFeaturesToSelect: 1 }, 'value', ['strong']],
    ['rfe', { estimator: 'forest', nEstimators: 30 }, 'value', ['strong', 'middle', 'weak']],
    ['rfecv', { minFeaturesToSelect: 2 }, 'value', ['strong', 'middle', 'weak']],
  ] as const)('%s %j keeps those that tell of %s', (id, params, target, wanted) => {
    const kept = keptBy(recipe(target, [scaled, step(id, features, params, 'choose')]));
    expect(kept.slice(0, wanted.length)).toEqual(wanted);
    // By the score a column of noise may stay that happened to help.
    if (id !== 'rfecv') expect(kept.length).toBe(wanted.length);
    else expect(kept.length).toBeLessThan(features.length);
  });

  it('say how often each column is kept when a fifth of the rows is left out, forests too', () => {
    for (const estimator of ['linear', 'forest']) {
      const params = { estimator, nEstimators: 10, nFeaturesToSelect: 2 };
      const [choose] = fitted(recipe('value', [step('rfe', features, params, 'choose')])).steps;
      const { stable } = choose!.state as { stable: number[] };
      expect(stable.slice(0, 2)).toEqual([5, 5]);
      expect(stable.reduce((sum, n) => sum + n, 0)).toBe(10);
    }
  });

  it('do not see the rows that the model is judged on', () => {
    const of = recipe('value', [scaled, step('rfecv', features, {}, 'choose')]);
    const { validation, test } = splitData(loaded(cells), of);
    const unseen = new Set([...validation.rid, ...test.rid]);
    const dirty = new Map(cells);
    for (const name of [...features, 'value'])
      dirty.set(
        name,
        cells.get(name)!.map((x, i) => (unseen.has(i) ? 1e3 * (i % 7) : x)),
      );
    expect(fitted(of, dirty).steps).toEqual(fitted(of).steps);
  });

  it('are fitted in turns, so that a worker can report and stop', () => {
    const { train: part } = splitData(loaded(cells), recipe('value', []));
    const compute = stepComputes.rfecv as unknown as {
      fitting(input: unknown): Generator<number>;
    };
    const target = { task: 'regression', classes: null, y: part.y };
    const params = {
      estimator: 'linear',
      C: 1,
      nEstimators: 10,
      minFeaturesToSelect: 1,
      step: 1,
      cv: 5,
    };
    const shares = [
      ...compute.fitting({ table: part.table, columns: features, params, target, seed: 1 }),
    ];
    expect(shares.length).toBeGreaterThan(50);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  it.skipIf(python === null).each([
    [
      'value',
      [
        scaled,
        step('selectFromModel', features, { alpha: 0.05 }, 'l1'),
        step('rfecv', ['strong', 'middle', 'weak'], { cv: 4 }, 'cv'),
        step(
          'rfe',
          ['strong', 'middle', 'weak'],
          { estimator: 'forest', nEstimators: 20, nFeaturesToSelect: 2 },
          'rfe',
        ),
      ],
    ],
    [
      'kind',
      [
        scaled,
        step(
          'selectFromModel',
          features,
          { estimator: 'forest', nEstimators: 20, threshold: 'median' },
          'forest',
        ),
        step('rfecv', ['strong', 'middle', 'weak'], { minFeaturesToSelect: 3 }, 'cv'),
        step('selectFromModel', ['strong', 'middle', 'weak'], { C: 0.04 }, 'l1'),
      ],
    ],
  ] as const)(
    'are those of the exported code: the scores for %s are the same',
    async (target, steps) => {
      const of = recipe(target, [...steps]);
      const { result } = train(loaded(cells), of);
      const dir = await mkdtemp(join(tmpdir(), 'tabwise-select-'));
      const files = new Map([['train.py', script(of, registry).code]]);
      const csv = [
        [...cells.keys()].join(','),
        ...Array.from({ length: rows }, (_, i) => [...cells.values()].map((c) => c[i]).join(',')),
      ].join('\n');
      const theirs = (await runScript(dir, csv, files)).result as Record<
        string,
        Record<string, number>
      >;
      for (const part of ['train', 'validation', 'test'] as const)
        for (const [id, ours] of result.metrics[part])
          expect(Math.abs(ours! - theirs[part]![id]!), `${part} ${id}`).toBeLessThan(1e-6);
    },
  );
});
