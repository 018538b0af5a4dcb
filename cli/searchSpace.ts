import type { AnyModelSpec } from '#lib/recipe/model.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { checkRange, readRange, searchableOf, searchedAs } from '#lib/recipe/tuneSpace.ts';
import { ofStep, searchableSteps, stepNamed, useOfStep } from '#lib/recipe/tuneSteps.ts';
import type { SearchRange } from '#lib/recipe/tuning.ts';
import { stepSpecs } from '#lib/steps/specs.ts';

/**
 * One range of a search as it was written: a name alone is searched over its usual range.
 * @throws EngineError 'params-invalid' for what is unknown, cannot be searched, or leaves its bounds
 */
export function searchedRange(
  spec: AnyModelSpec,
  recipe: Recipe,
  task: Task,
  [name, value]: readonly [string, unknown?],
): SearchRange {
  const of = ofStep(name);
  const step = of && stepNamed(name, searchableSteps(recipe, stepSpecs, task));
  const [schema, what] = step ? [step.spec.params, step.step.step] : [spec.params, spec.id];
  const known = step ? step.searchable : searchableOf(spec.params, task);
  const found = searchedAs(known, of?.param ?? name, what);
  if (value === undefined) return found.range;
  const range = readRange(found.field, value);
  if (range.name !== useOfStep) checkRange(schema, range, what);
  const { name: full, title } = found.range;
  return { ...range, name: full, ...(title !== undefined && { title }) };
}
