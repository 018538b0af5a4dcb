import type { Edit } from '#lib/recipe/edits.ts';
import { additionOf } from '#lib/recipe/placing.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { Trace } from '#lib/recipe/run.ts';
import { loudColumns, loudWords, reduced } from '#lib/recipe/spreads.ts';
import { byDistance } from '#lib/models/distances.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

/** A unit that drowns out the other columns, for the models chosen that measure distances. */
export interface ScaleWarning {
  readonly title: string;
  readonly words: string;
  /** Standardises the number columns, as they stand before the models. */
  readonly scale: Edit;
  /** Leaves them, which the recipe keeps. */
  readonly keep: Edit;
}

/** Null where no model chosen goes by distances, all columns have a say, or a person has decided. */
export function scaleWarningOf(recipe: Recipe, { matrix }: Trace): ScaleWarning | null {
  const models = recipe.models.filter(({ model }) => byDistance.has(model));
  const found = models.length > 0 && !reduced(recipe, stepSpecs) ? loudColumns(matrix) : null;
  if (!found) return null;
  const finding = `spread:${found.loud.map((c) => c.name).join(',')}`;
  if (recipe.overrides?.some((o) => o.finding === finding)) return null;
  const { what, why } = loudWords(found);
  const names = [...new Set(models.map(({ model }) => titleOf(model)))];
  const columns = [...found.loud, ...found.quiet].map((c) => c.name);
  const step = { key: 'standardScale', step: 'standardScale', version: 1, enabled: true };
  const params = { withMean: true, withStd: true };
  return {
    title: what,
    words: `${names.join(', ')} ${names.length === 1 ? 'goes' : 'go'} by distances. ${why}`,
    scale: additionOf(recipe, { ...step, columns, params }, stepSpecs),
    keep: { kind: 'override', finding, why: `${what}: the columns count as their units have it` },
  };
}

const titleOf = (model: string): string => modelSpecs[model as keyof typeof modelSpecs].title;
