import { describe, expect, it } from 'vitest';
import { autoBench, autoFacts, tryAuto } from '#lib/engine/automl/bench.ts';
import { ensembleOf, candidatesOf, type Blendable } from '#lib/engine/automl/ensemble.ts';
import { autoPropose } from '#lib/engine/automl/propose.ts';
import { autoSearch, type AutoFound } from '#lib/engine/automl/search.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { tableOf } from '#lib/engine/table.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { autoAsk } from '#lib/models/portfolio.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import type { AutoAsk, AutoMode, AutoTrial } from '#lib/recipe/automl.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { ensembleKinds } from '#lib/workers/ensembleKinds.ts';
import { scoring } from '#lib/workers/scoring.ts';
import {
  computes,
  loadedOf,
  people,
  peopleRecipe,
  poisoned,
  train,
} from '../unit/engine.support.ts';

const cells = people(160, 2);
const deps = { computes, scoring, nSplits: 3 };
const recipe = peopleRecipe('survived', {
  models: [],
  split: { method: 'column', column: 'part' },
});
const benchOf = (from: typeof cells, of: Recipe = recipe) =>
  autoBench(loadedOf(tableOf([...from])), of, deps);

function askFor(bench: ReturnType<typeof benchOf>, trials: number, mode: AutoMode): AutoAsk {
  const facts = driveSync(autoFacts(bench));
  const wish = { mode, budget: { trials }, seed: 42, nSplits: 3 };
  return autoAsk({ task: bench.target.task, weighted: false, ...facts }, wish);
}

const course = (clock: () => number) => ({
  ...{ kinds: ensembleKinds, seconds: clock, onTrial: () => undefined },
  ...{ expected: () => 0, last: 0 },
});

function searched(trials: number, mode: AutoMode = 'quick', from = cells): AutoFound {
  const bench = benchOf(from);
  return driveSync(
    autoSearch(
      bench,
      askFor(bench, trials, mode),
      course(() => 0),
    ),
  );
}

