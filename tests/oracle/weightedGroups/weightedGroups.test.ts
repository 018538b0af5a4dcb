import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { computeOf, gap, matrixOf, specOf } from '../models/answers.ts';

/** Groups of rows that count differently: scikit-learn's `sample_weight`. */

interface Case {
  readonly model: ModelId;
  readonly params: object;
  readonly table: string;
  readonly weights: string;
  readonly labels?: readonly number[];
  readonly scores?: readonly number[];
  /** Of DBSCAN: the places of the rows inside their groups. */
  readonly core?: readonly number[];
  /** Of k-means. */
  readonly means?: readonly (readonly number[])[];
  readonly inertia?: number;
  readonly iterations?: number;
}

const seed = 7;
const { tables, weights, cases } = JSON.parse(
  readFileSync(new URL('./answers.json', import.meta.url), 'utf8'),
) as {
  readonly tables: Readonly<Record<string, number[][]>>;
  readonly weights: Readonly<Record<string, number[]>>;
  readonly cases: readonly Case[];
};

/** Forests with other draws are compared by the mean over the rows: 0.007 apart, and without the weights 0.09. */
const apart = (model: ModelId, ours: Float64Array, theirs: readonly number[]): number =>
  model === 'isolationForest'
    ? theirs.reduce((sum, x, i) => sum + Math.abs(x - ours[i]!), 0) / theirs.length
    : gap(ours, theirs);
const allowed = (model: ModelId): number => (model === 'isolationForest' ? 0.01 : 1e-6);

interface State {
  readonly core?: Uint8Array;
  readonly centres?: readonly Float64Array[];
  readonly inertia?: number;
  readonly iterations?: number;
}

function fitted({ model, params, table }: Case, weight: readonly number[] | null): State {
  const input = {
    X: matrixOf(tables[table]!),
    y: new Float64Array(0),
    task: specOf(model).tasks[0]!,
    nClasses: 0,
    params: v.parse(specOf(model).params, params) as unknown,
    seed,
    ...(weight && { weight: Float64Array.from(weight) }),
  };
  return driveSync(computeOf(model).fit(input)) as State;
}

const named = cases.map(
  (c) => [`${c.model} on ${c.table} with ${JSON.stringify(c.params)}, ${c.weights}`, c] as const,
);

describe.each(named)('%s', (_, c) => {
  it('says of each row what scikit-learn says', () => {
    const state = fitted(c, weights[c.weights]!);
    const said = computeOf(c.model).describe!(state);
    if (c.labels) expect([...said.labels]).toEqual(c.labels);
    if (c.scores) expect(apart(c.model, said.scores!, c.scores)).toBeLessThan(allowed(c.model));
    if (c.means) {
      expect(state.iterations).toBe(c.iterations);
      expect(
        gap(
          state.centres!.flatMap((centre) => [...centre]),
          c.means.flat(),
        ),
      ).toBeLessThan(1e-9);
      expect(gap([state.inertia!], [c.inertia!])).toBeLessThan(1e-9);
    }
    if (c.core) expect([...state.core!.keys()].filter((i) => state.core![i])).toEqual(c.core);
  });

  it('takes weights of 1 as none', () => {
    const even = fitted(
      c,
      weights[c.weights]!.map(() => 1),
    );
    expect(even).toEqual(fitted(c, null));
    expect(even).not.toEqual(fitted(c, weights[c.weights]!));
  });
});

it.each(['kMeans', 'miniBatchKMeans'] as const)(
  '%s refuses fewer rows that count than groups',
  (model) => {
    const c = { model, params: { nClusters: 3 }, table: 'blobs', weights: 'times' };
    const only = (rows: number) => weights['times']!.map((_, i) => Number(i % 70 < rows));
    // Rows 0, 70 and 140 count.
    expect(new Set(fitted(c, only(1)).centres!.map((centre) => centre.join())).size).toBe(3);
    expect(() => fitted({ ...c, params: { nClusters: 4 } }, only(1))).toThrow(
      '4 groups are asked for, and 3 rows that one may begin with have a weight above 0',
    );
  },
);

it('isolationForest refuses fewer rows that count than a tree draws', () => {
  const c = { params: { maxSamples: 4 }, table: 'blobs', weights: 'times' };
  const only = (rows: number) => weights['times']!.map((_, i) => (i < rows ? 1e-300 : 0));
  expect(fitted({ ...c, model: 'isolationForest' }, only(4))).toBeDefined();
  expect(() => fitted({ ...c, model: 'isolationForest' }, only(3))).toThrow(
    'Each tree is to draw 4 rows, and 3 have a weight above 0',
  );
});

it('there is a case for each model without a target that takes weights', () => {
  const taking = (Object.keys(modelSpecs) as ModelId[]).filter(
    (id) => specOf(id).capabilities.weights === true && !specOf(id).tasks.some(isSupervised),
  );
  expect(taking.filter((id) => !cases.some((c) => c.model === id))).toEqual([]);
});
