import { EngineError } from '#lib/recipe/errors.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import { stratifiedKFold } from '#lib/engine/crossValidate.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { mean } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, FittedSummary, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { fitting, list, number, orNull, record, unless } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import {
  classDecisions,
  decide,
  learnClasses,
  learnValues,
  machineForm,
  scaled,
} from './machine.ts';
import type { Lesson, Machine, Params } from './machine.ts';
import { fitSigmoid, probabilityOf } from '#lib/engine/platt.ts';
import type { Sigmoid } from '#lib/engine/platt.ts';
import { columnOrder, picked, rowMajor } from './rows.ts';
import type { Layout } from './rows.ts';
import { mostRows } from './spec.ts';
import type { SupportVectorMachineSpec } from './spec.ts';
import { layout, present } from '../forms.ts';

export interface SupportVectorFitted {
  readonly layout: Layout;
  readonly machine: Machine;
  /** null for regression. */
  readonly classes: {
    readonly nClasses: number;
    /** Class codes that the training rows hold; the others have probability 0. */
    readonly present: readonly number[];
    /** One for each present class; of two, the second's alone. */
    readonly sigmoids: readonly Sigmoid[];
  } | null;
}

const vectorForm = fitting(
  record<SupportVectorFitted>({
    layout,
    machine: machineForm,
    classes: orNull(
      record<NonNullable<SupportVectorFitted['classes']>>({
        ...present,
        sigmoids: list(record<Sigmoid>({ slope: number(), offset: number() })),
      }),
    ),
  }),
  ({ machine, classes }, { classified }) => {
    const K = classes?.present.length ?? 0;
    return unless(
      [classified === (classes !== null), 'it is for another kind of target'],
      [machine.spans.length === (classes ? (K * (K - 1)) / 2 : 1), 'it has not one machine a pair'],
      [!classes || classes.sigmoids.length === (K === 2 ? 1 : K), 'a class has no probability'],
    );
  },
);

export const supportVectorMachineCompute =
  defineModelCompute<SupportVectorMachineSpec>()<SupportVectorFitted>({
    state: { version: 1, form: vectorForm },
    takesWeights: true,
    fit,
    predict,
    explain,
  });

type Input = FitInput<Params>;

function* fit(input: Input): Generator<Progress, SupportVectorFitted> {
  checkInput(input, 'supportVectorMachine');
  checkSize(input);
  const { X, y, weight, params, task } = input;
  const order = columnOrder(X.names);
  // Distances do not change with the columns' level, and keep their digits without it; products do change.
  const centres = params.kernel === 'rbf';
  const shift = Float64Array.from(order, (j) => (centres ? mean(X.columns[j]!) : 0));
  const layout = { order, shift };
  const rows = Int32Array.from(y, (_, i) => i);
  const lesson = { kernels: new Kernels(), x: rowMajor(X, layout), shift, rows, weight, params };
  const work = isClassification(task)
    ? classification(input, lesson, layout)
    : regression(lesson, y, layout);
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: (share = Math.max(share, turn.value)) };
  const { machine } = turn.value;
  yield { share: 1, note: `${machine.vectors.length / machine.width} support vectors` };
  return turn.value;
}

function* regression(
  lesson: Lesson,
  y: Float64Array,
  layout: Layout,
): Generator<number, SupportVectorFitted> {
  yield 0;
  return { layout, machine: yield* learnValues(lesson, y), classes: null };
}

function* classification(
  input: Input,
  lesson: Lesson,
  layout: Layout,
): Generator<number, SupportVectorFitted> {
  const classes = presentClasses(input, 'supportVectorMachine');
  const { present, codes } = classes;
  checkFolds(classes, input);
  yield 0;
  const { cv } = input.params;
  const share = cv / (cv + 1);
  const left = yield* scaled(leftOut(lesson, codes, present.length), 0, share);
  const machine = yield* scaled(learnClasses(lesson, codes, present.length), share, 1);
  const sigmoids = left.map((decisions, at) => {
    const code = present.length === 2 ? 1 : at;
    return fitSigmoid(
      decisions,
      Uint8Array.from(codes, (c) => (c === code ? 1 : 0)),
      lesson.weight,
    );
  });
  return { layout, machine, classes: { nClasses: input.nClasses, present, sigmoids } };
}

