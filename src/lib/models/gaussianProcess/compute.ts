import { EngineError } from '#lib/recipe/errors.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import { minimise } from '#lib/engine/boundedDescent.ts';
import type { Minimum, Objective } from '#lib/engine/boundedDescent.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { SquareFactor } from '#lib/engine/kernels/factor.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { dot, mean, moved } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import {
  count,
  doubles,
  fitting,
  flag,
  list,
  number,
  orNull,
  record,
  unless,
} from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import { columnOrder, rowMajor } from '../supportVectorMachine/rows.ts';
import type { Layout } from '../supportVectorMachine/rows.ts';
import { between, boxOf, covarianceOf, distancesOf, pairAt, thetaOf } from './covariance.ts';
import type { Covariance, Params, Rows, Work } from './covariance.ts';
import { Laplace, meanLogistic } from './laplace.ts';
import { Evidence } from './regression.ts';
import { mostRows } from './spec.ts';
import type { GaussianProcessSpec } from './spec.ts';
import { layout as layoutForm, present } from '../forms.ts';

/** One curve: the target's, or one class's against the others. */
interface Curve {
  readonly covariance: Covariance;
  /** Of each row in the sum that is the curve. */
  readonly weights: Float64Array;
  /** For classes: √(pi (1 − pi)) of each row, and the factor's lower triangle, row after row. */
  readonly spread: { readonly root: Float64Array; readonly factor: Float64Array } | null;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface GaussianProcessFitted {
  readonly layout: Layout;
  readonly rows: Rows;
  readonly curves: readonly Curve[];
  /** Of numbers: what answers are turned back with. */
  readonly target: { readonly mean: number; readonly scale: number };
  /** null for numbers. */
  readonly classes: { readonly nClasses: number; readonly present: readonly number[] } | null;
}

type Input = FitInput<Params>;

const processForm = fitting(
  record<GaussianProcessFitted>({
    layout: layoutForm,
    rows: record<Rows>({ values: doubles(), count, width: count }),
    curves: list(
      record<Curve>({
        covariance: record<Covariance>({
          constant: number({ least: 0 }),
          length: number({ least: Number.MIN_VALUE }),
          noise: number({ least: 0 }),
        }),
        weights: doubles(),
        spread: orNull(
          record<NonNullable<Curve['spread']>>({ root: doubles(), factor: doubles() }),
        ),
        iterations: count,
        converged: flag,
      }),
    ),
    target: record<GaussianProcessFitted['target']>({ mean: number(), scale: number() }),
    classes: orNull(record<NonNullable<GaussianProcessFitted['classes']>>(present)),
  }),
  ({ rows: { values, count: n, width }, curves, classes }, { features, classified }) => {
    const K = classes?.present.length ?? 1;
    const whole = ({ weights, spread }: Curve): boolean =>
      weights.length === n &&
      (spread !== null) === classified &&
      (!spread || (spread.root.length === n && spread.factor.length === pairAt(n + 1)));
    return unless(
      [width === features && n > 0 && values.length === n * width, 'its rows are not whole'],
      [classified === (classes !== null), 'it is for another kind of target'],
      [curves.length === (K === 2 ? 1 : K), 'it has not one curve a class'],
      [curves.every(whole), 'a curve is not one of its rows'],
    );
  },
);

export const gaussianProcessCompute =
  defineModelCompute<GaussianProcessSpec>()<GaussianProcessFitted>({
    state: { version: 1, form: processForm },
    fit,
    predict,
    explain: ({ curves }) => ({
      iterations: curves.reduce((most, c) => Math.max(most, c.iterations), 0),
      converged: curves.every((c) => c.converged),
    }),
  });

function* fit(input: Input): Generator<Progress, GaussianProcessFitted> {
  checkInput(input, 'gaussianProcess');
  checkSize(input);
  const { X, task, nClasses } = input;
  const order = columnOrder(X.names);
  const layout = { order, shift: Float64Array.from(order, (j) => mean(X.columns[j]!)) };
  const rows = { values: rowMajor(X, layout), count: X.rows, width: order.length };
  yield { share: 0 };
  const classes = isClassification(task) ? presentClasses(input, 'gaussianProcess') : null;
  const target = scaleOf(input);
  const distances = yield* counting(distancesOf(rows), 0, 0.05);
  const lists = classes
    ? positives(classes.codes, classes.present.length)
    : [moved(input.y, target.mean, 1 / target.scale)];
  const curves: Curve[] = [];
  for (const [at, y] of lists.entries()) {
    const work = classes
      ? classCurve(distances, y, input.params)
      : valueCurve(distances, y, input.params);
    curves.push(
      yield* counting(
        work,
        0.05 + (0.94 * at) / lists.length,
        0.05 + (0.94 * (at + 1)) / lists.length,
      ),
    );
  }
  yield { share: 1, note: noteOf(curves) };
  return {
    layout,
    rows,
    curves,
    target,
    classes: classes && { nClasses, present: classes.present },
  };
}

/** The end is not known beforehand: every yield goes a part of the way that is left, and the first ones the most. */
function* counting<T>(work: Work<T>, from: number, to: number): Generator<Progress, T> {
  let turns = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) {
    turns += 1;
    yield { share: from + ((to - from) * turns) / (turns + 200) };
  }
  return turn.value;
}

