import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { doubles, fitting, list, number, record, unless } from '#lib/engine/state.ts';
import { labelsOf, lineAt } from '../anomalies.ts';
import { checkInput } from '../check.ts';
import { drawing } from './draw.ts';
import { columnOrder } from '../supportVectorMachine/rows.ts';
import { randomOf } from '../tree/random.ts';
import { isolationMargin } from './margin.ts';
import { growTree, isolationForm, meanPath, type IsolationTree } from './tree.ts';
import type { IsolationForestSpec } from './spec.ts';

export interface IsolationForestFitted {
  readonly trees: readonly IsolationTree[];
  /** Mean path of a tree of so many rows: what path lengths are measured by. */
  readonly unit: number;
  readonly line: number;
  readonly scores: Float64Array;
}

/** Liu, Ting and Zhou 2008, with scikit-learn's scores; the draws are our own. */
const forestForm = fitting(
  record<IsolationForestFitted>({
    trees: list(isolationForm),
    unit: number({ least: 0 }),
    line: number(),
    scores: doubles(),
  }),
  ({ trees }) => unless([trees.length > 0, 'it has no tree']),
);

export const isolationForestCompute =
  defineModelCompute<IsolationForestSpec>()<IsolationForestFitted>({
    state: { version: 1, form: forestForm },
    takesWeights: true,
    fit,
    describe: ({ scores }) => ({ labels: labelsOf(scores), scores }),
    predict: ({ trees, unit, line }, X) => scoresOf(depthsOf(trees, X), trees.length, unit, line),
    margin: ({ trees, unit, line }, { names }) =>
      isolationMargin(trees, names, (paths) => scoresOf(paths, 1, unit, line)),
    explain: ({ trees }) => ({
      nodes: trees.reduce((sum, t) => sum + t.feature.length, 0) / trees.length,
    }),
  });

/** Where the paper draws the line: a score of 0.5. */
const usualLine = -0.5;

function* fit(
  input: FitInput<ParamsOf<IsolationForestSpec>>,
): Generator<Progress, IsolationForestFitted> {
  checkInput(input, 'isolationForest');
  const { X, params, seed, weight = null } = input;
  const { nEstimators } = params;
  yield { share: 0 };
  const size = Math.min(X.rows, params.maxSamples === 'auto' ? 256 : params.maxSamples);
  // Draws go by the columns' names, so that their order does not matter.
  const columns = columnOrder(X.names);
  const draw = drawing(X.rows, size, weight);
  const trees: IsolationTree[] = [];
  const depths = new Float64Array(X.rows);
  for (let t = 0; t < nEstimators; t += 1) {
    const random = randomOf(seed, t);
    const tree = growTree(X, columns, draw(random), random);
    trees.push(tree);
    for (let from = 0; from < X.rows; from += rowsAtOnce) {
      addDepths(tree, X, depths, from);
      yield { share: (0.98 * (t + 1)) / nEstimators, note: `tree ${t + 1} of ${nEstimators}` };
    }
  }
  const unit = meanPath(size);
  const raw = scoresOf(depths, nEstimators, unit, 0);
  const line = params.contamination === 'auto' ? usualLine : lineAt(raw, params.contamination);
  yield { share: 1 };
  return { trees, unit, line, scores: raw.map((x) => x - line) };
}

/** Rows that go down a tree between two yields. */
const rowsAtOnce = 65_536;

/** −2^(−mean depth / unit) less the line. */

function scoresOf(depths: Float64Array, trees: number, unit: number, line: number): Float64Array {
  const whole = trees * unit;
  return depths.map((depth) => -(2 ** -(whole === 0 ? 1 : depth / whole)) - line);
}

function depthsOf(trees: readonly IsolationTree[], X: Matrix): Float64Array {
  const depths = new Float64Array(X.rows);
  for (const tree of trees)
    for (let from = 0; from < X.rows; from += rowsAtOnce) addDepths(tree, X, depths, from);
  return depths;
}

function addDepths(
  { feature, threshold, right, depth }: IsolationTree,
  { columns, rows, names }: Matrix,
  depths: Float64Array,
  from: number,
): void {
  const order = columnOrder(names);
  const sorted = Array.from(order, (j) => columns[j]!);
  const to = Math.min(rows, from + rowsAtOnce);
  for (let i = from; i < to; i += 1) {
    let node = 0;
    while (feature[node]! >= 0)
      node = sorted[feature[node]!]![i]! <= threshold[node]! ? node + 1 : right[node]!;
    depths[i]! += depth[node]!;
  }
}
