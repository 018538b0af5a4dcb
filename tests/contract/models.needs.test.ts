import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { classesOf, computeOf, matrixOf, specOf } from '../oracle/models/answers.ts';

const ids = Object.keys(modelSpecs) as ModelId[];

describe.each(ids.filter((id) => specOf(id).needs?.features))('%s', (id) => {
  it('names the column and the number below 0 that it refuses', () => {
    const input = inputOf(id, [0, 1, 0, 1, 1, 0]);
    input.X.columns[1]![4] = -2.5;
    const { detail } = refusalOf(id, input);
    expect(detail).toMatchObject({ code: 'column-kind', where: { model: id, column: 'x1' } });
    expect(detail.what).toContain('-2.5 in training row 5');
  });

  it('takes zeros', () => {
    const input = inputOf(id, [0, 1, 0, 1, 1, 0]);
    input.X.columns[1]!.fill(0);
    expect(() => driveSync(computeOf(id).fit(input))).not.toThrow();
  });
});

describe.each(ids.filter((id) => specOf(id).needs?.target))('%s', (id) => {
  const positive = specOf(id).needs?.target === 'positive';

  it('names the row of the target that it refuses', () => {
    const { detail } = refusalOf(id, inputOf(id, [1, 2, 3, -4, 5, 6]));
    expect(detail).toMatchObject({ code: 'column-kind', where: { model: id } });
    expect(detail.what).toContain('-4 in training row 4');
  });

  it(positive ? 'refuses a target of 0' : 'takes zeros, but not zeros alone', () => {
    const some = inputOf(id, [1, 0, 3, 4, 5, 6]);
    if (positive) expect(refusalOf(id, some).detail.what).toContain('0 in training row 2');
    else expect(() => driveSync(computeOf(id).fit(some))).not.toThrow();
    refusalOf(id, inputOf(id, [0, 0, 0, 0, 0, 0]));
  });
});

describe('a model that measures distances or shapes', () => {
  it('refuses more neighbours than there are rows, with the number of rows', () => {
    const { detail } = refusalOf('kNeighbors', inputOf('kNeighbors', [1, 2, 3, 4, 5, 6], 7));
    expect(detail.what).toContain('7 neighbours');
    expect(detail.remedy).toContain('6 or less');
  });

  it('refuses a class with fewer rows than columns', () => {
    const { detail } = refusalOf(
      'quadraticDiscriminantAnalysis',
      inputOf('quadraticDiscriminantAnalysis', [0, 0, 0, 0, 0, 1]),
    );
    expect(detail.what).toContain('1 training rows for 2 columns');
  });

  it('counts of rows at the same distance the earlier', () => {
    const input = inputOf('kNeighbors', [10, 20, 30, 40, 50, 60], 1);
    const X = matrixOf([
      [1, 1, 1, 2, 2, 2],
      [0, 0, 0, 0, 0, 0],
    ]);
    const fitted: unknown = driveSync(computeOf('kNeighbors').fit({ ...input, X }));
    const at = matrixOf([
      [1, 1.5, 2],
      [0, 0, 0],
    ]);
    expect([...computeOf('kNeighbors').predict(fitted, at)]).toEqual([10, 10, 40]);
  });
});

function inputOf(id: ModelId, y: readonly number[], nNeighbors?: number): FitInput<unknown> {
  const spec = specOf(id);
  const task = spec.tasks.includes('regression') ? 'regression' : 'binary';
  return {
    X: matrixOf([
      [3, 1, 4, 1, 5, 9],
      [2, 6, 5, 3, 5, 8],
    ]),
    y: Float64Array.from(y),
    task,
    nClasses: classesOf(task),
    params: v.parse(spec.params, nNeighbors === undefined ? {} : { nNeighbors }) as unknown,
    seed: 1,
  };
}

function refusalOf(id: ModelId, input: FitInput<unknown>): EngineError {
  try {
    driveSync(computeOf(id).fit(input));
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
