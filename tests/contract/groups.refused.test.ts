import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { AnyModelLowering } from '#lib/codegen/lowering.ts';
import { driveSync } from '#lib/engine/drive.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { modelLowerings } from '#lib/models/lowerings.ts';
import { EngineError, type ErrorDetail } from '#lib/recipe/errors.ts';
import { computeOf, matrixOf, specOf } from '../oracle/models/answers.ts';

describe('what cannot be done is refused before it is begun', () => {
  const line = (rows: number, step = 1): Matrix =>
    matrixOf([Array.from({ length: rows }, (_, i) => i * step)]);
  it.each([
    ['hdbscan', {}, line(100_001), 'size-limit', /sample/],
    ['hdbscan', { minSamples: 9 }, line(8), 'too-few-rows', /8 or fewer/],
    ['optics', {}, line(100_001), 'size-limit', /sample/],
    ['optics', { minClusterSize: 9 }, line(8), 'too-few-rows', /8 or fewer/],
    [
      'optics',
      { clusterMethod: 'dbscan', eps: 2, maxEps: 1 },
      line(9),
      'params-invalid',
      /1 or less/,
    ],
    ['meanShift', {}, line(100_001), 'size-limit', /reach/],
    ['meanShift', { bandwidth: 0.1 }, line(100_001), 'size-limit', /grid/],
    ['meanShift', {}, line(9, 0), 'params-invalid', /above 0/],
    [
      'meanShift',
      { bandwidth: 3, binSeeding: true, minBinFreq: 99 },
      line(9),
      'params-invalid',
      /cell/,
    ],
    ['spectral', {}, line(11_001), 'size-limit', /sample/],
    ['spectral', { affinity: 'nearestNeighbors' }, line(9), 'too-few-rows', /9 or fewer/],
    ['spectral', { nComponents: 10 }, line(9), 'too-few-rows', /9 groups/],
    ['birch', { threshold: 0.1 }, line(11_001), 'size-limit', /[Rr]aise the reach/],
    ['miniBatchKMeans', {}, line(7), 'too-few-rows', /7 groups/],
  ] as const)('%s with %j', (id, params, X, code, remedy) => {
    const input: FitInput<unknown> = {
      X,
      y: new Float64Array(0),
      task: 'clustering',
      nClasses: 0,
      params: v.parse(specOf(id).params, params),
      seed: 3,
    };
    const detail = refusalOf(() => driveSync(computeOf(id).fit(input)));
    expect(detail).toMatchObject({ code, where: { model: id } });
    expect(detail.remedy).toMatch(remedy);
  });
});

it('writes no Python for HDBSCAN with a least distance, which fails there', () => {
  const lowering: AnyModelLowering = modelLowerings.hdbscan;
  const params: unknown = v.parse(specOf('hdbscan').params, { clusterSelectionEpsilon: 0.5 });
  const detail = refusalOf(() => lowering.sklearn(params, 'clustering', 1));
  expect(detail).toMatchObject({ code: 'params-invalid', where: { model: 'hdbscan' } });
});

function refusalOf(work: () => unknown): ErrorDetail {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error.detail;
    throw error;
  }
  throw new Error('nothing was refused');
}
