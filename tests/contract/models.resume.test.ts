import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import { goingOn } from '#lib/engine/fitted.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { wave } from '../oracle/models/fixtures.ts';
import { classesOf, computeOf, matrixOf, specOf } from '../oracle/models/answers.ts';

/** What a page keeps of a long training, to go on after it was closed. */

const cases: readonly (readonly [ModelId, Task, object])[] = [
  ['randomForest', 'regression', { nEstimators: 7 }],
  ['randomForest', 'multiclass', { nEstimators: 7, classWeight: 'balanced' }],
  ['extraTrees', 'binary', { nEstimators: 7, bootstrap: true }],
  ['histGradientBoosting', 'regression', { maxIter: 12, maxFeatures: 0.5 }],
  ['histGradientBoosting', 'multiclass', { maxIter: 12 }],
  ['histGradientBoosting', 'binary', { maxIter: 40, earlyStopping: 'on', nIterNoChange: 3 }],
  ['histGradientBoosting', 'regression', { maxIter: 9, categoricalFeatures: ['x1'] }],
];

/** Enough rows for the kernels; a few values are missing. */
function inputOf(id: ModelId, task: Task, params: object): FitInput<unknown> {
  const rows = 3200;
  const columns = Array.from({ length: 4 }, (_, j) =>
    Array.from({ length: rows }, (_, i) => (j === 1 ? (i * 7) % 5 : wave(i, j))),
  );
  const score = columns[0]!.map((x, i) => x + 2 * columns[2]![i]! * x + 0.1 * columns[1]![i]!);
  for (let i = 0; i < rows; i += 9) columns[3]![i] = NaN;
  const cuts = task === 'regression' ? null : task === 'binary' ? [0] : [-0.5, 0.5];
  return {
    X: matrixOf(columns, ['x0', 'x1', 'x2', 'x3']),
    y: Float64Array.from(score, (s) => cuts?.filter((cut) => s > cut).length ?? s),
    task,
    nClasses: classesOf(task),
    params: v.parse(specOf(id).params, params) as unknown,
    seed: 11,
  };
}

/** The fit's end and every checkpoint on the way, each as storage would give it back. */
function fitted(id: ModelId, input: FitInput<unknown>): { end: unknown; kept: unknown[] } {
  const work: Generator<Progress, unknown> = computeOf(id).fit(input);
  const kept: unknown[] = [];
  for (;;) {
    const turn = work.next();
    if (turn.done) return { end: turn.value, kept };
    if (turn.value.checkpoint) kept.push(structuredClone(turn.value.checkpoint()));
  }
}

describe.each(cases)('%s for %s with %j', (id, task, params) => {
  it('goes on from any checkpoint to the very end it would have had', () => {
    const input = inputOf(id, task, params);
    const { end, kept } = fitted(id, input);
    expect(kept.length).toBeGreaterThan(5);
    for (const at of [0, kept.length >> 1, kept.length - 1]) {
      const again = fitted(id, { ...input, from: kept[at] });
      expect(again.end).toEqual(end);
      expect(again.kept.length).toBe(kept.length - at - 1);
    }
  });
});

it('goes on only from a checkpoint of the same model in the same form', () => {
  const of = { model: 'randomForest', version: 2 };
  const startedFrom = (checkpoint: unknown): unknown => {
    let seen: unknown = 'nothing';
    const work = goingOn(checkpoint, of, function* (state): Generator<Progress, null> {
      seen = state;
      yield { share: 1, checkpoint: () => 'later' };
      return null;
    });
    const { value } = work.next();
    expect((value as Progress).checkpoint!()).toEqual({ ...of, state: 'later' });
    return seen;
  };
  expect(startedFrom({ ...of, state: 'here' })).toBe('here');
  expect(startedFrom({ ...of, model: 'extraTrees', state: 'here' })).toBeUndefined();
  expect(startedFrom({ ...of, version: 3, state: 'here' })).toBeUndefined();
  expect(startedFrom('here')).toBeUndefined();
  expect(startedFrom(undefined)).toBeUndefined();
});
