import { CentredRows } from '#lib/engine/kernels/kmeans.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { centresForm, nearestCentre, type CentresFitted } from '../centres.ts';
import { checkInput } from '../check.ts';
import { checkCounted, checkGroups } from '../unsupervised.ts';
import { sameGroups } from './groups.ts';
import { lloyd, type Run } from './lloyd.ts';
import { plusPlus, randomRows } from './seeds.ts';
import type { KMeansSpec } from './spec.ts';

/** scikit-learn's KMeans, algorithm "lloyd": the same draws, turns and ends. */
export const kMeansCompute = defineModelCompute<KMeansSpec>()<CentresFitted>({
  state: { version: 1, form: centresForm },
  takesWeights: true,
  fit,
  describe: ({ labels }) => ({ labels }),
  predict: ({ centres }, X) => nearestCentre(centres, X),
  explain: ({ centres, iterations, converged }, names) => ({
    means: centres.map((centre) => names.map((name, j) => [name, centre[j]!] as const)),
    iterations,
    converged,
  }),
});

type Input = FitInput<ParamsOf<KMeansSpec>>;

function* fit(input: Input): Generator<Progress, CentresFitted> {
  checkInput(input, 'kMeans');
  const { X, params, seed, weight = null } = input;
  checkGroups(X.rows, params.nClusters, 'kMeans');
  checkCounted(weight, params.nClusters, 'kMeans');
  yield { share: 0 };
  const rows = new CentredRows(X.columns, X.rows, weight);
  try {
    const best = yield* bestOf(rows, params, new RandomState(seed));
    const { width, means } = rows;
    yield { share: 1 };
    return {
      centres: Array.from({ length: params.nClusters }, (_, c) =>
        means.map((mean, j) => best.centres[c * width + j]! + mean),
      ),
      labels: best.labels,
      inertia: best.inertia,
      iterations: best.iterations,
      converged: best.converged,
    };
  } finally {
    rows.close();
  }
}

function* bestOf(
  rows: CentredRows,
  params: Input['params'],
  random: RandomState,
): Generator<Progress, Run> {
  const starts = params.nInit === 'auto' ? (params.init === 'random' ? 10 : 1) : params.nInit;
  const limits = { maxIter: params.maxIter, tolerance: params.tol * rows.variance };
  let best: Run | null = null;
  for (let start = 0; start < starts; start += 1) {
    const centres = yield* shares(seeds(rows, random, params), start / starts);
    const work = lloyd(rows, centres, limits);
    let turn = work.next();
    for (; !turn.done; turn = work.next()) {
      const note = `start ${start + 1} of ${starts}, turn ${turn.value + 1}`;
      yield { share: (start + 0.05 + (0.95 * turn.value) / (turn.value + 30)) / starts, note };
    }
    const run: Run = turn.value;
    if (!best || (run.inertia < best.inertia && !sameGroups(run.labels, best.labels))) best = run;
  }
  return best!;
}

const seeds = (
  rows: CentredRows,
  random: RandomState,
  { init, nClusters }: Input['params'],
): Generator<void, Float64Array> =>
  init === 'random' ? drawn(rows, random, nClusters) : plusPlus(rows, nClusters, random);

function* drawn(rows: CentredRows, random: RandomState, k: number): Generator<void, Float64Array> {
  yield;
  return randomRows(rows, k, random);
}

function* shares<T>(work: Generator<void, T>, share: number): Generator<Progress, T> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share };
  return turn.value;
}
