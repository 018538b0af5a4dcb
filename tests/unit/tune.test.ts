import { describe, expect, it } from 'vitest';
import { propose } from '#lib/engine/tune/propose.ts';
import { gridOf } from '#lib/engine/tune/grid.ts';
import { bracketsOf, roundsOf } from '#lib/engine/tune/halving.ts';
import { sizeOf, unitOf, valueAt } from '#lib/engine/tune/space.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { isSupervised, type Task } from '#lib/recipe/profile.ts';
import { checkRange, searchableOf, writtenSpace } from '#lib/recipe/tuneSpace.ts';
import { startsOf } from '#lib/recipe/tuneStart.ts';
import {
  bestOf,
  ranked,
  type Proposal,
  type SearchRange,
  type Trial,
  type TuneAsk,
} from '#lib/recipe/tuning.ts';
import { failure } from './recipe.support.ts';

const saidBy = (act: () => unknown): string => {
  const { what, remedy } = failure(act);
  return `${what}. ${remedy}`;
};

const specs: readonly AnyModelSpec[] = Object.values(modelSpecs);
const rangeOf = (id: ModelId, name: string, task: Task = 'binary'): SearchRange | undefined =>
  searchableOf(modelSpecs[id].params, task).find((s) => s.field.name === name)?.range;

const C: SearchRange = { name: 'C', kind: 'number', min: 1e-3, max: 1e3, whole: false, log: true };
const k: SearchRange = { name: 'k', kind: 'number', min: 1, max: 20, whole: true, log: true };
const mix: SearchRange = { name: 'mix', kind: 'number', min: 0, max: 1, whole: false, log: false };
const way: SearchRange = { name: 'way', kind: 'choice', values: ['a', 'b', 'c'] };

const asked = (rest: Partial<TuneAsk> = {}): TuneAsk => ({
  method: 'random',
  budget: { trials: 30 },
  seed: 42,
  space: [C, mix, way],
  nSplits: 5,
  start: [{ origin: 'default', params: { C: 1, mix: 0, way: 'a', other: 7 } }],
  fixed: { other: 7 },
  ...rest,
});

/** Best at C = 30, mix = 0.3, way b: 0 there and below 0 elsewhere. */
const known = ({ params, share }: Pick<Proposal, 'params' | 'share'>): number => {
  const { C: c, mix: m, way: w } = params as { C: number; mix: number; way: string };
  const off = (Math.log10(c) - Math.log10(30)) ** 2 + 4 * (m - 0.3) ** 2 + (w === 'b' ? 0 : 1);
  return -off - (1 - share);
};

const facts = { better: 'higher', rows: 10_000 } as const;

/** A whole search on a function in place of a model; `turned` scores each batch from its end. */
function searched(ask: TuneAsk, score: (p: Proposal) => number | null, turned = false): Trial[] {
  const done: Trial[] = [];
  for (let next = propose(ask, facts, []); next.length > 0; next = propose(ask, facts, done))
    for (const proposal of turned ? next.toReversed() : next)
      done.push({
        ...proposal,
        score: score(proposal),
        spread: 0,
        values: [],
        seconds: 0,
        seed: 1,
      });
  return done.toSorted((a, b) => a.number - b.number);
}

