import type { Kernels } from '#lib/engine/kernels/kernels.ts';
import { KernelRows } from '#lib/engine/kernels/svm.ts';
import type { Dual, DualSolution, RowKernel, Span } from '#lib/engine/kernels/svm.ts';
import { count, doubles, fitting, flag, list, pair, record, unless } from '#lib/engine/state.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { kernel as kernelForm, span as spanForm } from '../forms.ts';
import { picked, varianceOf } from './rows.ts';
import type { SupportVectorMachineSpec } from './spec.ts';

export type Params = ParamsOf<SupportVectorMachineSpec>;

/** Machines that share their support vectors: one for regression, one for each pair of classes. */
export interface Machine {
  readonly kernel: RowKernel;
  readonly width: number;
  /** Row-major, those of one class after another. */
  readonly vectors: Float64Array;
  /** One row for regression and two classes; for more, of a vector of class c against another, as libsvm lays it out. */
  readonly coefficients: readonly Float64Array[];
  readonly spans: readonly (readonly [Span, Span])[];
  /** Taken from each machine's sum. */
  readonly rho: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

export const machineForm = fitting(
  record<Machine>({
    kernel: kernelForm,
    width: count,
    vectors: doubles(),
    coefficients: list(doubles()),
    spans: list(pair(spanForm, spanForm)),
    rho: doubles(),
    iterations: count,
    converged: flag,
  }),
  ({ width, vectors, coefficients, spans, rho }, { features }) => {
    const rows = vectors.length / features;
    const inside = ({ row, from, to }: Span): boolean =>
      row < coefficients.length && from <= to && to <= rows;
    return unless(
      [width === features && coefficients.every((c) => c.length === rows), 'a row has no weight'],
      [rho.length === spans.length && spans.flat().every(inside), 'a machine asks for other rows'],
    );
  },
);

/** Rows to learn from: all share one row-major matrix, moved by `shift`. */
export interface Lesson {
  readonly kernels: Kernels;
  readonly x: Float64Array;
  readonly shift: Float64Array;
  /** Those to learn from, ascending. */
  readonly rows: Int32Array;
  /** How much each row of the matrix counts: C of the row is C times it. Left out: all 1. */
  readonly weight?: Float64Array | undefined;
  readonly params: Params;
}

type Work<Result> = Generator<number, Result>;

/** @yields share done */
export function* learnValues(lesson: Lesson, y: Float64Array): Work<Machine> {
  const { params, shift } = lesson;
  const rows = countedRows(lesson);
  const n = rows.length;
  const kernel = kernelOf(lesson);
  const both = <T>(one: (i: number) => T, two: (i: number) => T): T[] =>
    Array.from({ length: 2 * n }, (_, t) => (t < n ? one(t) : two(t - n)));
  const value = (i: number): number => y[rows[i]!]!;
  const solved = yield* solve(lesson, rows, kernel, {
    sign: Float64Array.from(
      both(
        () => 1,
        () => -1,
      ),
    ),
    linear: Float64Array.from(
      both(
        (i) => params.epsilon - value(i),
        (i) => params.epsilon + value(i),
      ),
    ),
    most: Float64Array.from([...rows, ...rows], (i) => params.C * countOf(lesson, i)),
  });
  const weight = Float64Array.from(rows, (_, i) => solved.alpha[i]! - solved.alpha[n + i]!);
  const kept = indicesWhere(n, (i) => solved.alpha[i]! !== solved.alpha[n + i]!);
  const { rho, iterations, converged } = solved;
  return {
    kernel,
    width: shift.length,
    vectors: picked(
      lesson.x,
      shift.length,
      kept.map((i) => rows[i]!),
    ),
    coefficients: [Float64Array.from(kept, (i) => weight[i]!)],
    spans: [[{ row: 0, from: 0, to: kept.length }, nothing]],
    rho: Float64Array.of(rho),
    iterations,
    converged,
  };
}

/** Rows that count nothing are left out, as libsvm does it. */
const countedRows = ({ rows, weight }: Lesson): Int32Array =>
  weight ? rows.filter((i) => weight[i]! > 0) : rows;

const countOf = ({ weight }: Lesson, row: number): number => weight?.[row] ?? 1;

/** C of each class. Balanced as scikit-learn does it: by rows, also those that count nothing, not by what they count. */
const pricesOf = ({ rows, params }: Lesson, codes: Int32Array, K: number): number[] =>
  Array.from({ length: K }, (_, k) => {
    const { length } = rows.filter((i) => codes[i] === k);
    return params.classWeight === 'balanced' ? params.C * (rows.length / (K * length)) : params.C;
  });

const nothing: Span = { row: 0, from: 0, to: 0 };

/**
 * One machine for each pair of classes a < b, a being its positive side.
 * @param codes class of every row of the matrix, 0…K−1, all of them among the lesson's rows
 * @yields share done
 */
export function* learnClasses(lesson: Lesson, codes: Int32Array, K: number): Work<Machine> {
  const { shift } = lesson;
  const rows = countedRows(lesson);
  const members = Array.from({ length: K }, (_, k) => rows.filter((i) => codes[i] === k));
  const kernel = kernelOf(lesson);
  const price = pricesOf(lesson, codes, K);
  const grouped = Int32Array.from(members.flatMap((list) => [...list]));
  const starts = startsOf(members.map((list) => list.length));
  const weights = Array.from({ length: K - 1 }, () => new Float64Array(rows.length));
  const rho: number[] = [];
  let iterations = 0;
  let converged = true;
  const pairs = pairsOf(K);
  for (const [at, [a, b]] of pairs.entries()) {
    const [plus, minus] = [members[a]!, members[b]!];
    const both = Int32Array.of(...[plus, minus].flatMap((list) => [...list]));
    const solved = yield* scaled(
      solve(lesson, both, kernel, {
        sign: new Float64Array(both.length).fill(-1).fill(1, 0, plus.length),
        linear: new Float64Array(both.length).fill(-1),
        most: Float64Array.from(
          both,
          (i, t) => price[t < plus.length ? a : b]! * countOf(lesson, i),
        ),
      }),
      at / pairs.length,
      (at + 1) / pairs.length,
    );
    weights[b - 1]!.set(solved.alpha.subarray(0, plus.length), starts[a]!);
    weights[a]!.set(
      solved.alpha.subarray(plus.length).map((w) => -w),
      starts[b]!,
    );
    rho.push(solved.rho);
    iterations += solved.iterations;
    converged &&= solved.converged;
  }
  const kept = indicesWhere(rows.length, (i) => weights.some((w) => w[i] !== 0));
  const from = startsOf(
    members.map((_, k) => kept.filter((i) => i >= starts[k]! && i < starts[k + 1]!).length),
  );
  const span = (k: number, row: number): Span => ({ row, from: from[k]!, to: from[k + 1]! });
  return {
    kernel,
    width: shift.length,
    vectors: picked(
      lesson.x,
      shift.length,
      kept.map((i) => grouped[i]!),
    ),
    coefficients: weights.map((w) => Float64Array.from(kept, (i) => w[i]!)),
    spans: pairs.map(([a, b]) => [span(a, b - 1), span(b, a)]),
    rho: Float64Array.from(rho),
    iterations,
    converged,
  };
}

/** Decisions of row-major rows: rows × machines. @yields share done */
export function* decide(
  kernels: Kernels,
  machine: Machine,
  rows: Float64Array,
): Work<Float64Array> {
  const { vectors, width, kernel, coefficients, spans, rho } = machine;
  const mark = kernels.call.mark();
  const held = new KernelRows(kernels, vectors, { width, kernel });
  const sums = yield* held.decide(rows, coefficients, spans);
  kernels.call.release(mark);
  return sums.map((sum, at) => sum - rho[at % rho.length]!);
}

/** libsvm's votes of the pairs as one number for each class (scikit-learn's 'ovr'); of two classes the second's alone. */
export function classDecisions(pairs: Float64Array, K: number): Float64Array[] {
  if (K === 2) return [pairs.map((d) => -d)];
  const list = pairsOf(K);
  const rows = pairs.length / list.length;
  const votes = Array.from({ length: K }, () => new Float64Array(rows));
  const sums = new Float64Array(K);
  for (let i = 0; i < rows; i += 1) {
    sums.fill(0);
    for (const [at, [a, b]] of list.entries()) {
      const d = pairs[i * list.length + at]!;
      sums[a]! += d;
      sums[b]! -= d;
      votes[d < 0 ? b : a]![i]! += 1;
    }
    for (let k = 0; k < K; k += 1) votes[k]![i]! += sums[k]! / (3 * (Math.abs(sums[k]!) + 1));
  }
  return votes;
}

/** A generator's shares within a part of the whole. */
export function* scaled<Result>(work: Work<Result>, from: number, to: number): Work<Result> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield from + (to - from) * turn.value;
  return turn.value;
}

