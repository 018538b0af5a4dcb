import type { Drawn, ModelDrawing } from '#lib/codegen/onnx/drawing.ts';
import { doubles, type Graph, type Value } from '#lib/codegen/onnx/graph.ts';
import { additiveTrees } from './additiveTrees.ts';
import { adaBoostTrees, boostedTrees, forestTrees } from './onnxTrees.ts';
import { decides } from './sgd/losses.ts';
import type { ModelId } from './specs.ts';

const onlyItsRows = 'it is only about the rows that it was fitted on, and has no answer for others';
const notSaid = 'this version of Tabwise has no ONNX for it';

type Weights = readonly ArrayLike<number>[];

/** Columns of sums: the matrix by one list of weights each, and what is added to each. */
function sums(g: Graph, matrix: Value, weights: Weights, added: ArrayLike<number>): Value {
  const features = weights[0]!.length;
  const placed = Array.from({ length: features * weights.length }, (_, at) => {
    return weights[at % weights.length]![Math.floor(at / weights.length)]!;
  });
  const product = g.op('MatMul', [matrix, g.constant(doubles(placed, [features, weights.length]))]);
  return g.op('Add', [product, g.constant(doubles(added, [1, weights.length]))]);
}

/** Probabilities of the classes that training rows had, among all: the others have 0. */
function spread(g: Graph, shares: Value, present: ArrayLike<number>, classes: number): Value {
  const codes = Array.from(present);
  if (codes.length === classes) return shares;
  const places = codes.flatMap((code) =>
    Array.from({ length: classes }, (_, k) => (k === code ? 1 : 0)),
  );
  return g.op('MatMul', [shares, g.constant(doubles(places, [codes.length, classes]))]);
}

const softmax = (g: Graph, scores: Value): Value => g.op('Softmax', [scores], { axis: 1 });

/** The probability of the second of two classes beside that of the first. */
const both = (g: Graph, second: Value): Value =>
  g.op('Concat', [g.op('Sub', [g.number(1), second]), second], { axis: 1 });

const linear: Drawn<ModelDrawing> = {
  draw: (g, matrix, { coefficients, intercept }) => sums(g, matrix, [coefficients], [intercept]),
};

const generalized: Drawn<ModelDrawing> = {
  draw: (g, matrix, { coefficients, intercept }) =>
    g.op('Exp', [sums(g, matrix, [coefficients], [intercept])]),
};

const scored = (weights: string, added: string): Drawn<ModelDrawing> => ({
  draw: (g, matrix, state, { classes }) =>
    spread(g, softmax(g, sums(g, matrix, state[weights], state[added])), state.present, classes),
});

const logistic: ModelDrawing = (g, matrix, { coefficients, intercept, present }, { classes }) => {
  const scores = sums(g, matrix, coefficients, intercept);
  const shares =
    coefficients.length === 1 ? both(g, g.op('Sigmoid', [scores])) : softmax(g, scores);
  return spread(g, shares, present, classes);
};

/** Decision values: of two classes −d and d, and one below all others for a class that no training row had. */
function decided(g: Graph, scores: Value, present: readonly number[], classes: number): Value {
  const each =
    present.length === 2 ? g.op('Concat', [g.op('Neg', [scores]), scores], { axis: 1 }) : scores;
  if (present.length === classes) return each;
  const axis = g.constant({ type: 'int64', dims: [1], values: [1] });
  const least = g.op('Sub', [g.op('ReduceMin', [each, axis], { keepdims: 1 }), g.number(1)]);
  const places = Array.from({ length: classes }, (_, c) => {
    const k = present.indexOf(c);
    return k < 0 ? present.length : k;
  });
  const all = g.op('Concat', [each, least], { axis: 1 });
  return g.op('Gather', [all, g.constant({ type: 'int64', dims: [classes], values: places })], {
    axis: 1,
  });
}

/** By itself: in single precision onnxruntime's Sigmoid ends at 1.5e-8, and shares of small ones would be far off. */
const sigmoid = (g: Graph, x: Value): Value =>
  g.op('Div', [g.number(1), g.op('Add', [g.number(1), g.op('Exp', [g.op('Neg', [x])])])]);

const machines: ModelDrawing = (g, matrix, state, { classes }) => {
  const scores = sums(g, matrix, state.coefficients, state.intercept);
  if (decides(state.loss)) return decided(g, scores, state.present, classes);
  const clipped = g.op('Min', [g.op('Max', [scores, g.number(-1)]), g.number(1)]);
  const own =
    state.loss === 'log_loss'
      ? sigmoid(g, scores)
      : g.op('Div', [g.op('Add', [clipped, g.number(1)]), g.number(2)]);
  if (state.coefficients.length === 1) return spread(g, both(g, own), state.present, classes);
  const axis = g.constant({ type: 'int64', dims: [1], values: [1] });
  const total = g.op('ReduceSum', [own, axis], { keepdims: 1 });
  const even = g.number(1 / state.coefficients.length);
  const shares = g.op('Where', [
    g.op('Greater', [total, g.number(0)]),
    g.op('Div', [own, total]),
    even,
  ]);
  return spread(g, shares, state.present, classes);
};