describe('the space of a model', () => {
  it.each(specs.flatMap((s) => s.tasks.filter(isSupervised).map((t) => [s.id, t, s] as const)))(
    '%s for %s: every end and every choice is a value it takes, and it starts at its defaults',
    (_id, task, spec) => {
      for (const { range } of searchableOf(spec.params, task)) {
        expect(() => checkRange(spec.params, range, spec.id)).not.toThrow();
        for (const unit of [0, 0.37, 0.999])
          parseParams(spec.params, { [range.name]: valueAt(range, unit) }, spec.id);
        if (range.kind === 'number')
          expect(range.log).toBe(range.min > 0 && range.max / range.min > 10);
      }
      const [first, ...more] = startsOf(
        spec,
        parseParams(spec.params, {}, spec.id) as object as never,
      );
      expect([first!.origin, more]).toEqual(['default', []]);
    },
  );

  it('bounds as they are where they are narrow, about the default where they are not', () => {
    expect(rangeOf('logisticRegression', 'C')).toEqual({ ...C, min: 0.01, max: 100 });
    expect(rangeOf('logisticRegression', 'l1Ratio')).toMatchObject({ min: 0, max: 1, log: false });
    expect(rangeOf('kNeighbors', 'nNeighbors')).toMatchObject({ min: 1, max: 25, whole: true });
    expect(rangeOf('histGradientBoosting', 'learningRate')).toMatchObject({ min: 0.001, max: 1 });
    expect(rangeOf('gaussianNB', 'varSmoothing')).toMatchObject({ min: 1e-11, max: 1e-7 });
    expect(rangeOf('decisionTree', 'maxDepth')).toMatchObject({ min: 2, max: 32 });
    expect(rangeOf('kNeighbors', 'weights')).toMatchObject({ values: ['uniform', 'distance'] });
    expect(rangeOf('randomForest', 'classWeight', 'regression')).toBeUndefined();
    expect(rangeOf('supportVectorMachine', 'epsilon')).toBeUndefined();
    expect(rangeOf('randomForest', 'criterion', 'regression')).toMatchObject({
      values: ['auto', 'squared_error'],
    });
    expect(rangeOf('histGradientBoosting', 'loss')).toMatchObject({ values: ['auto', 'log_loss'] });
    expect(rangeOf('multilayerPerceptron', 'hiddenLayerSizes')).toBeUndefined();
  });

  it('takes unasked what changes how well a model does, and trees where their learning rate is searched', () => {
    const unasked = (id: ModelId): string[] =>
      searchableOf(modelSpecs[id].params, 'binary').flatMap((s) =>
        s.proposed ? [s.field.name] : [],
      );
    expect(unasked('logisticRegression')).toEqual(['C', 'l1Ratio']);
    expect(unasked('adaBoost')).toEqual(['nEstimators', 'learningRate', 'maxDepth']);
    expect(unasked('histGradientBoosting')).toContain('maxIter');
    expect(unasked('randomForest')).not.toContain('nEstimators');
    expect(unasked('multilayerPerceptron')).not.toContain('maxIter');
  });

  it('as someone writes it, held against the bounds', () => {
    const written = (value: Record<string, unknown>) => () =>
      writtenSpace(modelSpecs.kNeighbors.params, value, { task: 'binary', what: 'kNeighbors' });
    expect(written({ nNeighbors: [3, 9], weights: ['distance'] })()).toEqual([
      { name: 'nNeighbors', kind: 'number', min: 3, max: 9, whole: true, log: false },
      { name: 'weights', kind: 'choice', values: ['distance'] },
    ]);
    expect(saidBy(written({ nNeighbors: [0, 9] }))).toContain('“nNeighbors” of kNeighbors is 0');
    expect(saidBy(written({ nNeighbors: [9, 3] }))).toContain('goes from 9 to 3');
    expect(saidBy(written({ k: [1, 2] }))).toContain('no parameter “k” that can be searched');
    expect(saidBy(written({ weights: ['near'] }))).toContain('Use one of uniform, distance');
    expect(saidBy(written({ weights: 3 }))).toContain('Write two numbers');
  });

  it('numbers go to their place between 0 and 1 and back', () => {
    expect([0, 0.5, 1].map((u) => valueAt(C, u))).toEqual([0.001, 1, 1000]);
    expect(unitOf(C as never, 1)).toBeCloseTo(0.5, 14);
    expect([unitOf(k as never, 21), unitOf(k as never, 'auto')]).toEqual([null, null]);
    for (let n = 1; n <= 20; n += 1) expect(valueAt(k, unitOf(k as never, n)!)).toBe(n);
    const tens = Array.from({ length: 1000 }, (_, i) => valueAt({ ...k, log: false }, i / 1000));
    expect(tens.filter((n) => n === 1)).toHaveLength(50);
    expect(tens.filter((n) => n === 20)).toHaveLength(50);
    expect([sizeOf([k, way]), sizeOf([mix])]).toEqual([60, Infinity]);
  });
});

