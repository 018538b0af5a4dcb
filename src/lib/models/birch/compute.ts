import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { count, doubles, fitting, integers, record, unless } from '#lib/engine/state.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { chainMerges } from '../agglomerative/merges.ts';
import { cutTree } from '../agglomerative/tree.ts';
import { checkInput } from '../check.ts';
import { eachHasMean, grouped, groupMeans, type Grouped } from '../groupMeans.ts';
import { nearestRows, nearestRowsNow } from '../nearBlocks.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { FeatureTree } from './features.ts';
import { mostSmallGroups, type BirchSpec } from './spec.ts';

export interface BirchFitted extends Grouped {
  /** Centres of the small groups, one row each. */
  readonly centres: Rows;
  /** The group that each small group is joined to. */
  readonly groups: Int32Array;
}

const birchForm = fitting(
  record<BirchFitted>({
    ...grouped,
    centres: record<Rows>({ values: doubles(), count, width: count }),
    groups: integers({ least: 0 }),
  }),
  (fitted, { features }) => {
    const { centres, groups, means } = fitted;
    return (
      eachHasMean(fitted) ??
      unless(
        [centres.width === features, 'its centres are not those of the columns'],
        [centres.count > 0 && groups.length === centres.count, 'its groups are not one a centre'],
        [centres.values.length === centres.count * centres.width, 'its centres are not whole'],
        [groups.every((group) => group < means.length), 'a centre is of no group'],
      )
    );
  },
);

/** scikit-learn's Birch with its hierarchical clustering (ward) of the small groups. */
export const birchCompute = defineModelCompute<BirchSpec>()<BirchFitted>({
  state: { version: 1, form: birchForm },
  fit,
  describe: ({ labels }) => ({ labels }),
  predict: ({ centres, groups }, X) =>
    Float64Array.from(nearestRowsNow(centres, X), (at) => groups[at]!),
  explain: ({ means }, names) => ({
    means: means.map((mean) => names.map((name, j) => [name, mean[j]!] as const)),
  }),
});

/** Numbers looked at between two yields: about 5 ms. */
const breath = 3e6;

function* fit(input: FitInput<ParamsOf<BirchSpec>>): Generator<Progress, BirchFitted> {
  checkInput(input, 'birch');
  const { X, params } = input;
  yield { share: 0 };
  const found = yield* smallGroups(X, params);
  const width = X.columns.length;
  const centres = { values: new Float64Array(found.length * width), count: found.length, width };
  for (const [at, centre] of found.entries()) centres.values.set(centre, at * width);
  const groups = yield* joined(centres, params.nClusters);
  const finding = nearestRows(centres, X);
  let turn = finding.next();
  for (; !turn.done; turn = finding.next()) yield { share: 0.8 + 0.19 * turn.value };
  const labels = turn.value.map((at) => groups[at]!);
  const wanted = params.nClusters ?? 0;
  const note =
    found.length < wanted
      ? `only ${found.length} small groups for the ${wanted} groups asked for: a smaller reach finds more`
      : `${found.length} small groups`;
  yield { share: 1, note };
  return { centres, groups, labels, means: meansOf(X, labels, centres, groups) };
}

function* smallGroups(
  X: Matrix,
  { threshold, branchingFactor, nClusters }: ParamsOf<BirchSpec>,
): Generator<Progress, Float64Array[]> {
  const tree = new FeatureTree(threshold, branchingFactor);
  const x = rowMajorOf(X.columns, X.rows);
  const width = X.columns.length;
  for (let i = 0; i < X.rows; i += 1) {
    tree.add(x.subarray(i * width, i * width + width));
    if (tree.work < breath) continue;
    tree.work = 0;
    yield { share: (0.5 * i) / X.rows };
  }
  const found = tree.centres();
  if (nClusters !== null) checkSmallGroups(found.length);
  return found;
}

/** The numbers of the small groups where there are too few of them to be joined. */
function* joined(centres: Rows, wanted: number | null): Generator<Progress, Int32Array> {
  const { count: found } = centres;
  if (wanted === null || found < wanted || found === 1)
    return Int32Array.from({ length: found }, (_, at) => at);
  const work = chainMerges(columnsOf(centres), found, 'ward');
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: 0.5 + 0.3 * turn.value.share };
  return cutTree(turn.value, found, wanted).labels;
}

const columnsOf = ({ values, count: n, width }: Rows): Float64Array[] =>
  Array.from({ length: width }, (_, j) =>
    Float64Array.from({ length: n }, (_row, at) => values[at * width + j]!),
  );

/**
 * What each group is like: the mean of its rows. Each row may be nearer to another small group than to the one that
 * gathered it; of a group left without rows, which new rows may still fall into, the mean of its centres.
 */
function meansOf(
  X: Matrix,
  labels: Int32Array,
  centres: Rows,
  groups: Int32Array,
): readonly Float64Array[] {
  const held = new Set(labels);
  const means = groupMeans(X, labels);
  return groupMeans({ columns: columnsOf(centres) }, groups).map((own, group) =>
    held.has(group) ? means[group]! : own,
  );
}

function checkSmallGroups(found: number): void {
  if (found <= mostSmallGroups) return;
  throw new EngineError({
    code: 'size-limit',
    what: `The rows fall into ${found.toLocaleString('en-US')} small groups; to join them their distances to each other are kept, and the most is ${mostSmallGroups.toLocaleString('en-US')}`,
    where: { model: 'birch' },
    remedy: 'Raise the reach of a small group, so that each gathers more rows.',
  });
}
