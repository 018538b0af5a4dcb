import { originsOf } from '#lib/recipe/origins.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import { fitLeniently } from '../trace.ts';
import type { Progress } from '../model.ts';
import { splitData, type Loaded } from '../prepare.ts';
import type { StepComputes } from '../step.ts';
import { featureOwners } from './lineage.ts';

/** A column of the matrix and the columns of the file that it is made of. */
export type MadeOf = readonly [column: string, from: readonly string[]];

/**
 * Of each matrix column the columns of the file that it comes from, in the file's order, through cleaning and learned steps. Learned steps are
 * fitted on training rows and asked by trying (`featureOwners`).
 */
export function* matrixLineage(
  loaded: Loaded,
  recipe: Recipe,
  { steps, specs }: { readonly steps: StepComputes; readonly specs: StepSpecs },
): Generator<Progress, MadeOf[]> {
  const data = splitData(loaded, recipe);
  const { fitted } = yield* fitLeniently(data, recipe, steps);
  const { table } = data.train;
  const owners = featureOwners({ inputs: [...table.columns.keys()], steps: fitted }, table, steps);
  const origins = originsOf(recipe, specs);
  const places = new Map(recipe.source.columns.map((c, i) => [c.name, i]));
  const place = (name: string): number => places.get(name) ?? places.size;
  return [...owners].map(([name, from]) => [
    name,
    [...new Set(from.flatMap((c) => origins.get(c) ?? [c]))].sort((a, b) => place(a) - place(b)),
  ]);
}
