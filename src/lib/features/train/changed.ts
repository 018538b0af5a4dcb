import type { AnyModelSpec } from '#lib/recipe/model.ts';
import { canonical } from '#lib/recipe/hash.ts';
import { fieldsOf } from '#lib/recipe/params.ts';

/** The parameters that differ from the defaults: "nEstimators 300, maxDepth 8"; '' when none does. */
export function changedParams(
  spec: AnyModelSpec,
  params: Readonly<Record<string, unknown>>,
): string {
  return fieldsOf(spec.params)
    .filter(
      ({ name, default: usual }) => canonical(params[name] ?? null) !== canonical(usual ?? null),
    )
    .map(({ name }) => `${name} ${String(params[name] ?? 'none')}`)
    .join(', ');
}
