import * as v from 'valibot';
import { expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { decisionTreeCompute } from '#lib/models/decisionTree/compute.ts';
import { decisionTree } from '#lib/models/decisionTree/spec.ts';
import { forestTree, randomForestCompute } from '#lib/models/randomForest/compute.ts';
import { randomForest } from '#lib/models/randomForest/spec.ts';
import { argsort } from '#lib/models/tree/argsort.ts';
import { BinnedForest } from '#lib/models/tree/binned.ts';
import { randomOf } from '#lib/models/tree/random.ts';
import { growRules } from '#lib/models/tree/rules.ts';
import { samplesOf } from '#lib/models/tree/samples.ts';
import { matrixOf } from './answers.ts';

const regression = { task: 'regression', nClasses: 1, seed: 4 } as const;

function answers(x: readonly number[], y: readonly number[], asked: readonly number[]): number[] {
  const fitted = driveSync(
    decisionTreeCompute.fit({
      ...regression,
      X: matrixOf([x]),
      y: Float64Array.from(y),
      params: v.parse(decisionTree.params, {}),
    }),
  );
  return [...decisionTreeCompute.predict(fitted, matrixOf([asked]))];
}

it('sends a value on the threshold to the left', () => {
  expect(answers([0, 2], [10, 20], [1, 1 + 2 ** -50])).toEqual([10, 20]);
});

it('tells neighbouring doubles apart, where scikit-learn’s float32 cannot', () => {
  const next = 1 + Number.EPSILON;
  expect(answers([1, next], [10, 20], [1, next])).toEqual([10, 20]);
});

it('splits where no single split helps, as scikit-learn does', () => {
  const fitted = driveSync(
    decisionTreeCompute.fit({
      X: matrixOf([
        [0, 0, 1, 1],
        [0, 1, 0, 1],
      ]),
      y: Float64Array.of(0, 1, 1, 0),
      task: 'binary',
      nClasses: 2,
      params: v.parse(decisionTree.params, {}),
      seed: 0,
    }),
  );
  expect(fitted.feature.length).toBe(7);
});

it('refuses a criterion of the other task', () => {
  const input = { ...regression, X: matrixOf([[1, 2]]), y: Float64Array.of(1, 2) };
  const params = v.parse(decisionTree.params, { criterion: 'gini' });
  expect(() => driveSync(decisionTreeCompute.fit({ ...input, params }))).toThrow(
    'The criterion is gini, and the target holds numbers (decisionTree). Use squared_error or auto.',
  );
});

it('keeps the digits of small differences under a large level', () => {
  const level = 1.7e9;
  const ramp = Array.from({ length: 64 }, (_, i) => i);
  const given = ramp.map((i) => level + (i < 32 ? 0 : 1e-3));
  expect(answers(ramp, given, [31.4, 31.6])).toEqual([given[31], given[32]]);
});

it('grows each tree of a forest the same alone, in any order', () => {
  const columns = [3, 5, 7].map((m) => Array.from({ length: 80 }, (_, i) => (i * i * m) % 41));
  const input: FitInput<v.InferOutput<typeof randomForest.params>> = {
    ...regression,
    X: matrixOf(columns),
    y: Float64Array.from(columns[0]!, (x, i) => x + columns[1]![i]!),
    params: v.parse(randomForest.params, { nEstimators: 5, maxFeatures: 'sqrt' }),
  };
  const { trees } = driveSync(randomForestCompute.fit(input));
  const samples = driveSync(samplesOf(input));
  const alone = [4, 3, 2, 1, 0].map((index) => driveSync(forestTree(samples, input, index)));
  expect(alone.reverse()).toEqual(trees);
  expect(trees[0]).not.toEqual(trees[1]);
});

it('grows each tree of a large forest the same in any part: two halves are the whole, bit for bit', () => {
  const random = randomOf(8, 8);
  const columns = [0, 1, 2].map(() =>
    Float64Array.from({ length: 3200 }, () => (random() < 0.1 ? NaN : random())),
  );
  const input: FitInput<v.InferOutput<typeof randomForest.params>> = {
    X: { rows: 3200, names: ['a', 'b', 'c'], columns },
    y: columns[0]!.map((x, i) => (x + (columns[1]![i]! || 0) + 0.3 * random() > 0.9 ? 1 : 0)),
    task: 'binary',
    nClasses: 2,
    seed: 4,
    params: v.parse(randomForest.params, { nEstimators: 6 }),
  };
  const { trees } = driveSync(randomForestCompute.fit(input));
  const rules = growRules({ ...input.params, maxFeatures: 'sqrt' }, input, 'randomForest');
  const part = (indices: readonly number[]) => {
    const forest = driveSync(BinnedForest.of(input, rules));
    return indices.map((index) => [index, driveSync(forest.tree(4, index, true))] as const);
  };
  const parted = new Map([...part([5, 1, 3]), ...part([4, 0, 2])]);
  expect(trees.map((_, index) => parted.get(index))).toEqual(trees);
});

it('sorts as a stable comparison sort does', () => {
  const x = Float64Array.from([3, -1, 0, -0, 1e300, -1e-300, 3, 0.1, -1, 5e-324, -1e300]);
  const expected = [...x.keys()].sort((a, b) => x[a]! - x[b]! || a - b);
  expect([...driveSync(argsort(x))]).toEqual(expected);
});
