import { metricSpec, metricSpecs, metricsFor, primaryMetric } from '#lib/metrics/specs.ts';
import type { MetricId } from '#lib/metrics/specs.ts';
import {
  primaryInterval,
  score,
  scoreAll,
  whyNotDefined,
  type ScoreInput,
} from '#lib/metrics/scores.ts';
import { tasks, type Task } from '#lib/recipe/profile.ts';
import { describe, expect, it } from 'vitest';
import { answers, apart, drawClasses, drawValues } from '../oracle/numerics/answers.ts';

const tolerance = 1e-12;

type Case = (typeof answers.metrics)[number];

function inputOf({ drawn, drawn_values, y, proba, values }: Case): ScoreInput {
  if (drawn_values) return { task: 'regression', nClasses: 1, ...drawValues(drawn_values) };
  if (values) return regression(y!, values);
  if (drawn) return { task: taskOf(drawn[2]), ...drawClasses(drawn) };
  return classification(y!, proba!);
}

const taskOf = (nClasses: number): Task => (nClasses === 2 ? 'binary' : 'multiclass');

const regression = (y: readonly number[], values: readonly number[]): ScoreInput => ({
  task: 'regression',
  nClasses: 1,
  yTrue: Float64Array.from(y),
  predicted: Float64Array.from(values),
});

function classification(
  y: readonly number[],
  proba: readonly (readonly number[])[],
  nClasses = proba[0]!.length,
): ScoreInput {
  const yTrue = Float64Array.from(y);
  return { task: taskOf(nClasses), nClasses, yTrue, predicted: Float64Array.from(proba.flat()) };
}

describe('every metric has scikit-learn’s value to 1e-12', () => {
  it.each(answers.metrics.map((given, i) => ({ i, given })))('rows $i', ({ given }) => {
    const ours = scoreAll(inputOf(given));
    expect(new Set(ours.keys())).toEqual(new Set(Object.keys(given.scores)));
    for (const [id, mine] of ours) {
      const theirs = given.scores[id]!;
      if (theirs === null || mine === null) expect([id, mine]).toEqual([id, theirs]);
      else
        expect([id, apart(mine, theirs) < tolerance, mine, theirs]).toEqual([
          id,
          true,
          mine,
          theirs,
        ]);
    }
  });

  it('for each metric of the registry; those of groups are proved in oracle/groups', () => {
    const proved = new Set(answers.metrics.flatMap(({ scores }) => Object.keys(scores)));
    expect(proved).toEqual(
      new Set(metricSpecs.filter((m) => m.needs !== 'matrix').map((m) => m.id)),
    );
  });
});

describe('a metric that has no meaning on the rows is null with a reason', () => {
  const oneClass = classification(
    [1, 1, 1],
    [
      [0.25, 0.75],
      [0.75, 0.25],
      [0.125, 0.875],
    ],
  );

  it('on rows of one class, where only shares and errors of single rows are left', () => {
    const defined = [...scoreAll(oneClass)].filter(([, s]) => s !== null).map(([id]) => id);
    expect(defined).toEqual(['accuracy', 'log_loss', 'brier']);
    expect(whyNotDefined('roc_auc', oneClass)).toBe('All rows here are of one class.');
  });

  it('on rows of one class of three', () => {
    const rows = classification([2, 2], Array(2).fill([0.125, 0.125, 0.75]) as number[][]);
    const defined = [...scoreAll(rows)].filter(([, s]) => s !== null).map(([id]) => id);
    expect(defined).toEqual(['accuracy', 'top_2_accuracy', 'log_loss', 'brier']);
    expect(whyNotDefined('top_3_accuracy', rows)).toMatch(/every row is among the top 3/);
  });

  it('on equal true values, for shares of variance', () => {
    const rows = regression([0.1, 0.1, 0.1], [0.1, 0.1, 0.1]);
    const scores = scoreAll(rows);
    expect([scores.get('r2'), scores.get('explained_variance'), scores.get('rmse')]).toEqual([
      null,
      null,
      0,
    ]);
    expect(whyNotDefined('r2', rows)).toMatch(/equal/);
  });

  it('on one row, for shares of variance', () => {
    expect(whyNotDefined('r2', regression([1], [2]))).toMatch(/1 row/);
    expect(score('mae', regression([1], [2]))).toBe(1);
  });

  it('on no rows at all', () => {
    for (const task of tasks) {
      const none = { yTrue: new Float64Array(0), predicted: new Float64Array(0) };
      const scores = scoreAll({ task, nClasses: 2, ...none });
      expect([...scores.values()].every((s) => s === null)).toBe(true);
    }
  });

  it('when predictions are infinite or NaN', () => {
    expect(score('mse', regression([1, 2], [1, 1e200]))).toBeNull();
    expect(score('mae', regression([1, 2], [1, NaN]))).toBeNull();
    expect(
      score(
        'roc_auc',
        classification(
          [0, 1],
          [
            [NaN, NaN],
            [0, 1],
          ],
        ),
      ),
    ).toBeNull();
    expect(whyNotDefined('rmse', regression([1, 2], [Infinity, 1]))).toMatch(/infinite/);
  });

  it('for log errors of values of −1 and below', () => {
    expect(whyNotDefined('rmsle', regression([1, 2], [1, -1]))).toMatch(/−1 or less/);
  });
});