/** (0, 1), (0, 2), … (1, 2), … */
const pairsOf = (K: number): (readonly [number, number])[] =>
  Array.from({ length: K }, (_, a) =>
    Array.from({ length: K - 1 - a }, (_, d) => [a, a + 1 + d] as const),
  ).flat();

function* solve(
  { kernels, x, shift, params }: Lesson,
  rows: Int32Array,
  kernel: RowKernel,
  dual: Pick<Dual, 'sign' | 'linear' | 'most'>,
): Work<DualSolution> {
  const mark = kernels.call.mark();
  const held = new KernelRows(kernels, picked(x, shift.length, rows), {
    width: shift.length,
    kernel,
  });
  const { tol, maxIter } = params;
  const solved = yield* held.solve({ ...dual, tol, maxIter });
  kernels.call.release(mark);
  return solved;
}

function kernelOf({ x, shift, rows, params }: Lesson): RowKernel {
  const { kernel, gamma, coef0, degree } = params;
  const width = shift.length;
  const spread = gamma === 'scale' ? varianceOf(x, shift, rows) : 1;
  return {
    kind: kernel,
    gamma: typeof gamma === 'number' ? gamma : spread === 0 ? 1 : 1 / (width * spread),
    coef0,
    degree,
  };
}

function startsOf(counts: readonly number[]): number[] {
  const starts = [0];
  for (const n of counts) starts.push(starts.at(-1)! + n);
  return starts;
}

const indicesWhere = (n: number, test: (i: number) => boolean): number[] =>
  Array.from({ length: n }, (_, i) => i).filter(test);
