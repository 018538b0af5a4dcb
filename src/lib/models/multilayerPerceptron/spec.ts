import * as v from 'valibot';
import { defineModel } from '#lib/recipe/model.ts';
import { count, factsOf } from '../facts.ts';
import { networkParams, weightsOf } from './params.ts';

export const multilayerPerceptron = defineModel({
  id: 'multilayerPerceptron',
  version: 1,
  title: 'Neural network',
  summary:
    'Layers of units, each a bent sum of the layer before, learnt in passes over the rows from small steps down the error.',
  tasks: ['binary', 'multiclass', 'regression'],
  family: 'networks',
  sklearn: {
    classification: 'sklearn.neural_network.MLPClassifier',
    regression: 'sklearn.neural_network.MLPRegressor',
  },
  aliases: ['mlp', 'mlpclassifier', 'mlpregressor', 'neuralnetwork', 'perceptrons', 'deeplearning'],
  params: v.strictObject(networkParams),
  capabilities: {
    missing: false,
    probabilities: true,
    weights: true,
    deterministic: false,
    wantsScaling: true,
    importance: 'none',
  },
  goodAt: ['curves', 'many columns', 'many rows'],
  estimate: ({ rows, features, classes }, params) => {
    const { hiddenLayerSizes, maxIter, activation, batchSize, arithmetic } = params;
    const outputs = classes > 2 ? classes : 1;
    const weights = weightsOf(features, hiddenLayerSizes, outputs);
    const units = hiddenLayerSizes.reduce((sum, n) => sum + n, outputs);
    const batch = Math.min(rows, batchSize === 'auto' ? 200 : batchSize);
    const bend = activation === 'relu' || activation === 'identity' ? 3e-9 : 1.2e-8;
    const row = 4.2e-10 * weights + bend * units + 1e-7;
    const pass = rows * row + (rows / batch) * (4e-9 * weights + 5e-6);
    // Measured on TensorFlow.js's wasm; only a graphics processor and layers of many hundreds turn it round.
    const slower = arithmetic === 'tensorflow' ? 6 : 1;
    return {
      seconds: 0.004 + slower * maxIter * pass,
      bytes: 16 * rows * features + 40 * weights,
    };
  },
  suggest: (profile, task) => {
    const { rows, width } = factsOf(profile);
    const many = rows >= 2000;
    const what = task === 'regression' ? 'curves' : 'curved borders';
    return {
      confidence: many ? 0.45 : 0.25,
      rationale: many
        ? `${count(rows, 'row')} are enough to learn ${what} from about ${count(width, 'column')}, when they are scaled.`
        : `${count(rows, 'row')} are few for a network: a simpler model is as good and easier to read.`,
    };
  },
  examples: [
    { params: { maxIter: 60 }, why: 'one layer of 100 units' },
    {
      params: {
        hiddenLayerSizes: [24, 8],
        activation: 'tanh',
        earlyStopping: true,
        validationFraction: 0.2,
        nIterNoChange: 5,
        learningRateInit: 0.01,
        maxIter: 100,
      },
      why: 'two layers, stopped where rows that it has not seen gain no more',
    },
    {
      params: {
        hiddenLayerSizes: [15],
        activation: 'logistic',
        solver: 'sgd',
        learningRate: 'adaptive',
        learningRateInit: 0.001,
        batchSize: 16,
        maxIter: 40,
      },
      why: 'plain descent that slows down where it no longer gains',
    },
    {
      params: {
        hiddenLayerSizes: [32],
        activation: 'identity',
        dropout: 0.2,
        classWeight: 'balanced',
        learningRate: 'cosine',
        alpha: 0.01,
        maxIter: 40,
      },
      why: 'units left out in turn, a rare class and a rate that fades to nothing',
    },
  ],
});

export type MultilayerPerceptronSpec = typeof multilayerPerceptron;
