import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { isSupervised, tasks } from '#lib/recipe/profile.ts';
import { drive, driveSync } from '#lib/engine/drive.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import { printPython } from '#lib/codegen/python/print.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { baselineId, modelSpecs } from '#lib/models/specs.ts';
import type { ModelId } from '#lib/models/specs.ts';
import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { featuresFor, hardTables, profile, targetFor, wave } from '../oracle/models/fixtures.ts';
import {
  classesOf,
  computeOf,
  gap,
  hasPython,
  matrixOf,
  specOf,
} from '../oracle/models/answers.ts';
import * as support from './models.support.ts';

const { checkAnswers, checkSays, codesOf, errorOf, flat, reversed, stateFault, sum } = support;

/** Promises that a model does not make, and why; one that comes to hold fails the test. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  baseline: {
    'refuses a table without columns': 'it reads no column',
    'explains itself by column': 'no column has a part in its answer',
  },
  categoricalNB: {
    'explains itself by column': 'it has a weight for each level of a column',
  },
  gaussianProcess: {
    'explains itself by column': 'it keeps rows, and nothing by column',
  },
  voting: {
    'explains itself by column': 'its members do, each in its own way',
  },
  stacking: {
    'explains itself by column': 'its members do, each in its own way',
  },
  kNeighbors: {
    'explains itself by column': 'it keeps rows, and nothing by column',
  },
  multilayerPerceptron: {
    'explains itself by column': 'its weights are those of units, not of columns',
  },
  supportVectorMachine: {
    'explains itself by column': 'it keeps rows; only a linear kernel has weights by column',
  },
};

/** Models without a target make promises of their own: groups.test.ts. */
const ids = (Object.keys(modelSpecs) as ModelId[]).filter((id) =>
  specOf(id).tasks.some(isSupervised),
);
const combinations = ids.flatMap((id) =>
  specOf(id).tasks.flatMap((task) =>
    specOf(id).examples.map(({ params }) => ({ id, task, params: params as unknown })),
  ),
);

describe.each(ids)('%s', (id) => {
  const spec = specOf(id);
  const promise = (words: string, test: () => void): void => {
    const reason = exceptions[id]?.[words];
    if (reason === undefined) it(words, test);
    else it.fails(`does not: ${words} (${reason})`, test);
  };

  promise('stands under its own id', () => expect(spec.id).toBe(id));

  promise('has at least two examples, or no parameters', () => {
    const few = Object.keys(spec.params.entries as object).length === 0 ? 1 : 2;
    expect(spec.examples.length).toBeGreaterThanOrEqual(few);
  });

  promise('refuses an unknown parameter', () => {
    expect(v.safeParse(spec.params, { alhpa: 1 }).success).toBe(false);
  });

  promise('gives every parameter a title, a description and a default within its bounds', () => {
    const entries = spec.params.entries as Record<
      string,
      v.OptionalSchema<v.GenericSchema, unknown>
    >;
    for (const [name, entry] of Object.entries(entries)) {
      expect(v.getTitle(entry.wrapped), name).toMatch(/^[A-Z]/);
      expect(v.getDescription(entry.wrapped), name).toMatch(/\.$/);
      expect(v.is(entry.wrapped, entry.default), name).toBe(true);
    }
  });

  promise('is suggested with a number and a reason for its tasks, and for no other', () => {
    for (const task of tasks) {
      const suggestion = spec.suggest(profile, task);
      const fits = spec.tasks.includes(task) && id !== baselineId;
      expect(suggestion !== null, task).toBe(fits);
      if (!suggestion) continue;
      expect(suggestion.confidence).toBeGreaterThan(0);
      expect(suggestion.confidence).toBeLessThanOrEqual(1);
      expect(suggestion.rationale).toMatch(/\d.*\.$/);
    }
  });

  promise('expects to take longer on more rows', () => {
    const params: unknown = v.parse(spec.params, {});
    const at = (rows: number) => spec.estimate({ rows, features: 10, classes: 2 }, params);
    expect(at(100000).seconds).toBeGreaterThan(at(1000).seconds);
    expect(at(1000).seconds).toBeGreaterThan(0);
    expect(at(1000).bytes).toBeGreaterThan(0);
  });

  promise('explains itself by column', () => {
    const input = inputOf(id, spec.tasks[0]!, {});
    const said = computeOf(id).explain(fit(id, input), input.X.names);
    const { coefficients, importances, means } = said;
    const named = coefficients?.[0] ?? means?.[0] ?? importances ?? [];
    expect(named.map(([name]) => name)).toEqual(input.X.names);
    if (importances) expect(sum(importances.map(([, share]) => share))).toBeCloseTo(1, 9);
  });

  promise('takes a column with a missing value, or refuses it', () => {
    const input = inputOf(id, spec.tasks[0]!, {});
    for (let i = 3; i < 60; i += 4) input.X.columns[1]![i] = NaN;
    expect(computeOf(id).takesMissing ?? false).toBe(spec.capabilities.missing);
    if (spec.capabilities.missing)
      return checkAnswers(computeOf(id).predict(fit(id, input), input.X), input);
    expect(errorOf(() => fit(id, input)).detail).toMatchObject({
      code: 'not-finite',
      where: { model: id, column: input.X.names[1] },
    });
  });

  promise('refuses a table without columns', () => {
    const input = { ...inputOf(id, spec.tasks[0]!, {}), X: { rows: 60, names: [], columns: [] } };
    expect(errorOf(() => fit(id, input)).detail.code).toBe('no-features');
  });

  promise('refuses a table without rows', () => {
    const input = inputOf(id, spec.tasks[0]!, {});
    const X = matrixOf(
      input.X.columns.map(() => []),
      input.X.names,
    );
    const error = errorOf(() => fit(id, { ...input, X, y: new Float64Array(0) }));
    expect(error.detail.code).toBe('too-few-rows');
  });
});

