import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { doubles, record } from '#lib/engine/state.ts';
import { labelsOf, lineAt } from '../anomalies.ts';
import { checkInput, checkRows } from '../check.ts';
import { nearest, type Rows } from '#lib/engine/kernels/reference/near.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { checkGroups, checkPairs, refuseNewRows } from '../unsupervised.ts';
import type { LocalOutlierFactorSpec } from './spec.ts';

export interface LocalOutlierFactorFitted {
  readonly scores: Float64Array;
}

/** More rows, and comparing all pairs takes many minutes. */
const mostRows = 200_000;
/** Queries between two yields. */
const queriesAtOnce = 64;
/** Where the paper draws the line: 1.5 times as far from its neighbours as they are from theirs. */
const usualLine = -1.5;

/** Breunig, Kriegel, Ng and Sander 2000, as scikit-learn's LocalOutlierFactor without novelty. */
export const localOutlierFactorCompute =
  defineModelCompute<LocalOutlierFactorSpec>()<LocalOutlierFactorFitted>({
    state: { version: 1, form: record<LocalOutlierFactorFitted>({ scores: doubles() }) },
    fit,
    describes: 'training',
    describe: ({ scores }) => ({ labels: labelsOf(scores), scores }),
    predict: () => refuseNewRows('localOutlierFactor', 'the isolation forest'),
    explain: () => ({}),
  });

type Input = FitInput<ParamsOf<LocalOutlierFactorSpec>>;

function* fit(input: Input): Generator<Progress, LocalOutlierFactorFitted> {
  checkInput(input, 'localOutlierFactor');
  const { X, params } = input;
  checkRows(X.rows, 'localOutlierFactor');
  checkGroups(X.rows, 2, 'localOutlierFactor');
  checkPairs(X.rows, mostRows, 'localOutlierFactor');
  yield { share: 0 };
  const k = Math.min(params.nNeighbors, X.rows - 1);
  const found = yield* neighbours(X.columns, X.rows, k);
  const density = densities(found, k);
  const factors = new Float64Array(X.rows);
  for (let i = 0; i < X.rows; i += 1) {
    let sum = 0;
    for (let at = i * k; at < i * k + k; at += 1) sum += density[found.rows[at]!]! / density[i]!;
    factors[i] = -sum / k;
  }
  const line = params.contamination === 'auto' ? usualLine : lineAt(factors, params.contamination);
  yield { share: 1 };
  return { scores: factors.map((x) => x - line) };
}

interface Neighbours {
  /** Row-major rows × k, ascending. */
  readonly distances: Float64Array;
  readonly rows: Int32Array;
}

/** The k nearest other rows of each row; of equally near ones the earlier. */
function* neighbours(
  columns: readonly Float64Array[],
  n: number,
  k: number,
): Generator<Progress, Neighbours> {
  const all: Rows = { values: rowMajorOf(columns, n), count: n, width: columns.length };
  const distances = new Float64Array(n * k);
  const rows = new Int32Array(n * k);
  for (let from = 0; from < n; from += queriesAtOnce) {
    const count = Math.min(queriesAtOnce, n - from);
    const values = all.values.subarray(from * all.width, (from + count) * all.width);
    const near = nearest(all, { values, count, width: all.width }, k + 1, 'euclidean');
    for (let q = 0; q < count; q += 1) {
      let to = (from + q) * k;
      const first = q * (k + 1);
      // A row is its own nearest, unless so many lie in the same place that it is not even found.
      let left = k;
      for (let at = first; at <= first + k && left > 0; at += 1) {
        if (near.rows[at] === from + q) continue;
        distances[to] = Math.sqrt(near.distances[at]!);
        rows[to] = near.rows[at]!;
        to += 1;
        left -= 1;
      }
    }
    yield { share: (0.98 * (from + count)) / n };
  }
  return { distances, rows };
}

/** 1 over the mean reachability: the distance, but never below the neighbour's own reach. */
function densities({ distances, rows }: Neighbours, k: number): Float64Array {
  const n = distances.length / k;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = 0;
    for (let at = i * k; at < i * k + k; at += 1)
      sum += Math.max(distances[at]!, distances[rows[at]! * k + k - 1]!);
    out[i] = 1 / (sum / k + 1e-10);
  }
  return out;
}
