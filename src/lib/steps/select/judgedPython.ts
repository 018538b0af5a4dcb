import type { Task } from '#lib/recipe/profile.ts';
import type { LoweringContext } from '#lib/codegen/lowering.ts';
import type { Py } from '#lib/codegen/python/ir.ts';
import { lassoLowering } from '#lib/models/lasso/python.ts';
import { linearRegressionLowering } from '#lib/models/linearRegression/python.ts';
import { logisticRegressionLowering } from '#lib/models/logisticRegression/python.ts';
import { randomForestLowering } from '#lib/models/randomForest/python.ts';
import { judgingModel } from './estimators.ts';
import type { EstimatorSettings } from './params.ts';

const lowerings = {
  lasso: lassoLowering,
  linearRegression: linearRegressionLowering,
  logisticRegression: logisticRegressionLowering,
  randomForest: randomForestLowering,
} as const;

/** The same estimator in scikit-learn, with every parameter that the engine's has. */
export function judgePython(settings: EstimatorSettings, { task, seed }: LoweringContext): Py {
  const { model, params } = judgingModel(settings, task);
  const lowering = lowerings[model] as { sklearn(params: unknown, task: Task, seed: number): Py };
  return lowering.sklearn(params, task ?? 'regression', seed);
}
