import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { score } from '#lib/metrics/scores.ts';
import type { MetricId } from '#lib/metrics/specs.ts';
import type { BirchFitted } from '#lib/models/birch/compute.ts';
import type { ModelId } from '#lib/models/specs.ts';
import { computeOf, gap, matrixOf, renumbered, specOf } from '../models/answers.ts';

interface Case {
  readonly model: ModelId;
  readonly params: Readonly<Record<string, unknown>>;
  readonly table: string;
  readonly labels?: readonly number[];
  readonly scores?: readonly number[];
  readonly metrics?: Readonly<Record<string, number>> | null;
  readonly inertia?: number;
  readonly lowerBound?: number;
  readonly iterations?: number;
  readonly means?: readonly (readonly number[])[];
  /** Of Birch, before they are joined. */
  readonly smallGroups?: number;
  /** Of OPTICS: rows as they were reached, and how near by row; null where one begins anew. */
  readonly order?: readonly number[];
  readonly reachability?: readonly (number | null)[];
}

interface Answers {
  readonly tables: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly cases: readonly Case[];
}

const seed = 7;
const { tables, cases } = JSON.parse(
  readFileSync(new URL('./answers.json', import.meta.url), 'utf8'),
) as Answers;

const named = cases.map((c) => ({
  ...c,
  name: `${c.model} on ${c.table} with ${JSON.stringify(c.params)}`,
}));

const fitted = (c: Case): Record<string, unknown> =>
  driveSync(
    computeOf(c.model).fit({
      X: matrixOf(tables[c.table]!),
      y: new Float64Array(0),
      task: specOf(c.model).tasks[0]!,
      nClasses: 0,
      params: v.parse(specOf(c.model).params, c.params),
      seed,
    }),
  ) as Record<string, unknown>;

/**
 * libsvm holds its kernel in single precision and ends at a slope of tol; a forest of 300 trees with other draws is
 * as far from scikit-learn's as two of scikit-learn's own are from each other.
 */
const closeness = (model: ModelId): number =>
  model === 'isolationForest' ? 0.05 : model === 'oneClassSvm' ? 1e-4 : 1e-8;

/**
 * Where rounding numbers the groups, also in scikit-learn: Birch's small groups (`apart` in features.ts), and parts of a
 * net that no link joins, which every start of k-means finds without a rest.
 */
const numbered = (c: Case, labels: Iterable<number>): number[] => {
  const byRounding =
    (c.model === 'birch' && c.params['nClusters'] === null) ||
    (c.model === 'spectral' && c.params['nNeighbors'] === 15);
  return byRounding ? renumbered(labels) : [...labels];
};

describe.each(named)('$name', (c) => {
  const state = fitted(c);
  const said = computeOf(c.model).describe!(state);
  const X = matrixOf(tables[c.table]!);

  it('gives each row the answer that scikit-learn gives it', () => {
    if (c.labels) expect(numbered(c, said.labels)).toEqual(numbered(c, c.labels));
    if (c.scores) expect(gap(said.scores!, c.scores), c.model).toBeLessThan(closeness(c.model));
    const { means } = computeOf(c.model).explain(state, X.names);
    const ours = means?.flatMap((mean) => mean.map(([, x]) => x)) ?? [];
    if (c.means) expect(gap(ours, c.means.flat())).toBeLessThan(1e-6);
    if (c.inertia !== undefined)
      expect(gap([state['inertia'] as number], [c.inertia])).toBeLessThan(1e-9);
    if (c.lowerBound !== undefined)
      expect(gap([state['lowerBound'] as number], [c.lowerBound])).toBeLessThan(1e-6);
    if (c.iterations !== undefined) expect(state['iterations']).toBe(c.iterations);
    if (c.smallGroups !== undefined)
      expect((state as unknown as BirchFitted).centres.count).toBe(c.smallGroups);
    if (c.order) expect(state['order']).toEqual(Int32Array.from(c.order));
    if (c.reachability) {
      const told = [...(state['reachability'] as Float64Array)];
      const finite = (x: number | null): number => (x === null || x === Infinity ? -1 : x);
      expect(gap(told.map(finite), c.reachability.map(finite))).toBeLessThan(1e-12);
    }
  });

  // scikit-learn has the distance of a lone row to itself from squares: 1e-8 and not 0.
  it('scores its groups as scikit-learn does', () => {
    const predicted = Float64Array.from(said.labels);
    const input = {
      task: 'clustering' as Task,
      nClasses: 0,
      yTrue: new Float64Array(0),
      predicted,
    };
    for (const id of ['silhouette', 'calinski_harabasz', 'davies_bouldin'] as MetricId[]) {
      const ours = score(id, { ...input, matrix: X });
      const theirs = c.metrics?.[id];
      if (theirs === undefined) expect(ours, id).toBe(c.metrics === null ? null : ours);
      else expect(gap([ours!], [theirs]), id).toBeLessThan(1e-7);
    }
  });

  it('predicts its own rows as it described them, or refuses', () => {
    const predict = (): Float64Array => computeOf(c.model).predict(state, X);
    if (specOf(c.model).capabilities.newRows === false)
      expect(predict).toThrow('no answer for new ones');
    else if (said.scores) expect(gap(predict(), said.scores)).toBeLessThan(1e-9);
    else {
      // As in scikit-learn, rows out of reach of every peak are in none, and new ones still go to the nearest.
      const inReach = (row: number): boolean =>
        c.params['clusterAll'] !== false || said.labels[row]! >= 0;
      expect([...predict()].filter((_, row) => inReach(row))).toEqual(
        [...said.labels].filter((_, row) => inReach(row)),
      );
    }
  });
});
