import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { doubles, fitting, order, record, unless } from '#lib/engine/state.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { coreDistances } from '../coreDistances.ts';
import { eachHasMean, grouped, groupMeans, type Grouped } from '../groupMeans.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { checkNeighbours, checkPairs, refuseNewRows } from '../unsupervised.ts';
import { cutAt, steepGroups } from './groups.ts';
import { ordered, rounded } from './order.ts';
import { mostRows, type OpticsSpec } from './spec.ts';

export interface OpticsFitted extends Grouped {
  /** Rows in the order in which they were reached, and how near each lies to those before it. */
  readonly order: Int32Array;
  readonly reachability: Float64Array;
}

const opticsForm = fitting(
  record<OpticsFitted>({
    ...grouped,
    order: order(null),
    reachability: doubles({ least: 0, infinite: true }),
  }),
  (fitted) => {
    const { labels, order: reached, reachability } = fitted;
    const n = labels.length;
    return (
      eachHasMean(fitted) ??
      unless([
        reached.length === n && reachability.length === n,
        'its lists are not one entry a row',
      ])
    );
  },
);

/** scikit-learn's OPTICS in Euclidean distance. */
export const opticsCompute = defineModelCompute<OpticsSpec>()<OpticsFitted>({
  state: { version: 1, form: opticsForm },
  fit,
  describes: 'training',
  describe: ({ labels }) => ({ labels }),
  predict: () => refuseNewRows('optics', 'k-means'),
  explain: ({ means }, names) => ({
    means: means.map((mean) => names.map((name, j) => [name, mean[j]!] as const)),
  }),
});

type Params = ParamsOf<OpticsSpec>;

function* fit(input: FitInput<Params>): Generator<Progress, OpticsFitted> {
  checkInput(input, 'optics');
  const { X, params } = input;
  checkNeighbours(X.rows, params.minSamples, 'optics');
  if (params.minClusterSize !== null) checkNeighbours(X.rows, params.minClusterSize, 'optics');
  checkPairs(X.rows, mostRows, 'optics');
  checkReach(params);
  yield { share: 0 };
  const { minSamples, xi, predecessorCorrection } = params;
  const rows = { values: rowMajorOf(X.columns, X.rows), count: X.rows, width: X.columns.length };
  const maxEps = params.maxEps ?? Infinity;
  const core = yield* coresOf(rows, minSamples, maxEps);
  const found = yield* ordered(rows, core, maxEps);
  const minClusterSize = params.minClusterSize ?? minSamples;
  const labels =
    params.clusterMethod === 'dbscan'
      ? cutAt(found, core, params.eps ?? maxEps)
      : steepGroups(found, { xi, minSamples, minClusterSize, predecessorCorrection });
  yield { share: 1 };
  const { order, reachability } = found;
  return { labels, order, reachability, means: groupMeans(X, labels) };
}

function* coresOf(
  rows: Rows,
  minSamples: number,
  maxEps: number,
): Generator<Progress, Float64Array> {
  const work = coreDistances(rows, minSamples);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: 0.3 * turn.value };
  return turn.value.map((x) => (x > maxEps ? Infinity : rounded(x)));
}

function checkReach({ clusterMethod, eps, maxEps }: Params): void {
  if (clusterMethod !== 'dbscan' || eps === null || maxEps === null || eps <= maxEps) return;
  throw new EngineError({
    code: 'params-invalid',
    what: `The reach of DBSCAN is ${eps}, beyond the farthest reach of ${maxEps}`,
    where: { model: 'optics' },
    remedy: `Set the reach of DBSCAN to ${maxEps} or less, or raise the farthest reach.`,
  });
}