describe('what is tried', () => {
  it('grid: all choices with as many values of each number as the budget pays for', () => {
    expect(gridOf([mix, way], 14).map((p) => `${p['mix']}${p['way']}`)).toEqual(
      [0, 0.3333, 0.6667, 1].flatMap((m) => ['a', 'b', 'c'].map((w) => `${m}${w}`)),
    );
    expect(gridOf([C], 3)).toEqual([{ C: 0.001 }, { C: 1 }, { C: 1000 }]);
    expect(gridOf([{ ...k, max: 3 }], 50)).toEqual([{ k: 1 }, { k: 2 }, { k: 3 }]);
    expect(saidBy(() => gridOf([mix, way], 5))).toContain('has 6 points');
    const trials = searched(asked({ method: 'grid', budget: { trials: 30 } }), known);
    expect(trials).toHaveLength(1 + 27);
    expect(trials.every((t) => t.params['other'] === 7)).toBe(true);
  });

  it('random: as many as asked for, none twice while there are others', () => {
    const all = searched(asked({ space: [k, way], budget: { trials: 100 } }), () => 0);
    expect(new Set(all.slice(1).map((t) => `${t.params['k']}${t.params['way']}`)).size).toBe(60);
    expect(all).toHaveLength(61);
    const start = [{ origin: 'default' as const, params: { k: 5, way: 'a' } }];
    expect(
      searched(asked({ space: [k, way], start, budget: { trials: 100 } }), () => 0),
    ).toHaveLength(60);
  });

  it.each(['tpe', 'gp', 'random', 'halving', 'hyperband', 'grid'] as const)(
    '%s: the same seed tries the same, whoever is done first; other scores or another seed do not',
    (method) => {
      const ask = asked({ method });
      const once = searched(ask, known);
      expect(searched(ask, known, true)).toEqual(once);
      expect(propose(ask, facts, once)).toEqual([]);
      if (method !== 'grid') expect(searched({ ...ask, seed: 43 }, known)).not.toEqual(once);
    },
  );

  it.each([
    ['tpe', 20, 50],
    ['gp', 12, 26],
  ] as const)(
    '%s comes nearer than random draws to the best of a known function',
    (way, n, most) => {
      const best = (method: 'tpe' | 'gp' | 'random', seed: number): number =>
        bestOf(searched(asked({ method, seed, budget: { trials: most } }), known), 'higher')!
          .score!;
      const seeds = Array.from({ length: n }, (_, s) => s);
      const gains = seeds.map((s) => best(way, s) - best('random', s));
      const mean = gains.reduce((a, b) => a + b, 0) / gains.length;
      expect(mean).toBeGreaterThan(0.05);
      expect(gains.filter((g) => g > 0).length).toBeGreaterThanOrEqual(0.75 * n);
    },
  );

  it.each(['tpe', 'gp'] as const)(
    '%s goes towards the smaller score where that is better, and around settings that fail',
    (method) => {
      const ask = asked({ method, budget: { trials: 50 } });
      const done: Trial[] = [];
      const lower = { ...facts, better: 'lower' } as const;
      for (let next = propose(ask, lower, []); next.length > 0; next = propose(ask, lower, done))
        for (const p of next) {
          const score = p.params['way'] === 'c' ? null : -known(p);
          done.push({ ...p, score, spread: 0, values: [], seconds: 0, seed: 1 });
        }
      const late = done.slice(-20);
      expect(late.filter((t) => t.params['way'] === 'b').length).toBeGreaterThan(10);
      expect(late.filter((t) => t.params['way'] === 'c').length).toBeLessThan(5);
    },
  );

  it('hyperband: brackets from many settings on few rows to few on all, as in its paper', () => {
    const told = bracketsOf(69, 0.03).map((rounds) => rounds.map((r) => r.candidates));
    expect(told).toEqual([[27, 9, 3, 1], [12, 4, 1], [6, 2], [4]]);
    expect(bracketsOf(30, 0.03).map((rounds) => rounds.length)).toEqual([3, 2, 1]);
    expect(bracketsOf(69, 0.2).map((rounds) => rounds[0]!.share)).toEqual([1 / 3, 1]);
    const trials = searched(asked({ method: 'hyperband', budget: { trials: 69 } }), known).slice(1);
    expect(trials).toHaveLength(69);
    const second = trials.slice(40, 52);
    expect(new Set(second.map((t) => t.share))).toEqual(new Set([1 / 9]));
    const kept = ranked(second, 'higher').slice(0, 4);
    expect(trials.slice(52, 56).map((t) => t.params)).toEqual(kept.map((t) => t.params));
  });

  it('halving: the better third goes on with three times the rows, the last round has all', () => {
    const whole = [27, 9, 3, 1].map((candidates, r) => ({
      candidates,
      share: 1 / [27, 9, 3, 1][r]!,
    }));
    expect(roundsOf(40, 0.01)).toEqual(whole);
    expect(roundsOf(20, 0.1).map((r) => r.candidates)).toEqual([14, 4, 1]);
    expect(roundsOf(20, 0.2).map((r) => r.candidates)).toEqual([15, 5]);
    expect(roundsOf(20, 0.5)).toEqual([{ candidates: 20, share: 1 }]);
    const trials = searched(asked({ method: 'halving', budget: { trials: 40 } }), known).slice(1);
    expect(trials).toHaveLength(40);
    const rounds = [
      trials.slice(0, 27),
      trials.slice(27, 36),
      trials.slice(36, 39),
      trials.slice(39),
    ];
    for (const [r, round] of rounds.entries()) {
      expect(new Set(round.map((t) => t.share))).toEqual(new Set([whole[r]!.share]));
      const kept = ranked(rounds[r - 1] ?? [], 'higher').slice(0, round.length);
      if (r > 0) expect(round.map((t) => t.params)).toEqual(kept.map((t) => t.params));
    }
  });

  it('says so where there is nothing to search', () => {
    expect(saidBy(() => propose(asked({ space: [] }), facts, []))).toContain('No parameter');
  });
});

describe('the board', () => {
  const line = (number: number, score: number | null, share = 1) => ({ number, score, share });
  it('has the best on all rows first, the earlier of equals, and last what has no score', () => {
    const all = [line(0, 0.8), line(1, null), line(2, 0.9, 1 / 3), line(3, 0.8), line(4, 0.7)];
    expect(ranked(all, 'higher').map((t) => t.number)).toEqual([0, 3, 4, 2, 1]);
    expect(ranked(all, 'lower').map((t) => t.number)).toEqual([4, 0, 3, 2, 1]);
    expect(bestOf(all, 'higher')?.number).toBe(0);
    expect(bestOf([line(2, 0.9, 1 / 3), line(1, null)], 'higher')).toBeNull();
  });
});
