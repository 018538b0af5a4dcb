import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { Explainer, type ShapRows } from '#lib/engine/explain/shap.ts';
import { groupsOf, featureOwners } from '#lib/engine/explain/lineage.ts';
import { columnOf, tableOf, type Table } from '#lib/engine/table.ts';
import { shapImportance, type Explanation } from '#lib/recipe/explanation.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { isClassification, isSupervised, type Task } from '#lib/recipe/profile.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { decode } from '#lib/storage/codec.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { featuresFor, targetFor, wave } from '../oracle/models/fixtures.ts';
import { computeOf, matrixOf, specOf } from '../oracle/models/answers.ts';

const computes = { steps: stepComputes, models: modelComputes };

interface Answer {
  readonly fitted: unknown;
  readonly rows: Readonly<Record<string, readonly (number | string | null)[]>>;
  readonly base: readonly number[];
  /** [row][matrix column][output] */
  readonly values: readonly (readonly (readonly number[])[])[];
}

const answers = JSON.parse(
  readFileSync(new URL('answers.shap.json', import.meta.url), 'utf8'),
) as readonly Answer[];

const explained = (run: FittedRun, table: Table, background = table): Explanation =>
  driveSync(
    new Explainer({ run, background, seed: 1, walks: 20 }, computes).explain(rowsOf(table)),
  );

const rowsOf = (table: Table): ShapRows => ({
  table,
  rid: Int32Array.from({ length: table.rows }, (_, i) => i),
  classes: null,
});

describe('what the shap package says of the trees that were trained here', () => {
  const cases = answers.map((answer) => {
    const run = decode(JSON.stringify(answer.fitted)) as FittedRun;
    return { answer, run, name: `${run.model}, ${run.task}` };
  });

  it.each(cases)('$name', ({ answer, run }) => {
    const columns = Object.entries(answer.rows).map(
      ([name, cells]) => [name, columnOf(cells)] as const,
    );
    const table = { rows: 12, columns: new Map(columns) };
    const found = explained(run, table);
    expect(found.method).toBe('trees');
    expect(found.gap).toBeLessThan(1e-12);
    const p = found.features.length;
    // Of two classes shap tells both for a forest, and one for boosting.
    const at = found.outputs.length === 1 ? [answer.base.length - 1] : found.outputs.keys();
    for (const [o, k] of [...at].entries()) {
      const { base, values, grouped } = found.outputs[o]!;
      expect(base).toBeCloseTo(answer.base[k]!, 9);
      for (let i = 0; i < table.rows; i += 1) {
        for (let j = 0; j < p; j += 1)
          expect(Math.abs(values[i * p + j]! - answer.values[i]![j]![k]!)).toBeLessThan(1e-9);
        const sum = grouped.subarray(i * 4, i * 4 + 4).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(
          answer.values[i]!.reduce((a, b) => a + b[k]!, 0),
          9,
        );
      }
    }
    expect(found.groups.map((g) => g.columns)).toEqual([['size'], ['age'], ['zone'], ['score']]);
  });
});

const linear = new Set<ModelId>([
  'linearRegression',
  'ridge',
  'lasso',
  'elasticNet',
  'bayesianRidge',
  'huberRegressor',
  'quantileRegressor',
  'poissonRegressor',
  'gammaRegressor',
  'sgdRegressor',
  'logisticRegression',
  'sgdClassifier',
  'perceptron',
  'linearDiscriminantAnalysis',
  'multinomialNB',
  'complementNB',
]);
const additive = new Set<ModelId>(['explainableBoosting', 'gaussianNB', 'categoricalNB']);
const trees = new Set<ModelId>([
  'decisionTree',
  'randomForest',
  'extraTrees',
  'histGradientBoosting',
  'isolationForest',
]);

const methodOf = (id: ModelId): Explanation['method'] =>
  trees.has(id) ? 'trees' : linear.has(id) ? 'linear' : additive.has(id) ? 'additive' : 'sampled';

const names = ['weight', 'Age', 'zone'];
const few: Partial<Record<ModelId, object>> = {
  randomForest: { nEstimators: 5 },
  extraTrees: { nEstimators: 5 },
  isolationForest: { nEstimators: 5 },
  adaBoost: { nEstimators: 5 },
  lasso: { alpha: 0.01 },
  histGradientBoosting: { maxIter: 5, minSamplesLeaf: 2, categoricalFeatures: ['zone'] },
  explainableBoosting: { maxRounds: 8, outerBags: 2, interactions: 2 },
  multilayerPerceptron: { hiddenLayerSizes: [4], maxIter: 5 },
};

