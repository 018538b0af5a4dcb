import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { isClassification, type Task } from '#lib/recipe/profile.ts';
import { classesOf, computeOf, gap, matrixOf, specOf } from '../models/answers.ts';

interface Case {
  readonly model: 'voting' | 'stacking';
  readonly task: Task;
  readonly params: object;
  readonly X: number[][];
  readonly y: number[];
  readonly fresh: number[][];
  readonly answers: number[];
}

const cases = JSON.parse(
  readFileSync(new URL('answers.json', import.meta.url), 'utf8'),
) as readonly Case[];

/** As generate.py has them. */
const members = (task: Task): object[] =>
  isClassification(task)
    ? [
        { model: 'logisticRegression', params: { C: 0.5, tol: 1e-12, maxIter: 10000 }, weight: 2 },
        { model: 'gaussianNB', weight: 0.5 },
        { model: 'kNeighbors', params: { nNeighbors: 4 }, weight: 1 },
      ]
    : [
        { model: 'ridge', params: { alpha: 2 }, weight: 2 },
        { model: 'kNeighbors', params: { nNeighbors: 4 }, weight: 0.5 },
      ];

it.each(cases)('$model answers as scikit-learn for $task', (one) => {
  const { model, task, params, X, y, fresh, answers } = one;
  const names = ['a', 'b', 'c'];
  const fitted: unknown = driveSync(
    computeOf(model).fit({
      X: matrixOf(X, names),
      y: Float64Array.from(y),
      task,
      nClasses: classesOf(task),
      params: v.parse(specOf(model).params, { ...params, members: members(task) }) as unknown,
      seed: 0,
    }),
  );
  const got = computeOf(model).predict(fitted, matrixOf(fresh, names));
  expect(gap(got, Float64Array.from(answers))).toBeLessThan(1e-6);
});
