import { canonical } from './hash.ts';
import type { AnyModelSpec } from './model.ts';
import { parseParams } from './params.ts';
import type { Recipe } from './recipe.ts';
import { stepValues } from './tuneSteps.ts';
import type { TuneAsk, TuneParams } from './tuning.ts';

/** What a search compares with: the defaults, and the settings that the recipe has where they are others. */
export function startsOf(spec: AnyModelSpec, current: TuneParams): TuneAsk['start'] {
  const params = parseParams(spec.params, {}, spec.id) as TuneParams;
  return [
    { origin: 'default', params },
    ...(canonical(current) === canonical(params)
      ? []
      : [{ origin: 'current' as const, params: current }]),
  ];
}

/** The whole ask of a search, steps' values among what it begins with where steps are searched. */
export function askFor(
  spec: AnyModelSpec,
  recipe: Recipe,
  current: TuneParams,
  rest: Omit<TuneAsk, 'start' | 'fixed'>,
): TuneAsk {
  const own = stepValues(
    recipe,
    rest.space.map((range) => range.name),
  );
  const start = startsOf(spec, current).map((one) => ({
    ...one,
    params: { ...one.params, ...own },
  }));
  return { ...rest, start, fixed: current };
}
