import { isClassification, type Task } from '#lib/recipe/profile.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { lasso } from '#lib/models/lasso/spec.ts';
import { linearRegression } from '#lib/models/linearRegression/spec.ts';
import { logisticRegression } from '#lib/models/logisticRegression/spec.ts';
import { randomForest } from '#lib/models/randomForest/spec.ts';
import type { EstimatorSettings } from './params.ts';

const specs = { lasso, linearRegression, logisticRegression, randomForest } as const;

export type JudgingModel = keyof typeof specs;

/** The model that columns are judged by, with every parameter written out. */
export interface Judging {
  readonly model: JudgingModel;
  readonly params: unknown;
}

/** The model of an estimator's word for a task: one of classes or one of values. */
export function judgingModel(
  { estimator, ...settings }: EstimatorSettings,
  task: Task | null,
): Judging {
  const { alpha = 1, C = 1, nEstimators = 100 } = settings;
  const classes = task !== null && isClassification(task);
  const [model, own] = {
    forest: ['randomForest', { nEstimators }],
    l1: classes ? ['logisticRegression', { C, l1Ratio: 1 }] : ['lasso', { alpha }],
    linear: classes ? ['logisticRegression', { C }] : ['linearRegression', {}],
  }[estimator] as [JudgingModel, Record<string, unknown>];
  return { model, params: parseParams(specs[model].params, own, model) };
}
