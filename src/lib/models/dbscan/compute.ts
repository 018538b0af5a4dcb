import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { bytes, integers, list, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { groupMeans } from '../groupMeans.ts';
import { refuseNewRows } from '../unsupervised.ts';
import { Reach } from './reach.ts';
import type { DbscanSpec } from './spec.ts';
import { coefficients } from '../forms.ts';

export interface DbscanFitted {
  readonly labels: Int32Array;
  /** 1 for a row that is the inside of its group. */
  readonly core: Uint8Array;
  readonly means: readonly Float64Array[];
}

/** Ester, Kriegel, Sander and Xu 1996, with scikit-learn's order of visits. */
const dbscanForm = record<DbscanFitted>({
  labels: integers({ least: -1 }),
  core: bytes({ most: 1 }),
  means: list(coefficients),
});

export const dbscanCompute = defineModelCompute<DbscanSpec>()<DbscanFitted>({
  state: { version: 1, form: dbscanForm },
  takesWeights: true,
  fit,
  describes: 'training',
  describe: ({ labels }) => ({ labels }),
  predict: () => refuseNewRows('dbscan', 'k-means'),
  explain: ({ means }, names) => ({
    means: means.map((mean) => names.map((name, j) => [name, mean[j]!] as const)),
  }),
});

/** Comparisons between two yields: about 5 ms. */
const breath = 1e6;

function* fit(input: FitInput<ParamsOf<DbscanSpec>>): Generator<Progress, DbscanFitted> {
  checkInput(input, 'dbscan');
  const { X, params, weight } = input;
  yield { share: 0 };
  const reach = new Reach(X.columns, X.rows, params.eps);
  const core = yield* coreRows(
    reach,
    weight ?? new Float64Array(X.rows).fill(1),
    params.minSamples,
  );
  const labels = yield* spread(reach, core);
  yield { share: 1 };
  return { labels, core, means: groupMeans(X, labels) };
}

/** A row is core where the rows within its reach, itself included, count `least` together. */
function* coreRows(
  reach: Reach,
  weight: Float64Array,
  least: number,
): Generator<Progress, Uint8Array> {
  const n = weight.length;
  const core = new Uint8Array(n);
  let work = 0;
  for (let i = 0; i < n; i += 1) {
    work += reach.neighbours(i);
    let within = 0;
    for (let at = 0; at < reach.count; at += 1) within += weight[reach.found[at]!]!;
    if (within >= least) core[i] = 1;
    if (work < breath) continue;
    work = 0;
    yield { share: (0.5 * i) / n };
  }
  return core;
}

/** Depth first from each core row in turn: a row at the edge of two groups goes to the one that comes first. */
function* spread(reach: Reach, core: Uint8Array): Generator<Progress, Int32Array> {
  const n = core.length;
  const labels = new Int32Array(n).fill(-1);
  const stack: number[] = [];
  let group = 0;
  let work = 0;
  let placed = 0;
  for (let first = 0; first < n; first += 1) {
    if (labels[first] !== -1 || core[first] === 0) continue;
    for (let i: number | undefined = first; i !== undefined; i = stack.pop()) {
      if (labels[i] !== -1) continue;
      labels[i] = group;
      placed += 1;
      if (core[i] === 0) continue;
      work += reach.neighbours(i);
      for (let at = 0; at < reach.count; at += 1) {
        const other = reach.found[at]!;
        if (labels[other] === -1) stack.push(other);
      }
      if (work < breath) continue;
      work = 0;
      yield { share: 0.5 + (0.49 * placed) / n };
    }
    group += 1;
  }
  return labels;
}
