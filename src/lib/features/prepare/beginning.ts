import { fieldsOf, parseParams } from '#lib/recipe/params.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import type { AnyStepSpec } from '#lib/recipe/step.ts';

/** A step as it is first shown: defaults, and in parameters called after a role the column that has it. */
export function newStep(spec: AnyStepSpec, { source, split }: Recipe): RecipeStep {
  const ofRole = (name: string): string | undefined =>
    source.columns.find((c) => c.role === name)?.name ??
    ('column' in split && split.method === name ? split.column : undefined);
  const named = fieldsOf(spec.params).flatMap(({ kind, name }) => {
    const found = kind === 'column' ? ofRole(name) : undefined;
    return found === undefined ? [] : [[name, found] as const];
  });
  return {
    key: spec.id,
    step: spec.id,
    version: spec.version,
    columns: [],
    params: parseParams(spec.params, Object.fromEntries(named), spec.title) as Record<
      string,
      unknown
    >,
    enabled: true,
  };
}