/** Decisions on each row by machines that have not seen it. */
function* leftOut(lesson: Lesson, codes: Int32Array, K: number): Generator<number, Float64Array[]> {
  const { cv } = lesson.params;
  const width = lesson.shift.length;
  const out = Array.from({ length: K === 2 ? 1 : K }, () => new Float64Array(codes.length));
  for (const [f, { train, test }] of stratifiedKFold(codes, cv, null).entries()) {
    checkCounted(train, { codes, K, ...lesson });
    const learning = learnClasses({ ...lesson, rows: train }, codes, K);
    const machine = yield* scaled(learning, f / cv, (f + 0.9) / cv);
    const asking = decide(lesson.kernels, machine, picked(lesson.x, width, test));
    const found = classDecisions(yield* scaled(asking, (f + 0.9) / cv, (f + 1) / cv), K);
    for (const [k, list] of found.entries())
      for (const [at, row] of test.entries()) out[k]![row] = list[at]!;
  }
  return out;
}

function predict({ layout, machine, classes }: SupportVectorFitted, X: Matrix): Float64Array {
  const raw = driveSync(decide(new Kernels(), machine, rowMajor(X, layout)));
  if (!classes) return raw;
  const { present, sigmoids, nClasses } = classes;
  const own = classDecisions(raw, present.length).map((list, k) =>
    list.map((d) => probabilityOf(sigmoids[k]!, d)),
  );
  const shares = own.length === 1 ? [own[0]!.map((p) => 1 - p), own[0]!] : normalised(own);
  return spreadOver(shares, { present, nClasses });
}

/** Each row's to a sum of 1; where all are 0, equal ones. */
function normalised(shares: readonly Float64Array[]): readonly Float64Array[] {
  const sums = shares[0]!.map((_, i) => shares.reduce((sum, p) => sum + p[i]!, 0));
  return shares.map((list) =>
    list.map((p, i) => (sums[i] === 0 ? 1 / shares.length : p / sums[i]!)),
  );
}

/** Only a straight line has a weight for each column; pairs of more than two classes have one line each. */
function explain(
  { layout, machine }: SupportVectorFitted,
  names: readonly string[],
): FittedSummary {
  const { iterations, converged, kernel, spans } = machine;
  if (kernel.kind !== 'linear' || spans.length > 1) return { iterations, converged };
  // Of two classes the first is the positive side, and the weights are the second's.
  const turned = spans[0]![1].to > 0 ? -1 : 1;
  const { vectors, width, coefficients, rho } = machine;
  const weights = new Float64Array(width);
  for (const [i, c] of coefficients[0]!.entries())
    for (let d = 0; d < width; d += 1)
      weights[layout.order[d]!]! += turned * c * vectors[i * width + d]!;
  return {
    coefficients: [names.map((name, j) => [name, weights[j]!] as const)],
    intercept: [-turned * rho[0]!],
    iterations,
    converged,
  };
}

/** @throws EngineError 'size-limit' */
function checkSize({ X }: Input): void {
  if (X.rows <= mostRows) return;
  throw new EngineError({
    code: 'size-limit',
    what: `${X.rows.toLocaleString('en-US')} training rows are more than the ${mostRows.toLocaleString('en-US')} that a support vector machine can learn from: its time grows with their square`,
    where: { model: 'supportVectorMachine' },
    remedy: 'Train on a sample of the rows, or choose gradient boosting or logistic regression.',
  });
}

/** @throws EngineError 'too-few-rows' where a fold would miss a class */
function checkFolds({ present, codes }: PresentClasses, { params }: Input): void {
  const fewest = Math.min(...present.map((_, k) => codes.filter((c) => c === k).length));
  if (fewest >= params.cv) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `The rarest class has ${fewest} training rows, and calibration by ${params.cv} folds needs ${params.cv} of each`,
    where: { model: 'supportVectorMachine' },
    remedy:
      fewest > 1
        ? `Set the calibration folds to ${fewest}, or group rare classes.`
        : 'Group rare classes into one, or drop their rows.',
  });
}

interface Counted extends Lesson {
  readonly codes: Int32Array;
  readonly K: number;
}

/** @throws EngineError 'too-few-rows' where all rows of a class that a fold learns from have the weight 0 */
function checkCounted(train: Int32Array, { codes, K, weight, params }: Counted): void {
  if (!weight || new Set(train.filter((i) => weight[i]! > 0).map((i) => codes[i]!)).size === K)
    return;
  throw new EngineError({
    code: 'too-few-rows',
    what: `All rows of a class that one of the ${params.cv} calibration folds learns from have the weight 0`,
    where: { model: 'supportVectorMachine' },
    remedy: 'Give more rows of the rarest class a weight above 0, or group rare classes.',
  });
}
