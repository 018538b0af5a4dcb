import { describe, expect, it } from 'vitest';
import { driveSync } from '#lib/engine/drive.ts';
import { barnesHut, exactForces } from '#lib/engine/map/forces.ts';
import { mds } from '#lib/engine/map/mds.ts';
import { joined } from '#lib/engine/map/pairs.ts';
import { tsne } from '#lib/engine/map/tsne.ts';
import { curveOf, umap } from '#lib/engine/map/umap.ts';
import type { Cloud } from '#lib/engine/neighbours.ts';
import { principalComponents, projected } from '#lib/engine/principal.ts';
import { RandomState } from '#lib/engine/random.ts';
import { tableOf, takeRows, type TrainTable } from '#lib/engine/table.ts';
import { umap as umapStep } from '#lib/steps/reduce/umap/compute.ts';
import answers from './answers.json' with { type: 'json' };

const cloudOf = (rows: readonly (readonly number[])[]): Cloud => ({
  values: Float64Array.from(rows.flat()),
  count: rows.length,
  width: rows[0]!.length,
});

/** x and y of each row by its principal components. */
function flat(rows: readonly (readonly number[])[]): Float64Array {
  const columns = rows[0]!.map((_, j) => Float64Array.from(rows, (r) => r[j]!));
  const found = driveSync(principalComponents(columns, rows.length));
  const axes = projected(columns, rows.length, found, 2);
  return Float64Array.from({ length: 2 * rows.length }, (_, at) => axes[at % 2]![at >> 1]!);
}

const squared = (values: Float64Array, width: number, i: number, j: number): number => {
  let sum = 0;
  for (let d = 0; d < width; d += 1) sum += (values[i * width + d]! - values[j * width + d]!) ** 2;
  return sum;
};

/** Each row's others, nearest first. */
const ranked = (values: Float64Array, width: number): number[][] => {
  const n = values.length / width;
  return Array.from({ length: n }, (_, i) =>
    [...Array(n).keys()]
      .filter((j) => j !== i)
      .sort((a, b) => squared(values, width, i, a) - squared(values, width, i, b)),
  );
};

/** sklearn.manifold.trustworthiness: whether neighbours on the map are neighbours in truth. */
function trust({ values, width, count: n }: Cloud, places: Float64Array, k = 5): number {
  const truth = ranked(values, width).map((own) => new Map(own.map((j, rank) => [j, rank + 1])));
  const lost = ranked(places, 2).map((own, i) =>
    own.slice(0, k).reduce((sum, j) => sum + Math.max(0, truth[i]!.get(j)! - k), 0),
  );
  return 1 - (2 / (n * k * (2 * n - 3 * k - 1))) * lost.reduce((a, b) => a + b, 0);
}

describe.each(Object.entries(answers))('%s', (_, { rows, mds: scaled, tsne: theirs, pca }) => {
  const cloud = cloudOf(rows);
  const start = flat(rows);

  it('is measured as scikit-learn measures it', () => {
    expect(trust(cloud, start)).toBeCloseTo(pca.trust, 12);
  });

  it('is laid out by distances as scikit-learn does', () => {
    const found = driveSync(mds(cloud))!;
    const wanted = scaled.places.flat();
    const most = Math.max(...wanted.map(Math.abs));
    for (const [at, x] of found.places.entries())
      expect(Math.abs(x - wanted[at]!)).toBeLessThan(1e-8 * most);
    expect(found.stress).toBeCloseTo(scaled.stress, 10);
  });

  it('is laid out by t-SNE as well as by scikit-learn', () => {
    const { places, divergence } = driveSync(tsne(cloud, start, 30));
    expect(divergence).toBeLessThan(theirs.divergence + 0.02);
    expect(trust(cloud, places)).toBeGreaterThan(theirs.trust - 0.01);
  });

  it('is laid out by UMAP nearly as well as by t-SNE, better than flat, the same for a seed', () => {
    const settings = { neighbours: 15, minDist: 0.1, seed: 42 };
    const { places } = driveSync(umap(cloud, start, settings));
    expect(trust(cloud, places)).toBeGreaterThan(Math.max(theirs.trust - 0.02, pca.trust));
    expect(driveSync(umap(cloud, start, settings)).places).toEqual(places);
  });
});

it('gives new rows a place beside those that they are like', () => {
  const { rows, pca } = answers.blobs;
  const names = rows[0]!.map((_, j) => `c${j}`);
  const table = tableOf(names.map((name, j) => [name, rows.map((r) => r[j]!)]));
  const seen = Int32Array.from({ length: 140 }, (_, i) => i).filter((i) => i % 5 > 0);
  const train = takeRows(table, seen) as TrainTable;
  const place = {
    columns: names,
    params: { nComponents: 2, nNeighbors: 15, minDist: 0.1, randomState: 0 },
  };
  const fitted = umapStep.fit({ table: train, target: null, seed: 0, ...place });
  const placed = (t: typeof table): Float64Array => {
    const made = umapStep.transform({ table: t, ...place }, fitted).columns;
    const axes = ['umap0', 'umap1'].map((name) => made.get(name) as { values: Float64Array });
    return Float64Array.from({ length: 2 * t.rows }, (_, at) => axes[at % 2]!.values[at >> 1]!);
  };
  expect([...placed(train)]).toEqual(fitted.places);
  // umap-learn 0.5.12 keeps 0.944 of these neighbours.
  expect(trust(cloudOf(rows), placed(table))).toBeGreaterThan(Math.max(pca.trust, 0.944));
});

it('bundles far rows with little loss', () => {
  const random = new RandomState(1);
  const n = 400;
  const places = Float64Array.from({ length: 2 * n }, () => 5 * random.normal());
  places.copyWithin(2, 0, 2); // A copy in the same place.
  const pairs = joined(
    Int32Array.from({ length: n }, (_, i) => (i + 1) % n),
    new Float64Array(n).fill(1 / (2 * n)),
    { count: n, join: (a, b) => a + b },
  );
  const [exact, bundled] = [exactForces(places, pairs, 1), barnesHut(places, pairs, 1)];
  expect(Math.abs(bundled.sum / exact.sum - 1)).toBeLessThan(0.02);
  const size = Math.sqrt(exact.gradient.reduce((sum, g) => sum + g * g, 0));
  const off = Math.sqrt(
    exact.gradient.reduce((sum, g, at) => sum + (g - bundled.gradient[at]!) ** 2, 0),
  );
  expect(off / size).toBeLessThan(0.02);
});

it('bends the curve of UMAP as umap-learn does', () => {
  const { a, b } = curveOf(0.1);
  expect(a).toBeCloseTo(1.57694, 4);
  expect(b).toBeCloseTo(0.89506, 4);
});
