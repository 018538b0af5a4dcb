import { centred, moved, weightedMean } from '#lib/engine/linalg.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import { doubles, fitting, orNull, record, unless } from '#lib/engine/state.ts';
import { descent } from '../forms.ts';
import { counting, explainLinear } from '../linearRegression/compute.ts';
import type { LinearFitted } from '../linearRegression/compute.ts';
import { descend } from './descent.ts';
import { pathOf, saidOfPath } from './path.ts';
import type { Path } from './path.ts';

export interface DescentParams {
  readonly alpha: number;
  readonly fitIntercept: boolean;
  readonly positive: boolean;
  readonly maxIter: number;
  readonly tol: number;
}

export interface DescentFitted extends LinearFitted {
  readonly iterations: number;
  readonly converged: boolean;
}

export interface NetFitted extends DescentFitted {
  readonly path: Path | null;
}

export const netForm = record<NetFitted>({
  ...descent,
  path: orNull(
    fitting(
      record<Path>({ alphas: doubles(), weights: doubles() }),
      ({ alphas, weights }, { features }) =>
        unless([weights.length === alphas.length * features, 'its weights are not one a penalty']),
    ),
  ),
});

/** Elastic net of checked input; `l1Ratio` 1 is the lasso. */
export function* fitDescent(
  { X, y, weight, params }: FitInput<DescentParams>,
  l1Ratio: number,
): Generator<Progress, NetFitted> {
  const { alpha, fitIntercept, positive } = params;
  yield { share: 0 };
  const at = fitIntercept
    ? yield* told(centred(X.columns, weight), [0, 0])
    : { columns: X.columns, means: new Float64Array(X.columns.length) };
  const level = fitIntercept ? weightedMean(y, weight) : 0;
  const problem = {
    ...counting({ columns: at.columns, y: moved(y, level) }, evened(weight)),
    l1: alpha * l1Ratio * X.rows,
    l2: alpha * (1 - l1Ratio) * X.rows,
    positive,
  };
  const { w, iterations, converged } = yield* told(descend(problem, params), [0, 0.9]);
  const path = yield* told(pathOf(problem, l1Ratio), [0.9, 0.1]);
  const shift = w.reduce((sum, c, j) => sum + c * at.means[j]!, 0);
  yield { share: 1, note: `${iterations} sweeps, ${w.filter((c) => c !== 0).length} columns kept` };
  return { coefficients: w, intercept: level - shift, iterations, converged, path };
}

/** Summing to the number of rows, as scikit-learn takes them: the penalty then keeps its meaning. */
function evened(weight: Float64Array | undefined): Float64Array | undefined {
  if (!weight) return undefined;
  const total = weight.reduce((sum, w) => sum + w, 0);
  return weight.map((w) => (w * weight.length) / total);
}

/** Shares as progress from a share of the whole, over as much of it. */
function* told<Result>(
  work: Generator<number, Result>,
  [from, over]: readonly [number, number],
): Generator<Progress, Result> {
  let share = from;
  let turn = work.next();
  for (; !turn.done; turn = work.next())
    yield { share: (share = Math.max(share, from + over * turn.value)) };
  return turn.value;
}

export const explainDescent = (fitted: DescentFitted, names: readonly string[]): FittedSummary => ({
  ...explainLinear(fitted, names),
  iterations: fitted.iterations,
  converged: fitted.converged,
});

export const explainNet = (fitted: NetFitted, names: readonly string[]): FittedSummary => ({
  ...explainDescent(fitted, names),
  ...(fitted.path ? { path: saidOfPath(fitted.path, names) } : {}),
});
