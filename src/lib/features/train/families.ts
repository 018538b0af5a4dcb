import { modelFamilies } from '#lib/recipe/model.ts';
import type { AnyModelSpec, ModelFamily } from '#lib/recipe/model.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';
import { choosable, whyNot } from './plan.ts';

const titles: Readonly<Record<ModelFamily, string>> = {
  linear: 'Linear',
  trees: 'Trees',
  kernels: 'Kernels',
  networks: 'Neural networks',
  ensembles: 'Several together',
  bayes: 'Bayes and discriminants',
  neighbours: 'Neighbours',
  centres: 'Groups around centres',
  hierarchy: 'Groups within groups',
  density: 'Density',
};

/** A chosen copy of a model, or a model that is not chosen. */
export interface ModelLine {
  readonly spec: AnyModelSpec;
  readonly entry: RecipeModel | null;
  /** Why it does not fit the task; null when it does. */
  readonly why: string | null;
}

export interface ModelGroup {
  readonly title: string;
  readonly lines: readonly ModelLine[];
}

/**
 * The model list by family, without families that have nothing for the task, and apart from them the models that do
 * not fit it. One that is chosen all the same stays in its family, so that it can be taken away.
 */
export function familiesOf(recipe: Recipe): {
  readonly groups: readonly ModelGroup[];
  readonly unfit: readonly ModelLine[];
} {
  const lines = choosable.flatMap((spec) => {
    const copies = recipe.models.filter((m) => m.model === spec.id);
    const why = whyNot(spec, recipe);
    return (copies.length ? copies : [null]).map((entry) => ({ spec, entry, why }));
  });
  const isUnfit = ({ entry, why }: ModelLine): boolean =>
    recipe.task !== null && why !== null && entry === null;
  const groups = modelFamilies.map((family) => ({
    title: titles[family],
    lines: lines.filter((line) => line.spec.family === family && !isUnfit(line)),
  }));
  return { groups: groups.filter((g) => g.lines.length > 0), unfit: lines.filter(isUnfit) };
}
