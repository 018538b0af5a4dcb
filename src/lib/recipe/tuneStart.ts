import { canonical } from './hash.ts';
import type { AnyModelSpec } from './model.ts';
import { parseParams } from './params.ts';
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