describe.each(combinations)('$id for $task with $params', ({ id, task, params }) => {
  const spec = specOf(id);
  const compute = computeOf(id);

  it('does not change its input', () => {
    const input = inputOf(id, task, params);
    const before = flat(input);
    compute.predict(fit(id, input), input.X);
    expect(flat(input)).toBe(before);
  });

  it('gives the same model for the same seed', () => {
    const [one, two] = [fit(id, inputOf(id, task, params)), fit(id, inputOf(id, task, params))];
    expect(flat(one)).toBe(flat(two));
  });

  it('predicts the same whatever the order of the columns', () => {
    const input = inputOf(id, task, params);
    const turned = { ...input, X: reversed(input.X) };
    const ours = compute.predict(fit(id, input), input.X);
    expect(gap(compute.predict(fit(id, turned), turned.X), ours)).toBeLessThan(1e-9);
  });

  it('predicts the same after a structured clone', () => {
    const input = inputOf(id, task, params);
    const fitted = fit(id, input);
    const there: unknown = structuredClone(fitted);
    expect(compute.predict(there, input.X)).toEqual(compute.predict(fitted, input.X));
  });

  it('gives one finite answer a row, and probabilities that sum to 1 or decision values', () => {
    const input = inputOf(id, task, params);
    const fitted = fit(id, input);
    const decides = compute.decides?.(fitted) ?? false;
    checkAnswers(compute.predict(fitted, input.X), input, decides);
    if (task !== 'regression') checkSays(id, input.params, decides);
  });

  it.each(hardTables)('gives an answer or a remedy on $words', ({ X, y }) => {
    const input = {
      ...inputOf(id, task, params),
      X: featuresFor(specOf(id).needs, X()),
      y: targetFor(specOf(id).needs, codesOf(y, task)),
    };
    try {
      const fitted = fit(id, input);
      checkAnswers(compute.predict(fitted, input.X), input, compute.decides?.(fitted));
      expect(stateFault(id, fitted, input)).toBeNull();
    } catch (error) {
      expect(error).toBeInstanceOf(EngineError);
      expect((error as EngineError).detail.remedy).toMatch(/\.$/);
    }
  });

  it('reports progress that never falls and ends at 1', () => {
    const shares: number[] = [];
    const work = compute.fit(inputOf(id, task, params)) as Generator<Progress>;
    for (const { share } of work) shares.push(share);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });

  it('stops when it is told to', async () => {
    let turns = 0;
    const stopped = drive(compute.fit(inputOf(id, task, params)), {
      onProgress: () => (turns += 1),
      cancelled: () => turns > 0,
      breathe: () => Promise.resolve(),
      sinceBreath: () => 0,
    });
    await expect(stopped).rejects.toMatchObject({ detail: { code: 'cancelled' } });
    expect(turns).toBe(1);
  });

  it('has a lowering that sets what every parameter says', () => {
    const lowering: AnyModelLowering = modelLowerings[id];
    const lowered = () => lowering.sklearn(v.parse(spec.params, params), task, 5);
    if (!hasPython(id, params)) {
      expect(errorOf(lowered).detail.remedy).toMatch(/\.$/);
      return;
    }
    const { code, imports } = printPython(lowered());
    const whole = task === 'regression' ? spec.sklearn.regression : spec.sklearn.classification;
    const wrapped = id === 'supportVectorMachine' && task !== 'regression';
    const ensemble = id === 'voting' || id === 'stacking';
    if (whole!.startsWith('preprocessing.'))
      expect(`preprocessing.${code}`.startsWith(`${whole!}(`)).toBe(true);
    else if (ensemble) expect(`${imports[0]!.join('.')}`).toBe(whole);
    else if (!(id === 'ridge' && code.startsWith('LinearRegression')))
      expect(
        imports
          .filter(([module]) => module !== 'sklearn.gaussian_process.kernels')
          .map(([module, name]) => `${module}.${name}`),
      ).toEqual([
        ...(wrapped ? ['sklearn.calibration.CalibratedClassifierCV'] : []),
        whole,
        ...(id === 'adaBoost' ? [whole!.replace('ensemble.AdaBoost', 'tree.DecisionTree')] : []),
      ]);
    expect(code.includes('random_state=5')).toBe(!spec.capabilities.deterministic);
  });
});

