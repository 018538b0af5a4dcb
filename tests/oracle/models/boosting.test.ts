import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { histGradientBoostingCompute } from '#lib/models/histGradientBoosting/compute.ts';
import { histGradientBoosting } from '#lib/models/histGradientBoosting/spec.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { computeOf, gap, matrixOf, specOf } from './answers.ts';
import { answers, nanOf } from './boosting.support.ts';

type Params = ParamsOf<typeof histGradientBoosting>;

const fitted = (input: FitInput<Params>) => driveSync(histGradientBoostingCompute.fit(input));

function inputOf(table: string, params: unknown, seed = 5): FitInput<Params> {
  const { X, y, task } = answers.tables[table]!;
  return {
    X: matrixOf(X.map(nanOf)),
    y: Float64Array.from(y),
    task,
    nClasses: task === 'regression' ? 1 : new Set(y).size,
    params: v.parse(histGradientBoosting.params, params),
    seed,
  };
}

describe('boosting is scikit-learn’s, with gaps, weights, ten classes and early stopping', () => {
  it.each(answers.cases.map((c) => [`${c.table} with ${JSON.stringify(c.params)}`, c] as const))(
    '%s',
    (_, c) => {
      const model = fitted(inputOf(c.table, c.params));
      const { fresh } = answers.tables[c.table]!;
      const ours = histGradientBoostingCompute.predict(model, matrixOf(fresh.map(nanOf)));
      if (c.tied) {
        expect(explained(c.answers.flat(), ours)).toBeGreaterThan(0.9);
        return;
      }
      expect(model.iterations).toBe(c.iterations);
      const { nodes } = histGradientBoostingCompute.explain(model, ['a', 'b', 'c', 'd', 'e']);
      expect(Math.abs(nodes! / c.nodes - 1)).toBeLessThan(0.01);
      expect(gap(ours, c.answers.flat())).toBeLessThan(1e-5);
    },
  );
});

describe('where all rows together hardly bend the loss', () => {
  // scikit-learn's min_hessian_to_split; packed, it leaves the range of a word.
  it.each([1e-6, 1e-7, 1e-8, 1e-9, 1e-10])('parts nothing for weights of %s', (each) => {
    const input = inputOf('two classes', { maxIter: 5 });
    const weight = input.y.map(() => each);
    const model = fitted({ ...input, weight });
    expect(histGradientBoostingCompute.explain(model, ['a', 'b', 'c', 'd', 'e']).nodes).toBe(1);
    const share = input.y.reduce((sum, code) => sum + code, 0) / input.y.length;
    const said = histGradientBoostingCompute.predict(model, input.X);
    const level = Array.from(said, (_, i) => (i % 2 === 1 ? share : 1 - share));
    expect(gap(said, level)).toBeLessThan(1e-12);
  });
});

describe('what is asked of columns', () => {
  const params = { maxIter: 30, minSamplesLeaf: 2 };
  const input = (more: object) => inputOf('two classes with gaps', { ...params, ...more });

  it('holds an order at every place, whatever the other columns say', () => {
    const { X, ...rest } = input({ increasing: ['x0'], decreasing: ['x1'] });
    const model = fitted({ X, ...rest });
    const at = (column: number, value: number): number[] => {
      const columns = X.columns.map((x, j) => (j === column ? x.map(() => value) : x));
      const said = histGradientBoostingCompute.predict(model, { ...X, columns });
      return [...said].filter((_, i) => i % 2 === 1);
    };
    for (const value of [-1.5, -0.4, 0, 0.3, 1.1]) {
      expect(at(0, value + 0.2).every((p, i) => p >= at(0, value)[i]!)).toBe(true);
      expect(at(1, value + 0.2).every((p, i) => p <= at(1, value)[i]!)).toBe(true);
    }
  });

  it.each([
    [{ categoricalFeatures: ['x9'] }, 'no column “x9”'],
    [{ increasing: ['x1'], decreasing: ['x1'] }, 'increasing and decreasing at once'],
    [{ increasing: ['x1'], categoricalFeatures: ['x1'] }, 'a category and monotonic at once'],
    [{ maxBins: 20, categoricalFeatures: ['x1'] }, 'categories, and at most 20 have a bin'],
  ])('refuses %o', (more, words) => expect(() => fitted(input(more))).toThrow(words));

  it('refuses an order for many classes and for a quantile', () => {
    expect(() => fitted(inputOf('ten classes', { increasing: ['x0'] }))).toThrow('two classes');
    const quantile = { increasing: ['x0'], loss: 'quantile' };
    expect(() => fitted(inputOf('gaps', quantile))).toThrow('answers a quantile');
  });
});

describe('single trees and AdaBoost are scikit-learn’s, with gaps and class weights', () => {
  it.each(
    answers.trees.map((t) => [`${t.model}: ${t.table}, ${JSON.stringify(t.params)}`, t] as const),
  )('%s', (_, { model, table, params, tied, answers: theirs }) => {
    const compute = computeOf(model);
    const input = { ...inputOf(table, {}), params: v.parse(specOf(model).params, params) };
    const fitted: unknown = driveSync(compute.fit(input));
    const ours = compute.predict(fitted, matrixOf(answers.tables[table]!.fresh.map(nanOf)));
    if (tied) expect(explained(theirs.flat(), ours)).toBeGreaterThan(0.9);
    else expect(gap(ours, theirs.flat())).toBeLessThan(1e-6);
  });
});

/** Share of the variance of `theirs` that `ours` has. */
function explained(theirs: readonly number[], ours: Float64Array): number {
  const level = theirs.reduce((sum, x) => sum + x, 0) / theirs.length;
  const rest = theirs.reduce((sum, x, i) => sum + (x - ours[i]!) ** 2, 0);
  return 1 - rest / theirs.reduce((sum, x) => sum + (x - level) ** 2, 0);
}
