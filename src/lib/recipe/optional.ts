import type { Recipe } from './recipe.ts';

export const overridesBut = (recipe: Recipe, finding: string): NonNullable<Recipe['overrides']> =>
  (recipe.overrides ?? []).filter((o) => o.finding !== finding);

/** The recipe with what only some recipes have: an empty one stands nowhere. */
export function withReweigh({ reweigh: _, ...recipe }: Recipe, columns: readonly string[]): Recipe {
  return columns.length === 0 ? recipe : { ...recipe, reweigh: [...columns] };
}

export function withOverrides(
  { overrides: _, ...recipe }: Recipe,
  overrides: NonNullable<Recipe['overrides']>,
): Recipe {
  if (overrides.length === 0) return recipe;
  return { ...recipe, overrides: overrides.toSorted((a, b) => (a.finding < b.finding ? -1 : 1)) };
}