describe('an AutoML search', () => {
  const once = searched(11);

  it('gives the same board and ensemble on 1 and 3 workers, whoever answers first', () => {
    const benches = [benchOf(cells), benchOf(cells), benchOf(cells)];
    const ask = askFor(benches[0]!, 11, 'quick');
    const found: Blendable[] = [];
    const trials = (): AutoTrial[] =>
      found.map((f) => f.trial).toSorted((a, b) => a.number - b.number);
    for (;;) {
      const next = autoPropose(ask, 'higher', trials());
      if (next.length === 0) break;
      for (const [i, p] of next.toReversed().entries()) {
        const { trial, answers } = driveSync(tryAuto(benches[i % 3]!, p));
        found.push({ trial: { ...trial, seconds: 0 }, answers });
      }
    }
    expect(trials()).toEqual(once.trials);
    const bench = benches[2]!;
    const candidates = candidatesOf(found, bench.better, ensembleKinds);
    const made = driveSync(ensembleOf(bench, candidates, ensembleKinds));
    expect({ ...made, seconds: 0 }).toEqual(once.ensemble);
  });

  it('tries kinds first, then other settings of the best, all on the same folds', () => {
    expect(once.trials).toHaveLength(11);
    expect(new Set(once.trials.slice(0, 6).map((t) => t.model)).size).toBe(6);
    const tuned = once.trials.slice(6);
    expect(tuned.every((t) => t.origin === 'search')).toBe(true);
    const best = once.trials.slice(0, 6).toSorted((a, b) => b.score! - a.score!);
    const three = new Set(best.slice(0, 3).map((t) => t.model));
    expect(tuned.every((t) => three.has(t.model))).toBe(true);
    for (const { values, score, interval } of once.trials) {
      expect(values).toHaveLength(3);
      expect(interval!.low).toBeLessThan(score!);
      expect(interval!.high).toBeLessThanOrEqual(1);
    }
  });

  it('never sees a test row', () => {
    const isTest = (i: number): boolean => cells.get('part')![i] === 'test';
    const bad = (name: string, poison: (number | string | null)[]) =>
      [name, poisoned(cells.get(name)!, isTest, poison)] as const;
    const spoilt = new Map([
      ...cells,
      bad('age', [1e6, null]),
      bad('fare', [-1e9]),
      bad('survived', [1, 0]),
    ]);
    expect(searched(11, 'quick', spoilt)).toEqual(once);
  });

  it('stays with models that a person can follow where that is asked, and combines none', () => {
    const { trials, ensemble } = searched(9, 'interpretable');
    const readable = [
      'logisticRegression',
      'linearDiscriminantAnalysis',
      'gaussianNB',
      'decisionTree',
      'explainableBoosting',
    ];
    expect(trials.some((t) => t.model === 'explainableBoosting')).toBe(true);
    expect(trials.filter((t) => !readable.includes(t.model))).toEqual([]);
    expect(ensemble).toBeNull();
  });

  it('an ensemble is a model of the recipe: it trains, scores as its members together, and has a key', () => {
    const { model, params, members } = once.ensemble!;
    expect(members.length).toBeGreaterThan(1);
    const entry = {
      key: 'e',
      model,
      version: modelSpecs[model as ModelId].version,
      params: { ...params },
    };
    const whole = { ...recipe, models: [entry] };
    const { result, fitted } = train(loadedOf(tableOf([...cells])), whole);
    expect(result.key).toBe(runKey(whole, 'e'));
    expect(fitted.model).toBe(model);
    expect(result.judged.value).toBeGreaterThan(0.6);
  });

  it('is taken only where it beats the best alone, judged in the same way', () => {
    const { score, alone, taken } = once.ensemble!;
    expect(taken).toBe(score! > alone!);
    const best = Math.max(...once.trials.map((t) => t.score!));
    expect(alone).toBeLessThanOrEqual(best);
  });

  it('ends by the clock with the best so far and time left to fit it', () => {
    let now = 0;
    const bench = benchOf(cells);
    const ask = { ...askFor(bench, 1, 'quick'), budget: { seconds: 40 } };
    const { trials, best, reproducible } = driveSync(
      autoSearch(
        bench,
        ask,
        course(() => (now += 0.01)),
      ),
    );
    expect(reproducible).toBe(false);
    expect(best).not.toBeNull();
    expect(trials.length).toBeGreaterThan(1);
    const folds = 3;
    expect(now + best!.seconds * (0.1 + 1.4 / folds)).toBeLessThan(40);
    // A model that is expected to take longer than is left is passed over, and says so.
    now = 0;
    const slow = { ...course(() => (now += 0.01)), expected: () => 1000 };
    const none = driveSync(autoSearch(benchOf(cells), ask, slow));
    expect(none.trials[0]).toMatchObject({
      score: null,
      failed: expect.stringMatching(/longer/) as string,
    });
  });
});

