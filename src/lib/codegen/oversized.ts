import { isNumeric, type TableProfile } from '#lib/recipe/profile.ts';
import type { RecipeModel } from '#lib/recipe/recipe.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { LearnedStep } from './lanes.ts';
import type { PlacedLowering } from './lowering.ts';
import { construct, lit, tuple } from './python/ir.ts';
import { modelLowering, type Registry } from './registry.ts';

/** Of no step in the recipe. */
export const downscalingKey = '';

/**
 * The app's solvers take columns of any size; some of scikit-learn's do not. Where the profile knows that a column
 * comes to the model in such a size, the code shifts and divides it first: the model stays the same, in other units.
 */
export function downscalings(
  features: readonly ColumnFacts[],
  learned: readonly LearnedStep[],
  model: RecipeModel | undefined,
  { registry, profile }: { readonly registry: Registry; readonly profile?: TableProfile },
): readonly LearnedStep[] {
  if (!model || !profile) return [];
  const limit = modelLowering(registry, model.model).limit?.(model.params, profile.rows) ?? null;
  if (limit === null) return [];
  const scaled = new Set(
    learned.filter((l) => l.lowering.rescales?.(l.step.params)).flatMap((l) => l.step.columns),
  );
  const numeric = new Set(features.filter((c) => isNumeric(c.type)).map((c) => c.name));
  const found = profile.columns.flatMap(({ name, number }) => {
    if (!number || !numeric.has(name) || scaled.has(name)) return [];
    const { mean, std, min, max } = number;
    if (Math.hypot(mean, std) <= limit) return [];
    const spread = Math.hypot(std, mean - min) || 1;
    return [[oneDigit((limit * (max - min || 1)) / spread), name] as const];
  });
  return [...Map.groupBy(found, ([size]) => size)].map(([size, columns]) => ({
    step: {
      key: downscalingKey,
      step: 'bringDown',
      version: 1,
      columns: columns.map(([, name]) => name),
      params: { size },
      enabled: true,
    },
    lowering,
  }));
}

/** The next smaller number of one digit, so that columns alike share a lane. */
function oneDigit(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  return Math.floor(x / power) * power;
}

const lowering: PlacedLowering = {
  kind: 'learned',
  sklearn: (params) =>
    construct('sklearn.preprocessing', 'MinMaxScaler', {
      feature_range: tuple([lit(0), lit((params as { size: number }).size)]),
    }),
};
