import type { Matrix } from '#lib/engine/matrix.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import {
  loudColumns,
  loudWords,
  reduced,
  type LoudColumns,
  type Spread,
} from '#lib/recipe/spreads.ts';
import { byDistance } from '#lib/models/distances.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

/** Says before a model that measures distances is fitted that one column decides them all. */
export function warnOfScale(log: Log): (chosen: RecipeModel, X: Matrix, recipe: Recipe) => void {
  return ({ model }, X, recipe) => {
    if (!byDistance.has(model) || reduced(recipe, stepSpecs)) return;
    const found = loudColumns(X.names.map((name, j) => spreadOf(name, X.columns[j]!)));
    if (found) log(warning(model, found));
  };
}

function warning(model: string, found: LoudColumns): Parameters<Log>[0] {
  const { what, why } = loudWords(found);
  const { title } = modelSpecs[model as keyof typeof modelSpecs];
  return {
    level: 'WARNING',
    source: `train.${model}`,
    message: `${title} goes by distances, and ${what}. ${why}`,
    meta: { loud: found.loud.map((c) => c.name).join(', '), share: found.share },
  };
}

function spreadOf(name: string, x: Float64Array): Spread {
  const seen = new Set<number>();
  let [n, sum] = [0, 0];
  for (const value of x) {
    if (Number.isNaN(value)) continue;
    n += 1;
    sum += value;
    if (seen.size < 3) seen.add(value);
  }
  const mean = sum / n;
  let squares = 0;
  for (const value of x) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  return { name, std: n > 0 ? Math.sqrt(squares / n) : 0, distinct: seen.size };
}
