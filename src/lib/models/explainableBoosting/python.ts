import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { constructLocal, list, lit } from '#lib/codegen/python/ir.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import { additiveModel } from './pythonClass.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { ExplainableBoostingSpec } from './spec.ts';

type Params = ParamsOf<ExplainableBoostingSpec>;

const named = (names: readonly string[] | null) => list((names ?? []).map(lit));

/** Columns that answers only rise or fall with; left out where there are none. */
const monotonic = ({ increasing, decreasing }: Pick<Params, 'increasing' | 'decreasing'>) => ({
  ...(increasing?.length && { increasing: named(increasing) }),
  ...(decreasing?.length && { decreasing: named(decreasing) }),
});

export const explainableBoostingLowering = defineModelLowering<ExplainableBoostingSpec>({
  weights: true,
  sklearn: (params, task, seed) =>
    constructLocal(
      isClassification(task) ? 'ExplainableBoostingClassifier' : 'ExplainableBoostingRegressor',
      additiveModel,
      {
        interactions: lit(params.interactions),
        learning_rate: lit(params.learningRate),
        max_rounds: lit(params.maxRounds),
        early_stopping_rounds: lit(params.earlyStoppingRounds),
        outer_bags: lit(params.outerBags),
        validation_size: lit(params.validationSize),
        max_bins: lit(params.maxBins),
        max_leaves: lit(params.maxLeaves),
        min_samples_leaf: lit(params.minSamplesLeaf),
        categorical_features: params.categoricalFeatures
          ? list(params.categoricalFeatures.map(lit))
          : lit(null),
        ...monotonic(params),
        random_state: lit(seed),
      },
    ),
});
