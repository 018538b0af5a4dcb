import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { KernelRows, type RowKernel } from '#lib/engine/kernels/svm.ts';
import { mean } from '#lib/engine/linalg.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { count, doubles, fitting, flag, number, record, unless } from '#lib/engine/state.ts';
import { labelsOf } from '../anomalies.ts';
import { checkInput } from '../check.ts';
import {
  columnOrder,
  picked,
  rowMajor,
  varianceOf,
  type Layout,
} from '../supportVectorMachine/rows.ts';
import { checkPairs } from '../unsupervised.ts';
import { mostRows, type OneClassSvmSpec } from './spec.ts';
import { kernel as kernelForm, layout } from '../forms.ts';

export interface OneClassSvmFitted {
  readonly layout: Layout;
  readonly kernel: RowKernel;
  /** Rows with a weight, row-major, and their weights. */
  readonly vectors: Float64Array;
  readonly weights: Float64Array;
  readonly rho: number;
  readonly scores: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

const oneClassForm = fitting(
  record<OneClassSvmFitted>({
    layout,
    kernel: kernelForm,
    vectors: doubles(),
    weights: doubles(),
    rho: number(),
    scores: doubles(),
    iterations: count,
    converged: flag,
  }),
  ({ vectors, weights }, { features }) =>
    unless([
      weights.length > 0 && vectors.length === weights.length * features,
      'its rows are not one a weight',
    ]),
);

/** Schölkopf, Platt et al. 2001, by libsvm's steps from libsvm's start, as scikit-learn's OneClassSVM. */
export const oneClassSvmCompute = defineModelCompute<OneClassSvmSpec>()<OneClassSvmFitted>({
  state: { version: 1, form: oneClassForm },
  takesWeights: true,
  fit,
  describe: ({ scores }) => ({ labels: labelsOf(scores), scores }),
  predict: (fitted, X) =>
    driveSync(decisions(fitted, X.rows === 0 ? new Float64Array(0) : rowMajor(X, fitted.layout))),
  explain: ({ iterations, converged }) => ({ iterations, converged }),
});

type Input = FitInput<ParamsOf<OneClassSvmSpec>>;

function* fit(input: Input): Generator<Progress, OneClassSvmFitted> {
  checkInput(input, 'oneClassSvm');
  const { X, params, weight } = input;
  checkPairs(X.rows, mostRows, 'oneClassSvm');
  yield { share: 0 };
  const layout = layoutOf(X, params.kernel);
  const x = rowMajor(X, layout);
  const kernel = kernelOf(x, layout, params);
  const kernels = new Kernels();
  const width = layout.order.length;
  // Rows that count nothing are left out, as libsvm does it; the kernel's reach is of all rows.
  const counted = Int32Array.from(indicesOf(X.rows, weight));
  const learned = weight ? picked(x, width, counted) : x;
  const held = new KernelRows(kernels, learned, { width, kernel });
  const most = Float64Array.from(counted, (i) => weight?.[i] ?? 1);
  const problem = {
    sign: new Float64Array(counted.length).fill(1),
    linear: new Float64Array(counted.length),
    most,
    start: startOf(most, params.nu),
    tol: params.tol,
    maxIter: null,
  };
  const solved = yield* shared(held.solve(problem), (done) => 0.9 * done);
  const rows = [...solved.alpha.keys()].filter((i) => solved.alpha[i]! > 0);
  const fitted = {
    layout,
    kernel,
    vectors: picked(learned, width, rows),
    weights: Float64Array.from(rows, (i) => solved.alpha[i]!),
    rho: solved.rho,
    iterations: solved.iterations,
    converged: solved.converged,
  };
  const scores = yield* shared(decisions(fitted, x), (done) => 0.9 + 0.09 * done);
  yield { share: 1 };
  return { ...fitted, scores };
}

/** A shift changes neither distances nor RBF; the other kernels need the raw numbers. */
function layoutOf(X: Matrix, kernel: RowKernel['kind']): Layout {
  const order = columnOrder(X.names);
  const shift = Float64Array.from(order, (j) => (kernel === 'rbf' ? mean(X.columns[j]!) : 0));
  return { order, shift };
}

function kernelOf(
  x: Float64Array,
  { shift }: Layout,
  { kernel, gamma, coef0, degree }: Input['params'],
): RowKernel {
  const rows = Int32Array.from({ length: x.length / shift.length }, (_, i) => i);
  const spread = gamma === 'scale' ? varianceOf(x, shift, rows) : 1;
  const given = typeof gamma === 'number' ? gamma : spread === 0 ? 1 : 1 / (shift.length * spread);
  return { kind: kernel, gamma: given, coef0, degree };
}

const indicesOf = (rows: number, weight: Float64Array | undefined): number[] =>
  Array.from({ length: rows }, (_, i) => i).filter((i) => !weight || weight[i]! > 0);

/** libsvm's start: the first rows have as much as they may, until ν times all of it is given out. */
function startOf(most: Float64Array, nu: number): Float64Array {
  const out = new Float64Array(most.length);
  let left = nu * most.reduce((sum, w) => sum + w, 0);
  for (let i = 0; i < most.length && left > 0; i += 1) {
    out[i] = Math.min(most[i]!, left);
    left -= out[i]!;
  }
  return out;
}

function* shared<T>(
  work: Generator<number, T>,
  shareOf: (done: number) => number,
): Generator<Progress, T> {
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) {
    share = Math.max(share, shareOf(turn.value));
    yield { share };
  }
  return turn.value;
}

function* decisions(
  { kernel, vectors, weights, rho, layout }: Omit<OneClassSvmFitted, 'scores'>,
  x: Float64Array,
): Generator<number, Float64Array> {
  const held = new KernelRows(new Kernels(), vectors, { width: layout.order.length, kernel });
  const span = { row: 0, from: 0, to: weights.length };
  const sums = yield* held.decide(x, [weights], [[span, { row: 0, from: 0, to: 0 }]]);
  return sums.map((s) => s - rho);
}