describe('the registry', () => {
  it('gives scores in its own order', () => {
    for (const task of tasks) {
      const input =
        task === 'regression'
          ? regression([1, 2], [1, 2])
          : classification(
              [0, 1],
              [
                [1, 0],
                [0, 1],
              ],
            );
      const ids = [...scoreAll({ ...input, task }).keys()];
      expect(ids).toEqual(metricsFor(task).map((m) => m.id));
    }
  });

  it('has a primary metric for each task that belongs to it and is better when higher', () => {
    for (const task of tasks.filter((t) => metricsFor(t).length > 0)) {
      const spec = metricSpec(primaryMetric(task));
      expect(spec.tasks).toContain(task);
      expect(spec.better).toBe('higher');
    }
  });

  it('calls a metric better when higher exactly where a perfect model scores above a poor one', () => {
    const perfect: Partial<Record<Task, ScoreInput>> = {
      binary: classification(
        [0, 1, 1, 0],
        [
          [1, 0],
          [0, 1],
          [0, 1],
          [1, 0],
        ],
      ),
      multiclass: classification(
        [0, 1, 2, 3],
        [
          [1, 0, 0, 0],
          [0, 1, 0, 0],
          [0, 0, 1, 0],
          [0, 0, 0, 1],
        ],
      ),
      regression: regression([1, 2, 4], [1, 2, 4]),
      clustering: grouped([0, 0, 1, 1]),
    };
    const poor: Partial<Record<Task, ScoreInput>> = {
      binary: classification(
        [0, 1, 1, 0],
        [
          [0, 1],
          [1, 0],
          [0, 1],
          [0, 1],
        ],
      ),
      multiclass: classification(
        [0, 1, 2, 3],
        [
          [0, 1, 0, 0],
          [0, 0, 1, 0],
          [1, 0, 0, 0],
          [0, 1, 0, 0],
        ],
      ),
      regression: regression([1, 2, 4], [4, 0, 1]),
      clustering: grouped([0, 1, 0, 1]),
    };
    for (const task of tasks) {
      for (const { id, better } of metricsFor(task)) {
        const [best, worst] = [score(id, perfect[task]!)!, score(id, poor[task]!)!];
        expect([id, best > worst ? 'higher' : 'lower']).toEqual([id, better]);
      }
    }
  });
});

function grouped(labels: readonly number[]): ScoreInput {
  const column = Float64Array.of(0, 0.5, 5, 6);
  return {
    task: 'clustering',
    nClasses: 0,
    yTrue: new Float64Array(0),
    predicted: Float64Array.from(labels),
    matrix: { rows: 4, names: ['x'], columns: [column] },
  };
}

describe('the interval of the primary metric', () => {
  const drain = (input: ScoreInput, seed: number) => {
    const steps = primaryInterval(input, seed);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  };
  const auc: MetricId = 'roc_auc';

  it('holds the score and narrows with the rows', () => {
    const width = (n: number) => {
      const input: ScoreInput = { task: 'binary', ...drawClasses([2, n, 2, 50]) };
      const interval = drain(input, 42)!;
      const whole = score(auc, input)!;
      expect(interval.low).toBeLessThan(whole);
      expect(interval.high).toBeGreaterThan(whole);
      return interval.high - interval.low;
    };
    const ratio = width(200) / width(3200);
    expect(ratio).toBeGreaterThan(2.8);
    expect(ratio).toBeLessThan(5.7);
  });

  it("is Wilson's for accuracy, so that all right of few is not all right for ever", () => {
    // 10 of 10: Wilson's interval is 1/(1 + z²/10) to 1, as in Brown, Cai and DasGupta 2001.
    const input: ScoreInput = {
      task: 'multiclass',
      nClasses: 3,
      yTrue: Float64Array.from([0, 1, 2, 0, 1, 2, 0, 1, 2, 0]),
      predicted: Float64Array.from(
        [0, 1, 2, 0, 1, 2, 0, 1, 2, 0].flatMap((k) => [0, 1, 2].map((c) => (c === k ? 1 : 0))),
      ),
    };
    const interval = drain(input, 0)!;
    expect(interval.low).toBeCloseTo(0.7224672, 6);
    expect(interval.high).toBeCloseTo(1, 12);
  });

  it('leaves out resamples of one class', () => {
    const rows = [0, 1, 1, 1, 1, 1];
    const input = classification(
      rows,
      rows.map((y, i) => [1 - (y + i) / 10, (y + i) / 10]),
    );
    const interval = drain(input, 0)!;
    expect(interval.resamples).toBeLessThan(200);
    expect(interval.resamples).toBeGreaterThan(100);
  });

  it('is null where the metric is', () => {
    expect(
      drain(
        classification(
          [1, 1],
          [
            [0, 1],
            [0, 1],
          ],
        ),
        0,
      ),
    ).toBeNull();
  });
});
