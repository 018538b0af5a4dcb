import { defineModelCompute } from '#lib/engine/model.ts';
import { machinesCompute, type SgdClasses } from '../sgd/machines.ts';
import type { PerceptronSpec } from './spec.ts';

/** scikit-learn's Perceptron: gradient descent with the perceptron's loss at a constant rate. */
export const perceptronCompute = defineModelCompute<PerceptronSpec>()<SgdClasses>(
  machinesCompute('perceptron', (params) => ({
    ...params,
    loss: 'perceptron',
    learningRate: 'constant',
    powerT: 0.5,
    average: false,
  })),
);
