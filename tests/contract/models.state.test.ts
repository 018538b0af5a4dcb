import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkFitted, predictSaved } from '#lib/engine/fitted.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { growTree } from '#lib/engine/nearTree.ts';
import type { KNeighborsFitted } from '#lib/models/kNeighbors/compute.ts';
import type { FitInput } from '#lib/engine/model.ts';
import type { Table } from '#lib/engine/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { isClassification, type Task } from '#lib/recipe/profile.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { decode, encode } from '#lib/storage/codec.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { featuresFor, targetFor, wave } from '../oracle/models/fixtures.ts';
import { classesOf, computeOf, matrixOf, specOf } from '../oracle/models/answers.ts';
import { errorOf } from './models.support.ts';
import { mutants } from './state.support.ts';

/** What a saved model may be, after someone or something changed it (reliability 42). */

const computes = { steps: stepComputes, models: modelComputes };
const names = ['weight', 'Age', 'zone'];

/** Small fits that keep every kind of state the model has. */
const smaller: Partial<Record<ModelId, readonly object[]>> = {
  randomForest: [{ nEstimators: 2 }],
  extraTrees: [{ nEstimators: 2 }],
  adaBoost: [{ nEstimators: 3 }],
  isolationForest: [{ nEstimators: 2 }],
  explainableBoosting: [
    { outerBags: 1, maxRounds: 2, maxBins: 4, interactions: 1 },
    { outerBags: 1, maxRounds: 2, maxBins: 4, categoricalFeatures: ['zone'] },
  ],
  histGradientBoosting: [
    { maxIter: 2, minSamplesLeaf: 2 },
    { maxIter: 2, minSamplesLeaf: 2, categoricalFeatures: ['zone'], earlyStopping: 'on' },
  ],
  supportVectorMachine: [{ cv: 3 }, { kernel: 'linear', cv: 3 }],
  multilayerPerceptron: [{ hiddenLayerSizes: [4, 3], maxIter: 3 }],
};

/** What no fit makes, whether or not an answer would still come of it. */
const otherShape =
  /is gone|is a class|one field more|__proto__|another prototype|is a plain list|another kind/;

const cases = (Object.keys(modelSpecs) as ModelId[]).flatMap((id) =>
  specOf(id).tasks.flatMap((task) =>
    (
      smaller[id] ??
      specOf(id)
        .examples.slice(0, 2)
        .map((e) => e.params as object)
    ).map((params) => ({ id, task, params })),
  ),
);

describe.each(cases)('$id for $task with $params', ({ id, task, params }) => {
  const input = inputOf(id, task, params);
  const table: Table = {
    rows: 5,
    columns: new Map(
      names.map((name, j) => [name, { kind: 'number', values: input.X.columns[j]!.slice(0, 5) }]),
    ),
  };
  const fitted: unknown = driveSync(computeOf(id).fit(input));
  const run: FittedRun = {
    model: id,
    modelVersion: computeOf(id).state.version,
    modelState: fitted,
    task,
    classes: isClassification(task) ? ['no', 'so', 'yes'].slice(-input.nClasses) : null,
    inputs: names,
    features: names,
    steps: [],
  };

  it('is taken back from storage and from a file', () => {
    checkFitted(structuredClone(run), computes);
    checkFitted(decode(encode(run)), computes);
  });

  it('is refused, or still answers with numbers, whatever was changed in it', () => {
    let refused = 0;
    let made = 0;
    for (const { what, state } of mutants(fitted)) {
      made += 1;
      try {
        const answers = predictSaved({ ...run, modelState: state }, table, computes);
        expect(answers.every(Number.isFinite), what).toBe(true);
        expect(what).not.toMatch(otherShape);
      } catch (error) {
        if (!(error instanceof EngineError)) throw new Error(`${what}: ${error}`, { cause: error });
        const damaged = error.detail.code === 'model-damaged';
        if (otherShape.test(what)) expect(damaged, what).toBe(true);
        refused += Number(damaged);
      }
    }
    expect(refused / made).toBeGreaterThan(0.5);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is refused by name when it is of an earlier or later version, or of other columns', () => {
    const code = (change: object): string =>
      errorOf(() => checkFitted({ ...run, ...change }, computes)).detail.code;
    const { modelVersion: _, ...unnumbered } = run;
    expect(errorOf(() => checkFitted(unnumbered, computes)).detail).toMatchObject({
      code: 'model-older',
      where: { model: id },
      remedy: expect.stringMatching(/^Train the model again/) as string,
    });
    expect(code({ modelVersion: run.modelVersion + 1 })).toBe('recipe-newer');
    expect(code({ modelVersion: 0.5 })).toBe('model-damaged');
    const { columns, ...rest } = table;
    const fewer: Table = { ...rest, columns: new Map([...columns].slice(1)) };
    const less = { ...run, inputs: names.slice(1) };
    expect(errorOf(() => predictSaved(less, fewer, computes)).detail.code).toBe('model-damaged');
  });
});

describe('the tree of nearest neighbours', () => {
  const table: Table = {
    rows: 5,
    columns: new Map([['x', { kind: 'number', values: Float64Array.from([0, 0.4, -9, 3, 0.7]) }]]),
  };
  const values = Float64Array.from({ length: 90 }, (_, i) => wave(i, 1));
  const rows = { values, count: 90, width: 1 };
  const state: KNeighborsFitted = {
    rows,
    tree: driveSync(growTree(rows)),
    order: Int32Array.of(0),
    y: values.map((x) => 2 * x),
    nClasses: 0,
    k: 3,
    weights: 'distance',
    metric: 'euclidean',
  };
  const run: FittedRun = {
    model: 'kNeighbors',
    modelVersion: computeOf('kNeighbors').state.version,
    modelState: state,
    task: 'regression',
    classes: null,
    inputs: ['x'],
    features: ['x'],
    steps: [],
  };

  it('answers as without a tree, or is refused, whatever was changed in it', () => {
    const without = predictSaved({ ...run, modelState: { ...state, tree: null } }, table, computes);
    expect(predictSaved(run, table, computes)).toEqual(without);
    let kept = 0;
    for (const { what, state: tree } of mutants(state.tree)) {
      try {
        const modelState = { ...state, tree };
        expect(predictSaved({ ...run, modelState }, table, computes), what).toEqual(without);
        kept += 1;
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        expect(error.detail.code, what).toBe('model-damaged');
      }
    }
    expect(kept).toBeGreaterThan(0);
  });
});

function inputOf(id: ModelId, task: Task, given: object): FitInput<unknown> {
  const rows = 40;
  const columns = names.map((_, j) =>
    Array.from({ length: rows }, (_row, i) => (j === 2 ? (i * 7) % 3 : wave(i, j))),
  );
  const y = columns[0]!.map((x, i) => x + columns[1]![i]! + 0.2 * wave(i, 9));
  const cuts = task === 'regression' ? null : task === 'binary' ? [0] : [-0.5, 0.5];
  const values = Float64Array.from(y, (x) => cuts?.filter((cut) => x > cut).length ?? x);
  const target = task === 'clustering' || task === 'anomaly' ? new Float64Array(0) : values;
  return {
    X: featuresFor(specOf(id).needs, matrixOf(columns, names)),
    y: target.length > 0 ? targetFor(specOf(id).needs, target) : target,
    task,
    nClasses: isClassification(task) ? classesOf(task) : 1,
    params: v.parse(specOf(id).params, given) as unknown,
    seed: 3,
  };
}