describe('a long fit', () => {
  it.each([
    ['linearRegression', 'regression', 15],
    ['ridge', 'regression', 6],
    ['logisticRegression', 'binary', 30],
    ['lasso', 'regression', 6],
    ['elasticNet', 'regression', 6],
    ['bayesianRidge', 'regression', 15],
    ['poissonRegressor', 'regression', 30],
    ['gammaRegressor', 'regression', 30],
    ['quantileRegressor', 'regression', 60],
    ['sgdClassifier', 'binary', 40],
    ['perceptron', 'binary', 15],
    ['gaussianNB', 'binary', 4],
    ['bernoulliNB', 'binary', 3],
    ['multinomialNB', 'multiclass', 3],
    ['complementNB', 'multiclass', 3],
    ['categoricalNB', 'multiclass', 3],
    ['linearDiscriminantAnalysis', 'multiclass', 50],
    ['quadraticDiscriminantAnalysis', 'multiclass', 120],
    ['kNeighbors', 'regression', 40],
    ['decisionTree', 'regression', 30],
    ['randomForest', 'regression', 100],
    ['histGradientBoosting', 'regression', 200],
    ['adaBoost', 'regression', 100],
    ['explainableBoosting', 'regression', 100],
    ['supportVectorMachine', 'regression', 200],
    ['gaussianProcess', 'regression', 200],
    ['multilayerPerceptron', 'regression', 30],
    ['voting', 'regression', 100],
    ['stacking', 'binary', 100],
  ] as const)('%s yields often on 20,000 rows of %s', (id, task, often) => {
    const fewer: Partial<Record<ModelId, object>> = {
      randomForest: { nEstimators: 10 },
      multilayerPerceptron: { maxIter: 2 },
    };
    const long = inputOf(id, task, fewer[id] ?? {}, {
      // A Gaussian process takes no more.
      rows: id === 'gaussianProcess' ? 2000 : 20000,
      p: 40,
    });
    let turns = 0;
    // The fit is stopped there: that it goes on is shown by its other promises.
    for (const _ of computeOf(id).fit(long) as Generator<Progress>)
      if ((turns += 1) === often) break;
    expect(turns).toBeGreaterThanOrEqual(often);
  });
});

function inputOf(
  id: ModelId,
  task: Task,
  given: unknown,
  { rows, p } = { rows: 60, p: 5 },
): FitInput<unknown> {
  const names = ['weight', 'Age', 'zone', 'height', 'body mass'];
  const columns = Array.from({ length: p }, (_, j) =>
    Array.from({ length: rows }, (_, i) =>
      j === 2 ? Number(wave(i, j) > 0) : wave(i, j) * 10 ** (j - 1),
    ),
  );
  const y = columns[0]!.map((x, i) => 30 * x + columns[1]![i]! - 2 * columns[2]![i]! + wave(i, p));
  const X = matrixOf(
    columns,
    columns.map((_, j) => names[j] ?? `x${j}`),
  );
  return {
    X: featuresFor(specOf(id).needs, X),
    y: targetFor(specOf(id).needs, codesOf(y, task)),
    task,
    nClasses: classesOf(task),
    params: v.parse(specOf(id).params, given) as unknown,
    seed: 3,
  };
}

const fit = (id: ModelId, input: FitInput<unknown>): unknown => driveSync(computeOf(id).fit(input));
