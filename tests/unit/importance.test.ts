import { permutationImportance, type ImportanceInput } from '#lib/engine/importance.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { RandomState } from '#lib/engine/random.ts';
import { score } from '#lib/metrics/scores.ts';
import { describe, expect, it } from 'vitest';
import { answers, apart } from '../oracle/numerics/answers.ts';

const names = ['a', 'Größe €', 'noise'];
const weights = new Map([
  ['a', 3],
  ['Größe €', -1],
  ['noise', 0],
]);

/** The table of generate.py: three uniform columns, and y linear in the first two with noise. */
function example(): { X: Matrix; y: Float64Array } {
  const rng = new RandomState(5);
  const cells = Float64Array.from({ length: 360 }, () => rng.randomSample());
  const columns = names.map((_, j) => cells.filter((_, k) => k % 3 === j));
  const X = { rows: 120, names, columns };
  return { X, y: predict(X).map((v) => v + rng.randomSample() - 0.5) };
}

function predict(X: Matrix): Float64Array {
  const out = new Float64Array(X.rows);
  X.columns.forEach((column, j) => {
    for (let i = 0; i < X.rows; i += 1) out[i]! += weights.get(X.names[j]!)! * column[i]!;
  });
  return out;
}

const by =
  (id: 'r2' | 'rmse') =>
  (yTrue: Float64Array, predicted: Float64Array): number | null =>
    score(id, { task: 'regression', nClasses: 1, yTrue, predicted });

function run(more: Partial<ImportanceInput> = {}) {
  const steps = permutationImportance({
    ...example(),
    predict,
    score: by('r2'),
    better: 'higher',
    repeats: 5,
    seed: 42,
    ...more,
  });
  const shares: number[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done) return { result: step.value, shares };
    shares.push(step.value.share);
  }
}

describe('permutationImportance', () => {
  it('has the figures of the definition in numpy', () => {
    const { result } = run();
    expect(result.map((r) => r.feature)).toEqual(names);
    answers.importance.forEach((numpy, j) => {
      expect(apart(result[j]!.mean, numpy.mean)).toBeLessThan(1e-12);
      expect(apart(result[j]!.std, numpy.std)).toBeLessThan(1e-12);
    });
  });

  it('is exactly 0 for a feature the model does not use', () => {
    expect(run().result[2]).toEqual({ feature: 'noise', mean: 0, std: 0 });
  });

  it('is positive for a useful feature whichever way the score points', () => {
    const { result } = run({ score: by('rmse'), better: 'lower' });
    expect(result[0]!.mean).toBeGreaterThan(result[1]!.mean);
    expect(result[1]!.mean).toBeGreaterThan(0);
  });

  it('does not depend on the order of the features', () => {
    const { X, y } = example();
    const turned = { ...X, names: X.names.toReversed(), columns: X.columns.toReversed() };
    const { result } = run({ X: turned, y });
    const straight = run().result;
    result.toReversed().forEach((r, j) => {
      expect(r.feature).toBe(straight[j]!.feature);
      expect(apart(r.mean, straight[j]!.mean)).toBeLessThan(1e-12);
    });
  });

  it('leaves the matrix as it was', () => {
    const { X, y } = example();
    const copy = structuredClone(X);
    run({ X, y });
    expect(X).toEqual(copy);
  });

  it('tells progress that never falls and ends at 1', () => {
    const { shares } = run();
    expect(shares).toHaveLength(15);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 12);
  });

  it('says nothing where the score is not defined', () => {
    expect(run({ score: () => null }).result).toEqual([]);
  });
});
