import type { Edit } from '#lib/recipe/edits.ts';
import type { Finding } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeModel } from '#lib/recipe/recipe.ts';

/** A rare class, and which of the models chosen could count it for more. */
export interface RareClass {
  readonly title: string;
  readonly words: string;
  /** Models that know class weights and do not use them. */
  readonly unweighed: readonly RecipeModel[];
  /** Counts the classes evenly in all of these. */
  readonly weigh: Edit;
  /** Leaves the classes as they are, which the recipe keeps. */
  readonly keep: Edit;
}

const isUnweighed = ({ params }: RecipeModel): boolean => params['classWeight'] === 'none';

/** Null where no class is rare, every model that can weighs them already, or a person has decided. */
export function rareClassOf(recipe: Recipe, findings: readonly Finding[]): RareClass | null {
  const rare = findings.find((f) => f.rule === 'imbalance');
  const unweighed = recipe.models.filter(isUnweighed);
  const decided = recipe.overrides?.some((o) => o.finding === rare?.id) ?? false;
  if (!rare || decided || unweighed.length === 0) return null;
  const others = recipe.models.length - unweighed.length;
  const edits = unweighed.map(({ key, params }): Edit => {
    return { kind: 'setModelParams', key, params: { ...params, classWeight: 'balanced' } };
  });
  const deaf = others > 0 ? ' Models without class weights stay as they are.' : '';
  return {
    title: rare.title,
    words: `${rare.detail} Weighed, every class counts the same: more of the rare one is found, at the price of false alarms, and its probabilities come out too high.${deaf}`,
    unweighed,
    weigh: edits.length === 1 ? edits[0]! : { kind: 'batch', edits },
    keep: {
      kind: 'override',
      finding: rare.id,
      why: `${rare.title}: the classes count as they are`,
    },
  };
}