describe('what is combined', () => {
  const bench = benchOf(cells);
  const answersOf = (of: (truth: number, i: number) => number): Float64Array[] =>
    bench.folds.map(({ test }) =>
      Float64Array.from(
        [...test].flatMap((i, at) => {
          const p = of(bench.target.y[i]!, at);
          return [1 - p, p];
        }),
      ),
    );
  const blendable = (number: number, answers: Float64Array[]): Blendable => {
    const values = answers.map((own, k) =>
      scoring.score('roc_auc', {
        ...{ task: 'binary', nClasses: 2, predicted: own },
        yTrue: Float64Array.from(bench.folds[k]!.test, (i) => bench.target.y[i]!),
      }),
    );
    const score = values.reduce((a, b) => a! + b!, 0)! / values.length;
    const about = { number, origin: 'portfolio', share: 1, seconds: 0, seed: 42 } as const;
    return {
      trial: {
        ...about,
        model: number === 2 ? 'ridge' : 'gaussianNB',
        params: { number },
        score,
        values,
        interval: null,
      },
      answers,
    };
  };
  const noise = (i: number, k: number): number => ((i * 37 + k * 11) % 17) / 17;
  // Each is right about other rows; together they are right about all.
  const one = blendable(
    0,
    answersOf((y, i) => (i % 2 === 0 ? 0.5 * y + 0.25 : noise(i, 1))),
  );
  const two = blendable(
    1,
    answersOf((y, i) => (i % 2 === 1 ? 0.5 * y + 0.25 : noise(i, 2))),
  );
  const guess = blendable(
    3,
    answersOf((_, i) => noise(i, 5)),
  );

  it('two models that err on other rows beat each alone, and a guess is left out of the vote', () => {
    const list = candidatesOf([guess, one, two], 'higher', ensembleKinds);
    expect(list.map((c) => c.trial.number).toSorted()).toEqual([0, 1, 3]);
    const made = driveSync(ensembleOf(bench, list, ensembleKinds))!;
    expect(made.taken).toBe(true);
    expect(made.score!).toBeGreaterThan(Math.max(one.trial.score!, two.trial.score!) + 0.02);
    expect(
      made.members
        .map((m) => m.number)
        .toSorted()
        .slice(0, 2),
    ).toEqual([0, 1]);
  });

  it('a fold is scored with members and weights that were chosen on the others', () => {
    // It knows the answers in the first fold alone, and says nothing elsewhere.
    const seer = answersOf((y) => y).map((own, k) => (k === 0 ? own : own.map(() => 0.5)));
    const made = (more: Blendable[]) =>
      driveSync(
        ensembleOf(
          bench,
          candidatesOf([one, two, ...more], 'higher', ensembleKinds),
          ensembleKinds,
        ),
      )!;
    const [without, with_] = [made([]), made([blendable(4, seer)])];
    expect(with_.values[0]!).toBeLessThan(1);
    expect(with_.values[0]!).toBeLessThanOrEqual(without.values[0]! + 0.05);
    expect(with_.alone!).toBeLessThan(1);
  });

  it('a stack that could not be fitted in the hardest fold is not held against the vote', () => {
    // Each is right about other rows, but in the first fold neither is right about any.
    const blind = ({ trial }: Blendable, of: Blendable['answers'], n: number): Blendable =>
      blendable(trial.number, [answersOf((_, i) => noise(i, n))[0]!, ...of.slice(1)]);
    const list = [blind(one, one.answers, 3), blind(two, two.answers, 4)];
    const { logisticRegression } = modelComputes;
    let fits = 0;
    const failsFirst = {
      ...logisticRegression,
      fit: (input: Parameters<typeof logisticRegression.fit>[0]) => {
        fits += 1;
        if (fits === 1) throw new RangeError('no rows of a class');
        return logisticRegression.fit(input);
      },
    };
    const computes = {
      ...bench.deps.computes,
      models: { ...bench.deps.computes.models, logisticRegression: failsFirst },
    };
    const flaky = { ...bench, deps: { ...bench.deps, computes } };
    const made = driveSync(ensembleOf(flaky, list, ensembleKinds))!;
    expect(fits).toBe(bench.folds.length);
    expect(made.model).toBe('voting');
    expect(made.values).not.toContain(null);
  });

  it('nothing is combined of one model, of equal settings, or of what cannot be a member', () => {
    const kinds = { ...ensembleKinds, members: ['gaussianNB'] };
    const other = blendable(
      2,
      answersOf((y) => y),
    );
    const again = { ...one, trial: { ...one.trial, number: 9 } };
    const list = candidatesOf([one, other, again], 'higher', kinds);
    expect(list).toEqual([one]);
    expect(driveSync(ensembleOf(bench, list, kinds))).toBeNull();
  });
});
