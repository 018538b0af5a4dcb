import { driveSync } from '#lib/engine/drive.ts';
import { Design } from '#lib/engine/kernels/design.ts';
import { mean, moved } from '#lib/engine/linalg.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { count, doubles, flag, integers, number, perFeature, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { usualGroups } from '../kMeans/groups.ts';
import { checkGroups } from '../unsupervised.ts';
import { cloudsForm, logDensities, type Clouds } from './clouds.ts';
import { cloudsOf, type Rows } from './em.ts';
import type { GaussianMixtureSpec } from './spec.ts';

export interface GaussianMixtureFitted {
  /** What was taken from each column before. */
  readonly shift: Float64Array;
  /** In the columns' units less `shift`. */
  readonly clouds: Clouds;
  readonly labels: Int32Array;
  /** Mean log-likelihood of a row. */
  readonly lowerBound: number;
  readonly iterations: number;
  readonly converged: boolean;
}

const mixtureForm = record<GaussianMixtureFitted>({
  shift: doubles({ length: perFeature }),
  clouds: cloudsForm,
  labels: integers({ least: 0 }),
  lowerBound: number({ infinite: true }),
  iterations: count,
  converged: flag,
});

/** scikit-learn's GaussianMixture: groups of k-means, then expectation and maximisation in turns (Dempster et al. 1977). */
export const gaussianMixtureCompute =
  defineModelCompute<GaussianMixtureSpec>()<GaussianMixtureFitted>({
    state: { version: 1, form: mixtureForm },
    fit,
    describe: ({ labels }) => ({ labels }),
    predict: ({ clouds, shift }, X) =>
      Float64Array.from(driveSync(likeliest(centredBy(X, shift), X.rows, clouds)).labels),
    explain: ({ clouds, shift, iterations, converged }, names) => ({
      means: clouds.means.map((own) =>
        names.map((name, j) => [name, own[j]! + shift[j]!] as const),
      ),
      iterations,
      converged,
    }),
  });

type Input = FitInput<ParamsOf<GaussianMixtureSpec>>;
type Run = Omit<GaussianMixtureFitted, 'shift' | 'labels'>;

function* fit(input: Input): Generator<Progress, GaussianMixtureFitted> {
  checkInput(input, 'gaussianMixture');
  const { X, params, seed } = input;
  checkGroups(X.rows, params.nComponents, 'gaussianMixture');
  checkGroups(X.rows, 2, 'gaussianMixture');
  yield { share: 0 };
  const shift = Float64Array.from(X.columns, mean);
  const columns = centredBy(X, shift);
  const rows: Rows = { columns, rows: X.rows, design: new Design(columns) };
  const random = new RandomState(seed);
  let best: Run | null = null;
  for (let start = 0; start < params.nInit; start += 1) {
    const run = yield* oneRun(rows, random, params, start);
    if (!best || run.lowerBound > best.lowerBound) best = run;
  }
  const ended = yield* breathing(likeliest(columns, X.rows, best!.clouds), 0.99);
  yield { share: 1 };
  return { shift, ...best!, labels: ended.labels };
}

const centredBy = (X: Matrix, shift: Float64Array): Float64Array[] =>
  X.columns.map((x, j) => moved(x, shift[j]!));

function* oneRun(
  rows: Rows,
  random: RandomState,
  params: Input['params'],
  start: number,
): Generator<Progress, Run> {
  const { nComponents, covarianceType, regCovar, maxIter, tol, nInit } = params;
  const share = (turns: number): number => (0.98 * (start + turns / (turns + 20))) / nInit;
  const { labels } = yield* breathing(
    usualGroups(rows.columns, rows.rows, nComponents, random),
    share(0),
  );
  const first = Array.from({ length: nComponents }, (_, k) =>
    Float64Array.from(labels, (label) => Number(label === k)),
  );
  let clouds = yield* breathing(cloudsOf(rows, first, covarianceType, regCovar), share(0));
  let lowerBound = -Infinity;
  let iterations = 0;
  let converged = false;
  while (iterations < maxIter && !converged) {
    const { shares, mean: bound } = yield* breathing(
      likeliest(rows.columns, rows.rows, clouds),
      share(iterations),
    );
    clouds = yield* breathing(cloudsOf(rows, shares, covarianceType, regCovar), share(iterations));
    iterations += 1;
    converged = Math.abs(bound - lowerBound) < tol;
    lowerBound = bound;
    yield { share: share(iterations), note: `start ${start + 1} of ${nInit}, turn ${iterations}` };
  }
  return { clouds, lowerBound, iterations, converged };
}

function* breathing<T>(work: Generator<unknown, T>, share: number): Generator<Progress, T> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share };
  return turn.value;
}

interface Expected {
  /** Each row's share in each cloud: one column for each cloud. */
  readonly shares: Float64Array[];
  readonly labels: Int32Array;
  /** Mean log-likelihood of a row. */
  readonly mean: number;
}

/** The E step. */
function* likeliest(
  columns: readonly Float64Array[],
  rows: number,
  clouds: Clouds,
): Generator<void, Expected> {
  const logs = yield* logDensities(columns, rows, clouds);
  const labels = new Int32Array(rows);
  let total = 0;
  for (let i = 0; i < rows; i += 1) {
    let most = -Infinity;
    for (let k = 0; k < logs.length; k += 1) {
      if (logs[k]![i]! <= most) continue;
      most = logs[k]![i]!;
      labels[i] = k;
    }
    let sum = 0;
    for (const log of logs) sum += Math.exp(log[i]! - most);
    const norm = most + Math.log(sum);
    for (const log of logs) log[i] = Math.exp(log[i]! - norm);
    total += norm;
  }
  yield;
  return { shares: logs, labels, mean: total / rows };
}
