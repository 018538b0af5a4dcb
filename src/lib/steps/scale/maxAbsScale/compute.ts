import type { ParamsOf } from '#lib/recipe/step.ts';
import { short } from '../../words.ts';
import { number } from '#lib/engine/state.ts';
import { columnScaler } from '../byColumn.ts';
import type { maxAbsScale as spec } from './spec.ts';

/** MaxAbsScaler; a column of zeros stays as it is. */
export const maxAbsScale = columnScaler<ParamsOf<typeof spec>, number>({
  id: 'maxAbsScale',
  form: number({ least: Number.MIN_VALUE }),
  learn: (values) => {
    const most = values.reduce((m, x) => (Math.abs(x) > m ? Math.abs(x) : m), 0);
    return most < 10 * Number.EPSILON ? 1 : most;
  },
  apply: (x, most) => x / most,
  words: (most) => `largest ${short(most)} to 1`,
});