function fittedRun(id: ModelId, task: Task): { readonly run: FittedRun; readonly table: Table } {
  const columns = names.map((_, j) =>
    Array.from({ length: 40 }, (_row, i) => (j === 2 ? (i * 7) % 3 : wave(i, j))),
  );
  const y = columns[0]!.map((x, i) => x + columns[1]![i]! + 0.2 * wave(i, 9));
  const cuts = task === 'regression' ? null : task === 'binary' ? [0] : [-0.5, 0.5];
  const target = isSupervised(task)
    ? Float64Array.from(y, (x) => cuts?.filter((cut) => x > cut).length ?? x)
    : new Float64Array(0);
  const X = featuresFor(specOf(id).needs, matrixOf(columns, names));
  const nClasses = isClassification(task) ? cuts!.length + 1 : 1;
  const modelState: unknown = driveSync(
    computeOf(id).fit({
      ...{ X, task, nClasses, seed: 3 },
      y: target.length > 0 ? targetFor(specOf(id).needs, target) : target,
      params: v.parse(specOf(id).params, few[id] ?? {}) as unknown,
    }),
  );
  const run: FittedRun = {
    ...{ model: id, modelState, task, inputs: names, features: names, steps: [] },
    modelVersion: computeOf(id).state.version,
    classes: isClassification(task) ? ['a', 'b', 'c'].slice(0, nClasses) : null,
  };
  const cells = names.map((name, j) => [name, [...X.columns[j]!].slice(0, 9)] as const);
  return { run, table: tableOf(cells) };
}

const everything = (Object.keys(modelSpecs) as ModelId[])
  .filter((id) => !computeOf(id).describes)
  .flatMap((id) =>
    specOf(id)
      .tasks.filter((task) => task !== 'clustering')
      .map((task) => ({ id, task })),
  );

describe('contributions add up to what the model says', () => {
  it.each(everything)('$id for $task', ({ id, task }) => {
    const { run, table } = fittedRun(id, task);
    const found = explained(run, table);
    expect(found.method).toBe(methodOf(id));
    expect(found.gap).toBeLessThan(1e-9);
    for (const { errors } of found.outputs)
      expect(errors !== null).toBe(found.method === 'sampled');
    if (id !== 'baseline')
      expect(shapImportance(found, found.outputs[0]!, 'groups')[0]!.mean).toBeGreaterThan(0);
  });

  const binary = (id: ModelId) => everything.some((m) => m.id === id && m.task === 'binary');
  it.each([...trees, ...linear, ...additive].filter(binary))(
    'of the first of two classes too: %s',
    (id) => {
      const { run, table } = fittedRun(id, 'binary');
      const both = driveSync(
        new Explainer({ run, background: table, seed: 1, walks: 1 }, computes).explain({
          ...rowsOf(table),
          classes: [0],
        }),
      );
      const [first, second] = [both.outputs, explained(run, table).outputs];
      expect(first.map((o) => o.label)).toEqual(['a']);
      expect(second.map((o) => o.label)).toEqual(['b']);
      // Log-odds and shares of two classes move against each other; class scores move each by itself.
      if (both.scale === 'score') return;
      expect(first[0]!.base).toBeCloseTo(
        (both.scale === 'probability' ? 1 : 0) - second[0]!.base,
        9,
      );
      for (const [k, value] of first[0]!.values.entries())
        expect(value).toBeCloseTo(-second[0]!.values[k]!, 9);
    },
  );

  it('are the same for a row whatever rows stand beside it', () => {
    const { run, table } = fittedRun('kNeighbors', 'regression');
    const [all, again] = [explained(run, table), explained(run, table)];
    expect(again.outputs[0]!.values).toEqual(all.outputs[0]!.values);
    const one = new Map(
      [...table.columns].map(([name, c]) => [name, 'values' in c ? columnOf([c.values[0]!]) : c]),
    );
    const alone = explained(run, { rows: 1, columns: one }, table);
    expect(alone.outputs[0]!.values).toEqual(all.outputs[0]!.values.slice(0, 3));
  });

  it('of groups are refused, as their numbers are no amounts', () => {
    const { run, table } = fittedRun('kMeans', 'clustering');
    expect(() => explained(run, table)).toThrow(EngineError);
  });
});

