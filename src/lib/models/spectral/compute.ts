import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { groupedForm, groupMeans, withoutGaps, type Grouped } from '../groupMeans.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { checkGroups, checkNeighbours, checkPairs, refuseNewRows } from '../unsupervised.ts';
import { byKMeans, byQR, byRounding } from './assign.ts';
import { allLinks, nearLinks, type Net } from './links.ts';
import { mostLinkedRows, mostRows, type SpectralSpec } from './spec.ts';
import { largest } from './subspace.ts';

/** Normalised cuts (Shi and Malik 2000; Ng, Jordan and Weiss 2002) as scikit-learn's SpectralClustering. */
export const spectralCompute = defineModelCompute<SpectralSpec>()<Grouped>({
  state: { version: 1, form: groupedForm },
  fit,
  describes: 'training',
  describe: ({ labels }) => ({ labels }),
  predict: () => refuseNewRows('spectral', 'k-means'),
  explain: ({ means }, names) => ({
    means: means.map((mean) => names.map((name, j) => [name, mean[j]!] as const)),
  }),
});

type Params = ParamsOf<SpectralSpec>;

function* fit(input: FitInput<Params>): Generator<Progress, Grouped> {
  checkInput(input, 'spectral');
  const { X, params, seed } = input;
  const directions = params.nComponents ?? params.nClusters;
  checkGroups(X.rows, Math.max(2, params.nClusters, directions), 'spectral');
  const linked = params.affinity === 'nearestNeighbors';
  if (linked) checkNeighbours(X.rows, params.nNeighbors, 'spectral');
  checkPairs(X.rows, linked ? mostLinkedRows : mostRows, 'spectral');
  yield { share: 0 };
  const rows = { values: rowMajorOf(X.columns, X.rows), count: X.rows, width: X.columns.length };
  const net = yield* within(netOf(rows, params), 0, 0.3);
  const random = new RandomState(seed);
  // What scikit-learn draws to begin its own search with.
  for (let i = 0; i < X.rows; i += 1) random.randomSample();
  const places = yield* placesOf(net, directions, seed);
  // Rows that lie in fewer places than groups leave groups empty.
  const labels = withoutGaps(yield* within(grouped(places, params, random), 0.9, 0.99));
  yield { share: 1 };
  return { labels, means: groupMeans(X, labels) };
}

const netOf = (rows: Rows, { affinity, gamma, nNeighbors }: Params): Generator<number, Net> =>
  affinity === 'rbf' ? allLinks(rows, gamma) : nearLinks(rows, nNeighbors);

function grouped(
  places: readonly Float64Array[],
  { assignLabels, nClusters, nInit }: Params,
  random: RandomState,
): Generator<number, Int32Array> {
  if (assignLabels === 'kmeans') return byKMeans(places, nClusters, nInit, random);
  return assignLabels === 'clusterQr' ? byQR(places) : byRounding(places, random);
}

/** Each eigenvector over the roots of the rows' sums, its largest number positive. */
function* placesOf(net: Net, k: number, seed: number): Generator<Progress, Float64Array[]> {
  const work = largest(net, k, new RandomState(seed));
  let turn = work.next();
  for (; !turn.done; turn = work.next())
    yield { share: 0.3 + (0.6 * turn.value) / (turn.value + 8), note: `turn ${turn.value + 1}` };
  const { vectors, settled, moreParts } = turn.value;
  if (!settled) throw notSettled();
  if (moreParts)
    yield {
      share: 0.9,
      note: 'the net falls into more parts than groups: which of them go together is chance; more neighbours, or a smaller steepness, link them',
    };
  return vectors.map((vector) => {
    const place = vector.map((x, i) => x / net.roots[i]!);
    let most = 0;
    for (let i = 1; i < place.length; i += 1)
      if (Math.abs(place[i]!) > Math.abs(place[most]!)) most = i;
    return place[most]! < 0 ? place.map((x) => -x) : place;
  });
}

function* within<T>(work: Generator<number, T>, from: number, to: number): Generator<Progress, T> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: from + (to - from) * turn.value };
  return turn.value;
}

const notSettled = (): EngineError =>
  new EngineError({
    code: 'singular',
    what: 'The net has no clear cuts: the places of its rows did not settle in 300 turns',
    where: { model: 'spectral' },
    remedy: 'Ask for fewer groups, link more neighbours, or choose HDBSCAN.',
  });
