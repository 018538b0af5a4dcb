import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { activations, links, Net } from '#lib/engine/kernels/net.ts';
import type { Layers, Shape } from '#lib/engine/kernels/net.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FittedSummary, Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import {
  count,
  doubles,
  fitting,
  flag,
  list,
  number,
  oneOf,
  order,
  record,
  text,
  unless,
  whole,
} from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { ExactTrainer } from './exact.ts';
import type { Lesson } from './exact.ts';
import { firstLayers, partsOf, problemOf, rowMajor } from './problem.ts';
import type { Input } from './problem.ts';
import type { MultilayerPerceptronSpec } from './spec.ts';
import { Training } from './training.ts';
import { openTensor } from './tensor.ts';
import { codesOrNone, nClasses } from '../forms.ts';

export interface NetworkFitted {
  readonly shape: Shape;
  readonly layers: Layers;
  /** Columns in the order of the first layer's weights. */
  readonly order: Int32Array;
  /** Class codes that the training rows hold, the others having probability 0; empty for regression. */
  readonly present: readonly number[];
  readonly nClasses: number;
  readonly losses: readonly number[];
  readonly scores: readonly number[];
  readonly kept: number;
  readonly converged: boolean;
  readonly where: string;
}

const networkForm = fitting(
  record<NetworkFitted>({
    shape: record<Shape>({
      sizes: list(whole({ least: 1 })),
      activation: oneOf(activations),
      link: oneOf(links),
    }),
    layers: record<Layers>({ weights: list(doubles()), biases: list(doubles()) }),
    order: order(),
    present: codesOrNone,
    nClasses,
    losses: list(number()),
    scores: list(number()),
    kept: count,
    converged: flag,
    where: text,
  }),
  ({ shape: { sizes, link }, layers, present }, { features, classified }) => {
    const outputs = present.length > 2 ? present.length : 1;
    const steps = sizes.length - 1;
    const { weights, biases } = layers;
    return unless(
      [steps > 0 && sizes[0] === features && sizes.at(-1) === outputs, 'its layers do not meet'],
      [weights.length === steps && biases.length === steps, 'a layer has no weights'],
      [weights.every((w, l) => w.length === sizes[l]! * sizes[l + 1]!), 'a weight is missing'],
      [biases.every((b, l) => b.length === sizes[l + 1]!), 'a bias is missing'],
      [
        link === (!classified ? 'value' : outputs > 1 ? 'softmax' : 'sigmoid'),
        'it is for another kind of target',
      ],
    );
  },
);

export const multilayerPerceptronCompute =
  defineModelCompute<MultilayerPerceptronSpec>()<NetworkFitted>({
    state: { version: 1, form: networkForm },
    takesWeights: true,
    fit,
    predict,
    explain,
  });

function* fit(input: Input): Generator<Progress, NetworkFitted> {
  checkInput(input, 'multilayerPerceptron');
  yield { share: 0 };
  const { params, seed, nClasses } = input;
  const problem = problemOf(input);
  const random = new RandomState(seed);
  const start = firstLayers(problem.shape, random);
  const { learn, watch } = partsOf(problem, params, random);
  const { shape, samples, order, present } = problem;
  const { alpha, solver, momentum, batchSize } = params;
  const size = Math.min(batchSize === 'auto' ? 200 : batchSize, learn.length);
  const lesson: Lesson = {
    shape,
    start,
    samples,
    alpha,
    solver: solver === 'adam' ? { kind: 'adam' } : { kind: 'sgd', momentum },
    batchSize: size,
  };
  const trainer =
    params.arithmetic === 'exact'
      ? new ExactTrainer(lesson)
      : yield* openTensor(lesson, { rows: learn.slice(0, size), masks: null });
  try {
    const plan = { problem, params, learn, watch, random, seed };
    const trained = yield* new Training(plan, trainer).run();
    yield { share: 1, note: `${trained.losses.length} passes (${trainer.where})` };
    return { shape, order, present, nClasses, ...trained, where: trainer.where };
  } finally {
    trainer.close();
  }
}

function predict(fitted: NetworkFitted, X: Matrix): Float64Array {
  const { shape, layers, order, present, nClasses } = fitted;
  const net = new Net(new Kernels(), shape, X.rows);
  net.load(layers);
  const rows = Int32Array.from({ length: X.rows }, (_, i) => i);
  const said = driveSync(net.answers(rowMajor(X, order), rows));
  if (shape.link === 'value') return said;
  const out = new Float64Array(X.rows * nClasses);
  for (let i = 0; i < X.rows; i += 1) {
    for (const [k, code] of present.entries())
      out[i * nClasses + code] =
        shape.link === 'softmax'
          ? said[i * present.length + k]!
          : k === 1
            ? said[i]!
            : 1 - said[i]!;
  }
  return out;
}

function explain(fitted: NetworkFitted): FittedSummary {
  const { losses, scores, kept, converged, where } = fitted;
  return {
    iterations: losses.length,
    converged,
    learning: {
      loss: losses,
      validation: scores,
      kept,
      where,
      reproducible: where === 'doubles',
    },
  };
}
