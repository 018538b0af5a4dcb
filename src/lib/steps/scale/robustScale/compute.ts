import type { ParamsOf } from '#lib/recipe/step.ts';
import { quantiles } from '#lib/engine/stats.ts';
import { short } from '../../words.ts';
import { number, record } from '#lib/engine/state.ts';
import { columnScaler } from '../byColumn.ts';
import type { robustScale as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;
// A type, and no interface, so that it counts as plain data.

type Fitted = { readonly center: number; readonly scale: number };

/** RobustScaler(quantile_range=(100 q, 100 − 100 q)). */
export const robustScale = columnScaler<Params, Fitted>({
  id: 'robustScale',
  form: record<Fitted>({ center: number(), scale: number({ least: Number.MIN_VALUE }) }),
  learn: (values, { params: { quantileRange, withCentering, withScaling } }) => {
    const percent = [quantileRange * 100, 100 - quantileRange * 100];
    const [low, middle, high] = quantiles(values, [percent[0]! / 100, 0.5, percent[1]! / 100]) as [
      number,
      number,
      number,
    ];
    const spread = high - low;
    return {
      center: withCentering ? middle : 0,
      scale: withScaling && spread >= 10 * Number.EPSILON ? spread : 1,
    };
  },
  apply: (x, { center, scale }) => (x - center) / scale,
  words: ({ center, scale }) => `median ${short(center)}, spread ${short(scale)}`,
});
