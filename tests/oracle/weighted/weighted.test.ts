import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { isClassification, isSupervised, type Task } from '#lib/recipe/profile.ts';
import { scoreAll } from '#lib/metrics/scores.ts';
import { metricsFor } from '#lib/metrics/specs.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { classesOf, computeOf, gap, matrixOf, specOf } from '../models/answers.ts';

/** Rows that count differently: scikit-learn's `sample_weight`. */

interface Answers {
  readonly tables: Readonly<
    Record<
      string,
      {
        readonly X: number[][];
        readonly y: number[];
        readonly fresh: number[][];
        readonly task: Task;
      }
    >
  >;
  readonly weights: Readonly<Record<string, number[]>>;
  readonly cases: readonly {
    readonly model: ModelId;
    readonly params: object;
    readonly table: string;
    readonly weights: string;
    readonly answers: readonly (number | readonly number[])[];
  }[];
  readonly scores: readonly {
    readonly task: Task;
    readonly weights: string;
    readonly y: number[];
    readonly predicted: number[];
    readonly scores: Readonly<Record<string, number>>;
  }[];
}
const told = JSON.parse(
  readFileSync(new URL('./answers.json', import.meta.url), 'utf8'),
) as Answers;
const weightsOf = (name: string, rows: number): Float64Array =>
  Float64Array.from(told.weights[name]!.slice(0, rows));

const weighing = (Object.keys(modelSpecs) as ModelId[]).filter(
  (id) => specOf(id).capabilities.weights === true && specOf(id).tasks.some(isSupervised),
);

/** Rows drawn at random are others once rows are repeated: the same in the mean only. */
const drawing: ReadonlySet<ModelId> = new Set(['randomForest', 'extraTrees']);
/** Steps are taken row by row, so that a row that comes twice is two steps; bins lie by rows, whatever these count. */
const byRows: ReadonlySet<ModelId> = new Set([
  'sgdClassifier',
  'perceptron',
  'sgdRegressor',
  'histGradientBoosting',
  'explainableBoosting',
  'multilayerPerceptron',
]);

/** Folds to calibrate by, and what is near, are of the rows, however much they count. */
const ofRows: ReadonlySet<ModelId> = new Set(['supportVectorMachine', 'adaBoost']);

function inputOf(id: ModelId, params: object, table: string): FitInput<unknown> {
  const { X, y, task } = told.tables[table]!;
  return {
    X: matrixOf(X),
    y: Float64Array.from(y),
    task,
    nClasses: classesOf(task),
    params: v.parse(specOf(id).params, params) as unknown,
    seed: 1,
  };
}

function answersOf(id: ModelId, input: FitInput<unknown>, table: string): Float64Array {
  const fitted: unknown = driveSync(computeOf(id).fit(input));
  return computeOf(id).predict(fitted, matrixOf(told.tables[table]!.fresh));
}

describe('models on weighted rows agree with scikit-learn', () => {
  it.each(
    told.cases.map((c) => [`${c.model} ${c.table} ${JSON.stringify(c.params)} ${c.weights}`, c]),
  )('%s', (_, given) => {
    const c = given as Answers['cases'][number];
    const input = inputOf(c.model, c.params, c.table);
    const weight = weightsOf(c.weights, input.X.rows);
    const answers = answersOf(c.model, { ...input, weight }, c.table);
    expect(gap(answers, c.answers.flat())).toBeLessThan(1e-6);
  });

  it('has a case for each model that takes weights and draws nothing', () => {
    const asked = new Set(told.cases.map((c) => c.model));
    expect(weighing.filter((id) => !asked.has(id) && !drawing.has(id) && !byRows.has(id))).toEqual(
      [],
    );
  });
});

describe.each(weighing)('%s', (id) => {
  const tableFor = (task: Task): string =>
    specOf(id).needs?.features
      ? 'counts'
      : specOf(id).needs?.target
        ? 'amounts'
        : isClassification(task)
          ? task
          : id === 'decisionTree'
            ? 'grown'
            : 'regression';

  it.each(specOf(id).tasks.filter(isSupervised))(
    'counts a row w times for the weight w: %s',
    (task) => {
      if (specOf(id).needs?.features && task === 'binary') return;
      const table = tableFor(task);
      // Deeper down two rows are parted as well by any column.
      const params =
        id === 'decisionTree' ? { maxDepth: 3 } : (specOf(id).examples[0]!.params as object);
      const input = inputOf(id, params, table);
      const weight = weightsOf('times', input.X.rows);
      const weighted = answersOf(id, { ...input, weight }, table);
      const even = answersOf(id, { ...input, weight: weight.map(() => 1) }, table);
      expect(gap(even, answersOf(id, input, table))).toBeLessThan(1e-9);
      expect(gap(weighted, even)).toBeGreaterThan(1e-3);
      if (drawing.has(id) || byRows.has(id) || ofRows.has(id)) return;
      const rows = [...weight].flatMap((n, i) => Array.from({ length: n }, () => i));
      const repeated = {
        ...input,
        X: matrixOf(input.X.columns.map((x) => rows.map((i) => x[i]!))),
        y: Float64Array.from(rows, (i) => input.y[i]!),
      };
      // What Gaussian naive Bayes adds to each variance is of the rows, whatever they count.
      expect(gap(weighted, answersOf(id, repeated, table))).toBeLessThan(
        id === 'gaussianNB' ? 1e-3 : 1e-6,
      );
    },
  );
});

describe('metrics of weighted rows agree with scikit-learn', () => {
  it.each(told.scores.map((s) => [`${s.task}, ${s.weights}`, s] as const))('%s', (_, s) => {
    const found = scoreAll({
      task: s.task,
      nClasses: classesOf(s.task),
      yTrue: Float64Array.from(s.y),
      predicted: Float64Array.from(s.predicted),
      weight: weightsOf(s.weights, s.y.length),
    });
    // With three classes every row is among the top three: not defined.
    const weighted = metricsFor(s.task).filter(
      (m) => m.sklearn.weighted && m.id !== 'top_3_accuracy',
    );
    expect(weighted.map((m) => m.id).sort()).toEqual(Object.keys(s.scores).sort());
    for (const { id } of weighted)
      expect(gap([found.get(id)!], [s.scores[id]!]), id).toBeLessThan(1e-12);
  });
});
