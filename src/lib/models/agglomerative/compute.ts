import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { doubles, integers, list, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { groupMeans } from '../groupMeans.ts';
import { checkGroups, checkPairs, refuseNewRows } from '../unsupervised.ts';
import { chainMerges, spanningMerges } from './merges.ts';
import { mostRows, type AgglomerativeSpec } from './spec.ts';
import { cutTree } from './tree.ts';
import { coefficients } from '../forms.ts';

export interface AgglomerativeFitted {
  readonly labels: Int32Array;
  /** Distance at which each pair of groups was joined, ascending; one fewer than rows. */
  readonly heights: Float64Array;
  readonly means: readonly Float64Array[];
}

const agglomerativeForm = record<AgglomerativeFitted>({
  labels: integers({ least: 0 }),
  heights: doubles({ least: 0 }),
  means: list(coefficients),
});

/** scikit-learn's AgglomerativeClustering without connectivity, in Euclidean distance. */
export const agglomerativeCompute = defineModelCompute<AgglomerativeSpec>()<AgglomerativeFitted>({
  state: { version: 1, form: agglomerativeForm },
  fit,
  describes: 'training',
  describe: ({ labels }) => ({ labels }),
  predict: () => refuseNewRows('agglomerative', 'k-means'),
  explain: ({ means }, names) => ({
    means: means.map((mean) => names.map((name, j) => [name, mean[j]!] as const)),
  }),
});

type Input = FitInput<ParamsOf<AgglomerativeSpec>>;

function* fit(input: Input): Generator<Progress, AgglomerativeFitted> {
  checkInput(input, 'agglomerative');
  const { X, params } = input;
  checkGroups(X.rows, params.nClusters, 'agglomerative');
  checkPairs(X.rows, params.linkage === 'single' ? 4 * mostRows : mostRows, 'agglomerative');
  yield { share: 0 };
  const merges =
    params.linkage === 'single'
      ? yield* spanningMerges(X.columns, X.rows)
      : yield* chainMerges(X.columns, X.rows, params.linkage);
  const { labels, heights } = cutTree(merges, X.rows, params.nClusters);
  yield { share: 1 };
  return { labels, heights, means: groupMeans(X, labels) };
}
