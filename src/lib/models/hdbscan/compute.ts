import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { coreDistances } from '../coreDistances.ts';
import { groupedForm, groupMeans, type Grouped } from '../groupMeans.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { checkNeighbours, checkPairs, refuseNewRows } from '../unsupervised.ts';
import { chosenLabels } from './choose.ts';
import { condensed } from './condense.ts';
import { joinsOf, spanningTree } from './linkage.ts';
import { mostRows, type HdbscanSpec } from './spec.ts';

/**
 * Campello, Moulavi and Sander 2013, as scikit-learn's HDBSCAN in Euclidean distance. Edges of equal length, of which
 * there are many, are joined in the order in which they were found; scikit-learn leaves that order to numpy's `argsort`,
 * which differs from processor to processor, and its labels with it.
 */
export const hdbscanCompute = defineModelCompute<HdbscanSpec>()<Grouped>({
  state: { version: 1, form: groupedForm },
  fit,
  describes: 'training',
  describe: ({ labels }) => ({ labels }),
  predict: () => refuseNewRows('hdbscan', 'k-means'),
  explain: ({ means }, names) => ({
    means: means.map((mean) => names.map((name, j) => [name, mean[j]!] as const)),
  }),
});

function* fit(input: FitInput<ParamsOf<HdbscanSpec>>): Generator<Progress, Grouped> {
  checkInput(input, 'hdbscan');
  const { X, params } = input;
  const minSamples = params.minSamples ?? params.minClusterSize;
  checkNeighbours(X.rows, Math.max(2, minSamples), 'hdbscan');
  checkPairs(X.rows, mostRows, 'hdbscan');
  yield { share: 0 };
  const rows = { values: rowMajorOf(X.columns, X.rows), count: X.rows, width: X.columns.length };
  const measuring = coreDistances(rows, minSamples);
  let turn = measuring.next();
  for (; !turn.done; turn = measuring.next()) yield { share: 0.3 * turn.value };
  const edges = yield* spanningTree(rows, turn.value, params.alpha);
  yield { share: 0.92 };
  const joins = joinsOf(edges);
  yield { share: 0.94 };
  const tree = condensed(joins, params.minClusterSize);
  yield { share: 0.96 };
  const labels = chosenLabels(tree, params);
  yield { share: 1 };
  return { labels, means: groupMeans(X, labels) };
}