describe('values of a sum of curves and maps of two columns', () => {
  it('are those of all orders of the columns, over the background rows', () => {
    const { run, table } = fittedRun('explainableBoosting', 'regression');
    const found = explained(run, table).outputs[0]!;
    const columns = names.map((name) => {
      const own = table.columns.get(name)!;
      return own.kind === 'number' ? own.values : new Float64Array(0);
    });
    const { predict } = modelComputes.explainableBoosting;
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    /** The mean answer with these columns as in a row. */
    const worth = (row: number, known: readonly number[]): number => {
      const cells = columns.map((x, j) => [...x].map((own) => (known.includes(j) ? x[row]! : own)));
      const said = predict(run.modelState as never, matrixOf(cells, names));
      return said.reduce((sum, x) => sum + x, 0) / said.length;
    };
    for (const row of [0, 3, table.rows - 1]) {
      const values = [0, 0, 0];
      for (const order of orders)
        for (const [k, j] of order.entries())
          values[j]! +=
            (worth(row, order.slice(0, k + 1)) - worth(row, order.slice(0, k))) / orders.length;
      for (const [j, x] of values.entries()) expect(found.values[row * 3 + j]).toBeCloseTo(x, 10);
    }
    const { terms } = run.modelState as { terms: readonly { columns: Int32Array }[] };
    expect(terms.some((term) => term.columns.length === 2)).toBe(true);
  });
});

describe('drawn values', () => {
  it('come to the exact ones where order does not matter', () => {
    const { run, table } = fittedRun('ridge', 'regression');
    const exact = explained(run, table).outputs[0]!;
    const { explain: _, ...opaque } = modelComputes.ridge;
    const drawn = driveSync(
      new Explainer(
        { run, background: table, seed: 1, walks: table.rows },
        { steps: stepComputes, models: { ridge: { ...opaque, explain: () => ({}) } } },
      ).explain(rowsOf(table)),
    );
    expect(drawn.method).toBe('sampled');
    const other = drawn.outputs[0]!;
    expect(other.base).toBeCloseTo(exact.base, 12);
    for (const [i, x] of other.values.entries()) expect(x).toBeCloseTo(exact.values[i]!, 12);
    expect(Math.max(...other.errors!.values)).toBeGreaterThan(0);
  });
});

describe('the raw columns behind those of the matrix', () => {
  it('are found where several columns are mixed, and where names mislead', () => {
    const step = (id: string, columns: string[], state: unknown) => ({
      ...{ key: id, step: id, version: 1, columns, state },
      params: {},
    });
    const table = tableOf([
      ['a', [1, 2, 3, 4, 5, 6]],
      ['a_b', [6, 1, 5, 2, 4, 3]],
      ['c', [2, 9, 4, 8, 1, 7]],
    ]);
    const run = {
      inputs: ['a', 'a_b', 'c'],
      steps: [step('mix', ['a', 'c'], null), step('mark', ['a_b'], null)],
    } as unknown as FittedRun;
    const numbers = (from: Table, name: string): Float64Array => {
      const found = from.columns.get(name)!;
      return found.kind === 'number' ? found.values : new Float64Array(from.rows);
    };
    const mixing = {
      mix: {
        transform: ({ table: t }: { table: Table }) => ({
          rows: t.rows,
          columns: new Map([
            ['a_b', t.columns.get('a_b')!],
            ['p0', columnOf([...numbers(t, 'a')].map((x, i) => x + numbers(t, 'c')[i]!))],
            ['a_b_c', columnOf([...numbers(t, 'c')].map((x) => x * x))],
          ]),
        }),
      },
      mark: {
        transform: ({ table: t }: { table: Table }) => ({
          rows: t.rows,
          columns: new Map([
            ...t.columns,
            ['seen', columnOf([...numbers(t, 'a_b')].map((x) => +(x > 3)))],
          ]),
        }),
      },
    };
    const owners = featureOwners(run, table, mixing as never);
    expect([...owners]).toEqual([
      ['a_b', ['a_b']],
      ['p0', ['a', 'c']],
      ['a_b_c', ['c']],
      ['seen', ['a_b']],
    ]);
    expect(groupsOf(['a_b', 'p0', 'a_b_c', 'seen'], owners)).toEqual([
      { columns: ['a_b'], features: [0, 3] },
      { columns: ['a', 'c'], features: [1] },
      { columns: ['c'], features: [2] },
    ]);
  });
});
