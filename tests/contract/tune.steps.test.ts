import { describe, expect, it } from 'vitest';
import { assess } from '#lib/engine/assess.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { benchOf } from '#lib/engine/tune/bench.ts';
import { tune } from '#lib/engine/tune/tune.ts';
import { tableOf } from '#lib/engine/table.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { askFor as askStart } from '#lib/recipe/tuneStart.ts';
import { searchableSteps, triedEdit } from '#lib/recipe/tuneSteps.ts';
import { apply, invert } from '#lib/recipe/edits.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import type { Trial } from '#lib/recipe/tuning.ts';
import { loadedOf, poisoned } from '../unit/engine.support.ts';
import { model, random } from '../unit/recipe.support.ts';
import {
  cells,
  deps,
  recipeFor,
  stepsSearched,
  searched,
  shared,
  withSteps,
} from './tune.support.ts';

describe('a search over steps too', () => {
  it.each(['tpe', 'grid', 'random', 'halving'] as const)(
    'by %s over steps too: the same board on 1 and 3 workers, and no test row has a say',
    (method) => {
      const recipe = recipeFor('logisticRegression', { steps: stepsSearched });
      const ask = withSteps(recipe, method, method === 'grid' ? 64 : 16);
      const once = searched(recipe, ask);
      const used = ask.space.at(-1)!.name;
      const strategy = ask.space.at(-2)!.name;
      for (const name of [used, strategy])
        expect(new Set(once.map((t) => t.params[name])).size, name).toBeGreaterThan(1);
      expect(once.every((t) => t.score !== null)).toBe(true);
      expect(shared(recipe, ask, 3)).toEqual(once);
      const isTest = (i: number): boolean => cells.get('part')![i] === 'test';
      const spoilt = new Map([
        ...cells,
        ['age', poisoned(cells.get('age')!, isTest, [1e6, null])] as const,
      ]);
      expect(searched(recipe, ask, spoilt)).toEqual(once);
    },
  );

  it.each(['tpe', 'gp', 'halving', 'random'] as const)(
    'by %s: goes on from whatever trials are done, to the same board bit for bit',
    (method) => {
      const recipe = recipeFor('logisticRegression', { steps: stepsSearched });
      const ask = withSteps(recipe, method, 14);
      const once = searched(recipe, ask);
      // As several workers leave it: a batch is done in part, and not in its order.
      for (const left of [[0], [0, 1, 2, 4, 6], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]]) {
        const known = new Map(
          once.filter((t) => left.includes(t.number)).map((t) => [t.number, t] as const),
        );
        const tried: number[] = [];
        const bench = benchOf(loadedOf(tableOf([...cells])), recipe, recipe.models[0]!.key, {
          ...deps,
          nSplits: 3,
        });
        const more = tune(bench, ask, {
          ...{ seconds: () => 0, onTrial: (t: Trial) => void tried.push(t.number), known },
        });
        const board = driveSync(more).trials;
        expect(board).toEqual(once);
        expect(tried.toSorted((a, b) => a - b)).toEqual(
          once.map((t) => t.number).filter((n) => !known.has(n)),
        );
      }
      // Trials of other settings under the same numbers are tried anew.
      const other = new Map(
        once.map((t) => [t.number, { ...t, params: {}, score: 0.99 }] as const),
      );
      const bench = benchOf(loadedOf(tableOf([...cells])), recipe, recipe.models[0]!.key, {
        ...deps,
        nSplits: 3,
      });
      const anew = tune(bench, ask, { seconds: () => 0, onTrial: () => undefined, known: other });
      expect(driveSync(anew).trials).toEqual(once);
    },
  );

  it('scores a trial of a step as the recipe with that step so, and applies it as one edit', () => {
    const recipe = recipeFor('logisticRegression', {
      split: random({ validation: 0 }),
      steps: stepsSearched,
    });
    const trials = searched(recipe, withSteps(recipe, 'random', 8));
    const tried = trials.find((t) =>
      Object.entries(t.params).some(([name, value]) => name.endsWith('enabled') && value === false),
    )!;
    const edit = triedEdit(recipe, recipe.models[0]!.key, tried.params);
    const next = apply(recipe, edit);
    expect(edit.kind).toBe('batch');
    expect(next.steps.filter((s) => !s.enabled)).toHaveLength(1);
    expect(apply(next, invert(recipe, edit))).toEqual(recipe);
    const question = { ask: 'folds', nSplits: 3, nRepeats: 1 } as const;
    const loaded = loadedOf(tableOf([...cells]));
    const asked = driveSync(assess(loaded, next, next.models[0]!.key, { question, ...deps }));
    expect(tried.values).toEqual(asked.values);
    const whole = trials.find((t) => t.origin === 'default')!;
    expect(whole.values).not.toEqual(tried.values);
  });

  it('gives a trial without a score whose steps do not fit, and says why', () => {
    const recipe = recipeFor('logisticRegression', { steps: stepsSearched });
    const known = searchableSteps(recipe, stepSpecs, 'binary').flatMap((s) => s.searchable);
    const space = known.filter(({ range }) => /oneHot.*enabled/.test(range.name));
    expect(space).toHaveLength(1);
    const { params } = model('logisticRegression');
    const rest = { method: 'grid', budget: { trials: 2 }, seed: 42, nSplits: 3 } as const;
    const ask = askStart(modelSpecs.logisticRegression, recipe, params, {
      ...rest,
      space: space.map((s) => s.range),
    });
    const trials = searched(recipe, ask);
    expect(trials.map((t) => t.failed === undefined)).toEqual([true, true, false]);
    expect(trials[2]!.failed).toMatch(/sex|text|number/);
  });
});
