import { describe, expect, it } from 'vitest';
import { assess, foldsOf } from '#lib/engine/assess.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { benchOf } from '#lib/engine/tune/bench.ts';
import { nestedTune } from '#lib/engine/tune/nested.ts';
import { tune } from '#lib/engine/tune/tune.ts';
import { tableOf } from '#lib/engine/table.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Trial } from '#lib/recipe/tuning.ts';
import { loadedOf, poisoned } from '../unit/engine.support.ts';
import { random } from '../unit/recipe.support.ts';
import {
  cells,
  deps,
  recipeFor,
  askFor,
  searched,
  shared,
  stepsSearched,
  withSteps,
} from './tune.support.ts';

describe('a search of settings', () => {
  it.each([
    ['tpe', 'decisionTree'],
    ['random', 'logisticRegression'],
    ['halving', 'decisionTree'],
    ['gp', 'logisticRegression'],
    ['hyperband', 'decisionTree'],
    ['grid', 'kNeighbors'],
  ] as const)('by %s: the same seed gives the same board on 1, 2 and 3 workers', (method, id) => {
    const recipe = recipeFor(
      id,
      method === 'halving' || method === 'hyperband' ? { split: random() } : {},
    );
    const ask = askFor(id, method);
    const once = searched(recipe, ask);
    expect(once.length).toBeGreaterThan(10);
    expect(new Set(once.map((t) => t.score)).size).toBeGreaterThan(4);
    expect(shared(recipe, ask, 2)).toEqual(once);
    expect(shared(recipe, ask, 3)).toEqual(once);
  });

  it.each(['tpe', 'halving'] as const)('by %s never sees a test row', (method) => {
    const recipe = recipeFor('decisionTree');
    const ask = askFor('decisionTree', method, 12);
    const isTest = (i: number): boolean => cells.get('part')![i] === 'test';
    const bad = (name: string, poison: (number | string | null)[]) =>
      [name, poisoned(cells.get(name)!, isTest, poison)] as const;
    const spoilt = new Map([
      ...cells,
      bad('age', [1e6, null]),
      bad('fare', [-1e9]),
      bad('noise', [1e12, 0]),
      bad('survived', [1, 0]),
    ]);
    expect(searched(recipe, ask, spoilt)).toEqual(searched(recipe, ask));
    const isTrain = (i: number): boolean => cells.get('part')![i] === 'train';
    const seen = new Map([
      ...cells,
      ['fare', poisoned(cells.get('fare')!, isTrain, [-5])] as const,
    ]);
    expect(searched(recipe, ask, seen)).not.toEqual(searched(recipe, ask));
  });

  it('scores as the cross-validation of the same settings does, steps fitted in each fold', () => {
    const recipe = recipeFor('logisticRegression', { split: random({ validation: 0 }) });
    const [first] = searched(recipe, askFor('logisticRegression', 'random', 1));
    const question = { ask: 'folds', nSplits: 3, nRepeats: 1 } as const;
    const loaded = loadedOf(tableOf([...cells]));
    const asked = driveSync(assess(loaded, recipe, recipe.models[0]!.key, { question, ...deps }));
    expect([first!.score, first!.spread, first!.values]).toEqual([
      asked.mean,
      asked.deviation,
      asked.values,
    ]);
    expect([first!.origin, first!.seed]).toEqual(['default', recipe.seed]);
  });

  it('folds follow the split, and weights count', () => {
    const how = (split: Recipe['split']): string =>
      benchOf(loadedOf(tableOf([...cells])), recipeFor('decisionTree', { split }), 'decisionTree', {
        ...deps,
        nSplits: 3,
      }).how;
    const shares = { test: 0.2, validation: 0 };
    expect(how(random())).toBe('StratifiedKFold(3)');
    expect(how({ method: 'group', column: 'age', ...shares, seed: 1 })).toBe(
      'StratifiedGroupKFold(3)',
    );
    expect(how({ method: 'time', column: 'noise', ...shares, gap: 2 })).toBe(
      'TimeSeriesSplit(3, gap=2)',
    );
    const plain = recipeFor('decisionTree');
    const columns = plain.source.columns.map((c) =>
      c.name === 'fare' ? { ...c, role: 'weight' as const } : c.name === 'noise' ? c : c,
    );
    const steps = plain.steps.filter((s) => s.key !== 'scale');
    const weighed = { ...plain, steps, source: { ...plain.source, columns } };
    const ignored = columns.map((c) =>
      c.name === 'fare' ? { ...c, role: 'ignored' as const } : c,
    );
    const ask = askFor('decisionTree', 'random', 2);
    expect(searched(weighed, ask)).not.toEqual(
      searched({ ...weighed, source: { ...plain.source, columns: ignored } }, ask),
    );
  });

  it('settings that do not fit have no score and say why; the search goes on', () => {
    const ask = askFor('kNeighbors', 'random', 6);
    const space = [
      { name: 'nNeighbors', kind: 'number', min: 100, max: 400, whole: true, log: false },
    ] as const;
    const trials = searched(recipeFor('kNeighbors'), { ...ask, space });
    expect(trials).toHaveLength(7);
    const failed = trials.filter((t) => t.failed !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    for (const t of failed)
      expect([t.score, t.failed]).toEqual([null, expect.stringMatching(/neighbours|rows/i)]);
    expect(trials.some((t) => t.score !== null)).toBe(true);
  });

  it('ends by the clock after what it compares with, and says that it cannot be repeated', () => {
    let now = 0;
    const bench = benchOf(
      loadedOf(tableOf([...cells])),
      recipeFor('decisionTree'),
      'decisionTree',
      { ...deps, nSplits: 3 },
    );
    const ask = { ...askFor('decisionTree', 'tpe'), budget: { seconds: 5 } };
    const told: Trial[] = [];
    const { trials, reproducible, best } = driveSync(
      tune(bench, ask, { seconds: () => (now += 0.5), onTrial: (t) => told.push(t) }),
    );
    expect(reproducible).toBe(false);
    expect(trials.length).toBeGreaterThan(1);
    expect(trials.length).toBeLessThan(8);
    expect(told).toEqual(trials);
    expect(trials).toContain(best);
  });

  it('nested: begins with no setting of a step that the recipe may have been given by a search', () => {
    const set = (strategy: 'mean' | 'median', enabled: boolean) => {
      const steps = stepsSearched.map((s) => {
        const scales = s.step === 'standardScale';
        return s.columns[0] === 'age' && !scales
          ? { ...s, params: { ...s.params, strategy } }
          : { ...s, enabled: scales ? enabled : s.enabled };
      });
      const recipe = recipeFor('logisticRegression', { steps });
      const about = { ...deps, modelKey: 'logisticRegression', outer: 2 };
      const ask = withSteps(recipe, 'random', 3);
      return driveSync(nestedTune(loadedOf(tableOf([...cells])), recipe, ask, about));
    };
    expect(set('mean', false)).toEqual(set('median', true));
  });

  it('nested: each outer fold is scored by a search that never saw its rows, nor a test row', () => {
    const recipe = recipeFor('decisionTree');
    const ask = askFor('decisionTree', 'random', 6);
    const nested = (from: typeof cells, asked = ask) =>
      driveSync(
        nestedTune(loadedOf(tableOf([...from])), recipe, asked, {
          ...{ ...deps, modelKey: 'decisionTree', outer: 3 },
        }),
      );
    const once = nested(cells);
    expect(once.how).toBe('StratifiedKFold(3)');
    expect(once.values).toHaveLength(3);
    expect(once.chosen).toHaveLength(3);
    // What the recipe is set to may have been found on all rows: no fold begins with it.
    const found = { ...ask.start[0]!.params, maxDepth: 2 };
    const current = { origin: 'current' as const, params: found };
    const after = { ...ask, start: [...ask.start, current], fixed: { ...ask.fixed, maxDepth: 2 } };
    expect(nested(cells, after)).toEqual(once);
    // The rows of the first outer fold, spoilt, change its score and not what is found there.
    const { folds } = foldsOf(loadedOf(tableOf([...cells])), recipe, { nSplits: 3, nRepeats: 1 });
    const first = new Set(folds[0]!.test);
    const spoilt = (is: (i: number) => boolean) =>
      new Map([...cells, ['fare', poisoned(cells.get('fare')!, is, [-1e9, 1e9])] as const]);
    const other = nested(spoilt((i) => first.has(i)));
    expect(other.chosen[0]).toEqual(once.chosen[0]);
    expect(other.values[0]).not.toBe(once.values[0]);
    // What the search itself saw is of its own rows, and of each fold another.
    expect(other.inner.values[0]).toBe(once.inner.values[0]);
    expect(new Set(once.inner.values).size).toBe(3);
    expect(once.inner.values.every((value) => value > 0.55 && value <= 1)).toBe(true);
    expect(nested(spoilt((i) => cells.get('part')![i] === 'test'))).toEqual(once);
  });
});
