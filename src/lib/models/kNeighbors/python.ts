import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, lit } from '#lib/codegen/python/ir.ts';
import type { KNeighborsSpec } from './spec.ts';

export const kNeighborsLowering = defineModelLowering<KNeighborsSpec>({
  // The tree adds up squared differences as this engine does; scikit-learn's “brute” expands the square, and then a row
  // is not at distance 0 from itself.
  sklearn: ({ nNeighbors, weights, metric }, task) =>
    construct(
      'sklearn.neighbors',
      isClassification(task) ? 'KNeighborsClassifier' : 'KNeighborsRegressor',
      {
        n_neighbors: lit(nNeighbors),
        weights: lit(weights),
        algorithm: lit('kd_tree'),
        metric: lit(metric),
      },
    ),
});