const noteOf = (curves: readonly Curve[]): string =>
  curves
    .slice(0, 3)
    .map(({ covariance: { length, constant, noise } }) => {
      const own = `length scale ${length.toPrecision(3)}, variance ${constant.toPrecision(3)}`;
      return noise > 0 ? `${own}, noise ${noise.toPrecision(3)}` : own;
    })
    .join('; ');

/** Of two classes the second's, else each against the others. */
const positives = (codes: Int32Array, K: number): readonly Float64Array[] =>
  (K === 2 ? [1] : Array.from({ length: K }, (_, k) => k)).map((k) =>
    Float64Array.from(codes, (code) => Number(code === k)),
  );

function scaleOf({ y, task, params }: Input): { readonly mean: number; readonly scale: number } {
  if (isClassification(task) || !params.normalizeY) return { mean: 0, scale: 1 };
  const level = mean(y);
  const rest = moved(y, level);
  const scale = Math.sqrt(dot(rest, rest) / y.length);
  // scikit-learn's: a spread that is only rounding is none.
  return { mean: level, scale: scale > 10 * Number.EPSILON * Math.abs(level) ? scale : 1 };
}

function* valueCurve(distances: Float64Array, y: Float64Array, params: Params): Work<Curve> {
  const evidence = new Evidence(distances, y, params.alpha);
  const { at, ...end } = yield* best(
    (theta) => evidence.look(theta),
    thetaOf(params, true),
    params,
  );
  const covariance = covarianceOf(at);
  const weights = yield* evidence.weights(covariance);
  if (!weights) throw notDefinite();
  return { covariance, weights, spread: null, ...ended(end) };
}

function* classCurve(distances: Float64Array, y: Float64Array, params: Params): Work<Curve> {
  const laplace = new Laplace(distances, y, params.maxIterPredict);
  const { at, ...end } = yield* best(
    (theta) => laplace.look(theta),
    thetaOf(params, false),
    params,
  );
  const covariance = covarianceOf(at);
  const mode = yield* laplace.mode(covariance);
  if (!mode) throw notDefinite();
  const n = y.length;
  const factor = new Float64Array(pairAt(n + 1));
  for (let i = 0; i < n; i += 1)
    factor.set(laplace.factor.row(i).subarray(0, i + 1), pairAt(i + 1));
  const weights = y.map((value, i) => value - mode.pi[i]!);
  return { covariance, weights, spread: { root: mode.root, factor }, ...ended(end) };
}

