import { EngineError } from '#lib/recipe/errors.ts';
import type { FitInput } from '#lib/engine/model.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { GrowRules } from './grow.ts';
import type { Measure } from './split.ts';

/** The parameters that a tree and a forest share. */
export interface TreeParams {
  readonly criterion: 'auto' | 'gini' | 'entropy' | 'log_loss' | 'squared_error';
  readonly maxDepth: number | null;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly maxFeatures: 'auto' | 'sqrt' | 'log2' | 'all' | number;
  readonly classWeight: 'none' | 'balanced';
}

/** @throws EngineError 'params-invalid' when the criterion is not for the task */
export function growRules(
  params: TreeParams,
  { X, y, task, nClasses }: FitInput<unknown>,
  model: string,
): GrowRules {
  const balances = params.classWeight === 'balanced' && task !== 'regression';
  return {
    measure: measureOf(params.criterion, task, model),
    maxDepth: params.maxDepth ?? Infinity,
    minSamplesSplit: params.minSamplesSplit,
    minSamplesLeaf: params.minSamplesLeaf,
    maxFeatures: featuresTried(params.maxFeatures, X.columns.length),
    shares: balances ? balanced(y, nClasses) : null,
  };
}

/** scikit-learn's class_weight="balanced": rows / (classes that occur x rows of the class). */
function balanced(y: Float64Array, nClasses: number): Float64Array {
  const counts = new Float64Array(nClasses);
  for (const code of y) counts[code]! += 1;
  const occur = counts.filter((c) => c > 0).length;
  return counts.map((c) => (c > 0 ? y.length / (occur * c) : 1));
}

/** What each row counts: how often it is drawn, times its weight and the weight of its class. */
export function rowWeights(
  times: Float64Array,
  { y, weight }: Pick<FitInput<unknown>, 'y' | 'weight'>,
  { shares }: GrowRules,
): Float64Array {
  const own = weight ? times.map((t, row) => t * weight[row]!) : times;
  return shares ? own.map((t, row) => t * shares[y[row]!]!) : own;
}

function measureOf(criterion: TreeParams['criterion'], task: Task, model: string): Measure {
  const regression = task === 'regression';
  if (criterion === 'auto') return regression ? 'squared_error' : 'gini';
  if ((criterion === 'squared_error') === regression) {
    return criterion === 'log_loss' ? 'entropy' : criterion;
  }
  throw new EngineError({
    code: 'params-invalid',
    what: `The criterion is ${criterion}, and the target holds ${regression ? 'numbers' : 'classes'}`,
    where: { model },
    remedy: regression ? 'Use squared_error or auto.' : 'Use gini, entropy, log_loss or auto.',
  });
}

/** scikit-learn's rounding: down, and at least 1. “auto” is resolved by the model before. */
function featuresTried(wanted: TreeParams['maxFeatures'], features: number): number {
  if (wanted === 'all' || wanted === 'auto') return features;
  const exact =
    wanted === 'sqrt'
      ? Math.sqrt(features)
      : wanted === 'log2'
        ? 31 - Math.clz32(features)
        : wanted * features;
  return Math.max(1, Math.floor(exact));
}
