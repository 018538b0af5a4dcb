import type { Task } from '#lib/recipe/profile.ts';
import { lit } from '#lib/codegen/python/ir.ts';
import type { Py } from '#lib/codegen/python/ir.ts';
import type { TreeParams } from './rules.ts';

/** The shared parameters as scikit-learn's keywords; `auto` is what maxFeatures “auto” stands for. */
export function treeKeywords(
  params: TreeParams,
  task: Task,
  auto: 'sqrt' | 'all',
): Record<string, Py> {
  const usual = task === 'regression' ? 'squared_error' : 'gini';
  const features = params.maxFeatures === 'auto' ? auto : params.maxFeatures;
  return {
    criterion: lit(params.criterion === 'auto' ? usual : params.criterion),
    max_depth: lit(params.maxDepth),
    min_samples_split: lit(params.minSamplesSplit),
    min_samples_leaf: lit(params.minSamplesLeaf),
    // A whole number would be a count of features, and 1 must mean all of them.
    max_features: lit(features === 'all' || features === 1 ? null : features),
    ...(task === 'regression'
      ? {}
      : { class_weight: lit(params.classWeight === 'none' ? null : params.classWeight) }),
  };
}
