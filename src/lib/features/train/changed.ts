import type { AnyModelSpec } from '#lib/recipe/model.ts';
import { canonical } from '#lib/recipe/hash.ts';
import type { Member } from '#lib/models/ensemble/params.ts';
import { memberSpecs } from '#lib/models/ensemble/specs.ts';
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
    .map(({ name, kind }) =>
      kind === 'members'
        ? memberWords(params[name] as readonly Member[])
        : `${name} ${String(params[name] ?? 'none')}`,
    )
    .join(', ');
}

/** "Random forest × 2, Ridge" */
const memberWords = (members: readonly Member[]): string =>
  members
    .map(({ model, weight }) => memberSpecs[model].title + (weight === 1 ? '' : ` × ${weight}`))
    .join(', ');