const gaussianBayes: ModelDrawing = (g, matrix, state, { features, classes }) => {
  const axis = g.constant({ type: 'int64', dims: [1], values: [1] });
  const scores = (state.means as Float64Array[]).map((means, k) => {
    const variances = Array.from(state.variances[k] as Float64Array);
    const level = variances.reduce((sum, v) => sum + Math.log(2 * Math.PI * v), 0);
    const moved = g.op('Sub', [matrix, g.constant(doubles(means, [1, features]))]);
    const doubled = g.constant(
      doubles(
        variances.map((v) => 2 * v),
        [1, features],
      ),
    );
    const parts = g.op('Div', [g.op('Mul', [moved, moved]), doubled]);
    const sum = g.op('ReduceSum', [parts, axis], { keepdims: 1 });
    return g.op('Sub', [g.number(state.logPrior[k] - level / 2), sum]);
  });
  const shares = softmax(g, g.op('Concat', scores, { axis: 1 }));
  return spread(g, shares, state.present, classes);
};

const bernoulli: ModelDrawing = (g, matrix, state, shape) => {
  const yes = g.op('Cast', [g.op('Greater', [matrix, g.number(state.threshold)])], { to: 11 });
  const scores = sums(g, yes, state.weights, state.intercepts);
  return spread(g, softmax(g, scores), state.present, shape.classes);
};

const centres: ModelDrawing = (g, matrix, state, { features }) => {
  const axis = g.constant({ type: 'int64', dims: [1], values: [1] });
  const far = (state.centres as Float64Array[]).map((centre) => {
    const moved = g.op('Sub', [matrix, g.constant(doubles(centre, [1, features]))]);
    return g.op('ReduceSum', [g.op('Mul', [moved, moved]), axis], { keepdims: 1 });
  });
  const nearest = g.op('ArgMin', [g.op('Concat', far, { axis: 1 })], { axis: 1 });
  return g.op('Cast', [nearest], { to: 11 });
};

const kinds: Readonly<Record<string, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  logistic: 'Sigmoid',
};

const network: ModelDrawing = (g, matrix, { shape, layers, order, present }, { classes }) => {
  const places = g.constant({ type: 'int64', dims: [order.length], values: order });
  let values = g.op('Gather', [matrix, places], { axis: 1 });
  (layers.weights as Float64Array[]).forEach((weights, l) => {
    const [from, to] = [shape.sizes[l] as number, shape.sizes[l + 1] as number];
    const product = g.op('MatMul', [values, g.constant(doubles(weights, [from, to]))]);
    values = g.op('Add', [product, g.constant(doubles(layers.biases[l], [1, to]))]);
    const kind = kinds[shape.activation];
    if (l < shape.sizes.length - 2 && kind) values = g.op(kind, [values]);
  });
  if (shape.link === 'value') return values;
  const shares = shape.link === 'softmax' ? softmax(g, values) : both(g, g.op('Sigmoid', [values]));
  return spread(g, shares, present, classes);
};

/** How each model is drawn in ONNX; or why it is not. */
export const modelDrawings = {
  linearRegression: linear,
  ridge: linear,
  lasso: linear,
  elasticNet: linear,
  bayesianRidge: linear,
  huberRegressor: linear,
  quantileRegressor: linear,
  sgdRegressor: linear,
  poissonRegressor: generalized,
  gammaRegressor: generalized,
  logisticRegression: { draw: logistic },
  sgdClassifier: { draw: machines },
  perceptron: { draw: machines },
  linearDiscriminantAnalysis: scored('coefficients', 'intercepts'),
  gaussianNB: { draw: gaussianBayes },
  multinomialNB: scored('weights', 'intercepts'),
  complementNB: scored('weights', 'intercepts'),
  bernoulliNB: { draw: bernoulli },
  decisionTree: { draw: (g, matrix, state, shape) => forestTrees(g, matrix, [state], shape) },
  randomForest: { draw: (g, matrix, state, shape) => forestTrees(g, matrix, state.trees, shape) },
  extraTrees: { draw: (g, matrix, state, shape) => forestTrees(g, matrix, state.trees, shape) },
  adaBoost: adaBoostTrees({ both, softmax, spread }),
  histGradientBoosting: boostedTrees({ both, softmax, spread }),
  kMeans: { draw: centres },
  miniBatchKMeans: { draw: centres },
  multilayerPerceptron: { draw: network },
  quadraticDiscriminantAnalysis: notSaid,
  categoricalNB: notSaid,
  baseline: 'it has one answer for every row',
  kNeighbors: notSaid,
  gaussianMixture: notSaid,
  birch: notSaid,
  meanShift: notSaid,
  supportVectorMachine: notSaid,
  gaussianProcess: notSaid,
  explainableBoosting: additiveTrees({ both, softmax, spread }),
  isolationForest: notSaid,
  oneClassSvm: notSaid,
  voting: notSaid,
  stacking: notSaid,
  agglomerative: onlyItsRows,
  spectral: onlyItsRows,
  dbscan: onlyItsRows,
  hdbscan: onlyItsRows,
  optics: onlyItsRows,
  localOutlierFactor: onlyItsRows,
} satisfies Record<ModelId, Drawn<ModelDrawing>>;