const ended = ({ iterations, converged }: Pick<Minimum, 'iterations' | 'converged'>) => ({
  iterations,
  converged,
});

/** When scipy's L-BFGS-B stops by default: the descent takes its steps, and so it ends where scikit-learn's does. */
const scipys = { tolerance: 1e-5, leastGain: 1e7 * Number.EPSILON, maxIterations: 15_000 };

type End = Pick<Minimum, 'at' | 'iterations' | 'converged'>;

function* best(look: Objective, theta: Float64Array, { optimizer }: Params): Work<End> {
  if (optimizer === 'none') return { at: theta, iterations: 0, converged: true };
  return yield* minimise(look, theta, { box: boxOf(theta), ...scipys });
}

/** Kernel values of a call of `between`. */
const valuesAtOnce = 1e6;

function predict(fitted: GaussianProcessFitted, X: Matrix): Float64Array {
  const { layout, rows, curves, target, classes } = fitted;
  const all = rowMajor(X, layout);
  const shares = curves.map((curve) => answersOf(curve, rows, all));
  if (!classes) return shares[0]!.map((f) => f * target.scale + target.mean);
  if (curves.length === 1) return spreadOver([shares[0]!.map((p) => 1 - p), shares[0]!], classes);
  const sums = shares[0]!.map((_, i) => shares.reduce((sum, p) => sum + p[i]!, 0));
  const whole = shares.map((list) =>
    list.map((p, i) => (sums[i]! > 0 ? p / sums[i]! : 1 / shares.length)),
  );
  return spreadOver(whole, classes);
}

/** The curve at each row, or the probability of its class. */
function answersOf(curve: Curve, rows: Rows, all: Float64Array): Float64Array {
  const { width, count: n } = rows;
  const { covariance, weights, spread } = curve;
  const total = all.length / width;
  const out = new Float64Array(total);
  const factor = spread ? heldFactor(spread.factor, n) : null;
  const each = Math.max(1, Math.floor(valuesAtOnce / n));
  for (let from = 0; from < total; from += each) {
    const count = Math.min(each, total - from);
    const values = all.subarray(from * width, (from + count) * width);
    const near = between({ values, count, width }, rows, covariance);
    for (let q = 0; q < count; q += 1)
      out[from + q] = dot(near.subarray(q * n, q * n + n), weights);
    if (!factor) continue;
    const { root } = spread!;
    const solved = driveSync(factor.forward(near.map((k, at) => k * root[at % n]!)));
    for (let q = 0; q < count; q += 1) {
      const own = solved.subarray(q * n, q * n + n);
      out[from + q] = meanLogistic(out[from + q]!, covariance.constant - dot(own, own));
    }
  }
  return out;
}

function heldFactor(lower: Float64Array, n: number): SquareFactor {
  const factor = new SquareFactor(new Kernels(), n);
  for (let i = 0; i < n; i += 1)
    factor.row(i).set(lower.subarray(pairAt(i + 1), pairAt(i + 1) + i + 1));
  return factor;
}

/** @throws EngineError 'size-limit' */
function checkSize({ X, task }: Input): void {
  const most = isClassification(task) ? mostRows.classification : mostRows.regression;
  if (X.rows <= most) return;
  throw new EngineError({
    code: 'size-limit',
    what: `${X.rows.toLocaleString('en-US')} training rows are more than the ${most.toLocaleString('en-US')} that a Gaussian process can learn from here: its time grows with their cube`,
    where: { model: 'gaussianProcess' },
    remedy:
      'Train on a sample of the rows, or choose a support vector machine or gradient boosting.',
  });
}

const notDefinite = (): EngineError =>
  new EngineError({
    code: 'singular',
    what: 'Some rows are so alike under this kernel that its matrix has no inverse in double precision',
    where: { model: 'gaussianProcess' },
    remedy: 'Raise “added to the diagonal” (alpha) or the noise, or shorten the length scale.',
  });
