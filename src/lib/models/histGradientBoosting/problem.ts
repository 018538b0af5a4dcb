import type { FitInput } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import { trainTestSplit } from '#lib/engine/split.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { LossName } from './losses.ts';
import type { HistGradientBoostingSpec } from './spec.ts';

/** What is learnt, from which rows: classes renumbered, watched rows put last. */
export interface Problem {
  readonly loss: LossName;
  readonly level: number;
  readonly outputs: number;
  /** Codes of the classes that occur, ascending; empty for regression. */
  readonly classes: Int32Array;
  /** One class only: nothing to learn. */
  readonly single: boolean;
  /** Row of the matrix at each place; null for all in order. */
  readonly order: Int32Array | null;
  readonly learning: number;
  readonly all: number;
  readonly y: Float64Array;
  readonly weight: Float64Array | null;
  readonly watch: boolean;
}

type Input = FitInput<ParamsOf<HistGradientBoostingSpec>>;

/** scikit-learn's early_stopping="auto". */
const manyRows = 10_000;

export function problemOf(input: Input): Problem {
  const { params, task, y } = input;
  const loss = lossOf(input);
  const classes = task === 'regression' ? new Int32Array(0) : classesOf(y);
  const codes = task === 'regression' ? y : renumbered(y, classes);
  const weight = weightsOf(input, codes, classes.length);
  const single = classes.length === 1;
  const many =
    params.earlyStopping === 'auto' ? y.length > manyRows : params.earlyStopping === 'on';
  const watch = many && !single;
  const parts = watch ? watched(input, codes) : null;
  const order = parts && joined(parts.train, parts.test);
  const arranged = (values: Float64Array): Float64Array =>
    order ? Float64Array.from(order, (row) => values[row]!) : values;
  return {
    loss,
    level: params.quantile,
    outputs: classes.length > 2 ? classes.length : 1,
    classes,
    single,
    order,
    learning: parts ? parts.train.length : y.length,
    all: y.length,
    y: arranged(codes),
    weight: weight && arranged(weight),
    watch,
  };
}

/** What each row counts: by its own weight, and by that of its class. */
function weightsOf(
  { params, task, weight }: Input,
  codes: Float64Array,
  classes: number,
): Float64Array | null {
  if (task === 'regression' || params.classWeight !== 'balanced') return weight ?? null;
  const own = balanced(codes, classes);
  return weight ? own.map((w, i) => w * weight[i]!) : own;
}

function lossOf({ params, task }: Input): LossName {
  const regression = task === 'regression';
  if (params.loss === 'auto') return regression ? 'squared_error' : 'log_loss';
  if ((params.loss === 'log_loss') !== regression) return params.loss;
  throw new EngineError({
    code: 'params-invalid',
    what: `The loss is ${params.loss}, and the target holds ${regression ? 'numbers' : 'classes'}`,
    where: { model: 'histGradientBoosting' },
    remedy: regression
      ? 'Use squared_error, absolute_error, quantile, poisson, gamma or auto.'
      : 'Use log_loss or auto.',
  });
}

const classesOf = (y: Float64Array): Int32Array => Int32Array.from(new Set(y)).sort();

function renumbered(y: Float64Array, classes: Int32Array): Float64Array {
  const place = new Map(Array.from(classes, (code, k) => [code, k] as const));
  return y.map((code) => place.get(code)!);
}

function balanced(codes: Float64Array, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const code of codes) counts[code]! += 1;
  return codes.map((code) => codes.length / (classes * counts[code]!));
}

/** The rows that scikit-learn would hold back with this seed; null where the training rows themselves are watched. */
function watched(
  { params, task, seed }: Input,
  codes: Float64Array,
): { readonly train: Int32Array; readonly test: Int32Array } | null {
  if (params.validationFraction === null) return null;
  return trainTestSplit({
    nSamples: codes.length,
    testSize: params.validationFraction,
    stratify: task === 'regression' ? null : Int32Array.from(codes),
    seed: new RandomState(seed).uint32(),
    part: 'validation',
  });
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const out = new Int32Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
