import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import type { BirchFitted } from '#lib/models/birch/compute.ts';
import type { Grouped } from '#lib/models/groupMeans.ts';
import { computeOf, matrixOf, specOf } from '../oracle/models/answers.ts';

/** Fits after which a group has no rows: what is kept of it is numbers all the same, and may be stored. */
describe('a group without rows', () => {
  const facts = { features: 2, classes: 1, classified: false };
  const fit = (id: 'birch' | 'spectral', columns: number[][], given: object): Grouped =>
    driveSync(
      computeOf(id).fit({
        X: matrixOf(columns),
        y: new Float64Array(0),
        task: 'clustering',
        nClasses: 1,
        params: v.parse(specOf(id).params, given) as unknown,
        seed: 0,
      }),
    ) as Grouped;

  it('of Birch is like its centres, as new rows may fall into it', () => {
    const columns = [
      [5, 2, 5, 4, 5, 5, 3, 0, 1, 1, 6, 2, 5, 2, 4, 3, 0, 4, 1, 2, 2, 1],
      [5, 6, 4, 7, 1, 5, 3, 4, 4, 6, 0, 6, 2, 7, 4, 3, 6, 4, 1, 6, 6, 5],
    ];
    const given = { threshold: 0.8675, branchingFactor: 3, nClusters: null };
    const fitted = fit('birch', columns, given) as BirchFitted;
    const { labels, means, centres } = fitted;
    const empty = [...means.keys()].filter((group) => !labels.includes(group));
    expect(empty).toHaveLength(1);
    const [at] = empty as [number];
    expect(means[at]).toEqual(centres.values.slice(2 * at, 2 * at + 2));
    expect(computeOf('birch').state.form(fitted, facts)).toBeNull();
  });

  it('of the spectral net is none', () => {
    const columns = [0, 1].map((j) => Array.from({ length: 16 }, (_, i) => 3 * ((i + j) % 2)));
    const given = { nClusters: 4, nComponents: 2, nInit: 1, gamma: 0.3 };
    const fitted = fit('spectral', columns, given);
    expect(new Set(fitted.labels).size).toBe(fitted.means.length);
    expect(computeOf('spectral').state.form(fitted, facts)).toBeNull();
  });
});
