import type { Layers, Samples, Shape } from '#lib/engine/kernels/net.ts';
import type { FitInput } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { RandomState } from '#lib/engine/random.ts';
import { trainTestSplit } from '#lib/engine/split.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { presentClasses } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { mostWeights, weightsOf } from './params.ts';
import type { MultilayerPerceptronSpec } from './spec.ts';

export type Params = ParamsOf<MultilayerPerceptronSpec>;
export type Input = FitInput<Params>;

export interface Problem {
  readonly shape: Shape;
  readonly samples: Samples;
  /** Class codes that the training rows hold; empty for regression. */
  readonly present: readonly number[];
  /** Columns by name, so that the network does not depend on the order in which they were given. */
  readonly order: Int32Array;
  readonly rows: number;
}

/**
 * Rows one after another, classes renumbered, the layers' sizes.
 * @throws EngineError 'one-class', 'size-limit'
 */
export function problemOf(input: Input): Problem {
  const { X, y, task, params } = input;
  const order = columnOrder(X.names);
  const classes = task === 'regression' ? null : presentClasses(input, 'multilayerPerceptron');
  const kinds = classes?.present.length ?? 1;
  const outputs = kinds > 2 ? kinds : 1;
  const sizes = [order.length, ...params.hiddenLayerSizes, outputs];
  checkSize(weightsOf(order.length, params.hiddenLayerSizes, outputs));
  return {
    shape: {
      sizes,
      activation: params.activation,
      link: !classes ? 'value' : outputs > 1 ? 'softmax' : 'sigmoid',
    },
    samples: {
      x: rowMajor(X, order),
      y: classes ? Float64Array.from(classes.codes) : y,
      weight: countsOf(input, classes),
    },
    present: classes?.present ?? [],
    order,
    rows: X.rows,
  };
}

/** What each row counts: by its own weight, and by that of its class. */
function countsOf(
  { params, weight = null }: Pick<Input, 'params'> & { readonly weight?: Float64Array | null },
  classes: PresentClasses | null,
): Float64Array | null {
  if (!classes || params.classWeight !== 'balanced') return weight;
  const { codes, counts, total } = classes;
  return Float64Array.from(
    codes,
    (k, i) => (total / (counts.length * counts[k]!)) * (weight ? weight[i]! : 1),
  );
}

function checkSize(weights: number): void {
  if (weights <= mostWeights) return;
  throw new EngineError({
    code: 'size-limit',
    what: `The network has ${weights.toLocaleString('en-US')} weights, more than the ${mostWeights.toLocaleString('en-US')} that can be learnt here`,
    where: { model: 'multilayerPerceptron' },
    remedy: 'Use smaller layers, or fewer columns.',
  });
}

function columnOrder(names: readonly string[]): Int32Array {
  const order = Int32Array.from(names, (_, j) => j);
  return order.sort((a, b) => (names[a]! < names[b]! ? -1 : names[a]! > names[b]! ? 1 : a - b));
}

export function rowMajor({ columns, rows }: Matrix, order: Int32Array): Float64Array {
  const p = order.length;
  const out = new Float64Array(rows * p);
  for (let d = 0; d < p; d += 1) {
    const x = columns[order[d]!]!;
    for (let i = 0, at = d; i < rows; i += 1, at += p) out[at] = x[i]!;
  }
  return out;
}

/** Glorot and Bengio's (2010) uniform weights, drawn as scikit-learn draws them: layer after layer, weights then biases. */
export function firstLayers({ sizes, activation }: Shape, random: RandomState): Layers {
  const factor = activation === 'logistic' ? 2 : 6;
  const weights: Float64Array[] = [];
  const biases: Float64Array[] = [];
  for (const [l, out] of sizes.slice(1).entries()) {
    const bound = Math.sqrt(factor / (sizes[l]! + out));
    const draw = (): number => -bound + 2 * bound * random.randomSample();
    weights.push(Float64Array.from({ length: sizes[l]! * out }, draw));
    biases.push(Float64Array.from({ length: out }, draw));
  }
  return { weights, biases };
}

/**
 * Rows to learn from and rows to watch, those that scikit-learn would hold back at this point of its random numbers.
 * @throws EngineError 'too-few-rows' below two rows to watch, 'split-invalid' as the split does
 */
export function partsOf(
  problem: Problem,
  params: Params,
  random: RandomState,
): { readonly learn: Int32Array; readonly watch: Int32Array } {
  const { rows, shape, samples } = problem;
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  if (!params.earlyStopping) return { learn: all, watch: new Int32Array(0) };
  // scikit-learn stratifies two classes only: more are a column each by then.
  const stratify = shape.link === 'sigmoid' ? Int32Array.from(samples.y) : null;
  const { train, test } = trainTestSplit({
    nSamples: rows,
    testSize: params.validationFraction,
    stratify,
    seed: random,
    part: 'validation',
  });
  if (test.length >= 2) return { learn: train, watch: test };
  throw new EngineError({
    code: 'too-few-rows',
    what: `Only ${test.length} of ${rows} training rows would be held back to stop early, and 2 are the least`,
    where: { model: 'multilayerPerceptron' },
    remedy: 'Raise the share held back, or do not stop early.',
  });
}
