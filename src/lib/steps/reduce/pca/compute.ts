import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { principalComponents, projected, type Principal } from '#lib/engine/principal.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { numberColumn } from '#lib/engine/table.ts';
import { fitting, list, names as distinct, number, perFeature, record } from '#lib/engine/state.ts';
import { percent } from '../../words.ts';
import { newNames, numbersOf, reduction, replacedBy } from '../columns.ts';
import { byColumn, eachNamed } from '../forms.ts';
import type { pca as spec } from './spec.ts';

interface Fitted {
  readonly names: readonly string[];
  readonly means: readonly number[];
  /** One list of weights for each new column. */
  readonly components: readonly (readonly number[])[];
  /** Share of the columns' whole variance in the new ones. */
  readonly share: number;
}

const pcaForm = fitting(
  record<Fitted>({
    names: distinct,
    means: list(number(), perFeature),
    components: byColumn,
    share: number(),
  }),
  ({ names, components }) => eachNamed(names, components),
);

/** PCA, by its exact solvers: see engine/principal.ts. */
export const pca = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: pcaForm },

  fit({ table, columns, params }) {
    const values = columns.map((name) => numberColumn(table, name, 'pca').values);
    const check = (): void => void numbersOf(table, columns, 'pca', 2);
    if (table.rows < 2) check();
    const found = driveSync(principalComponents(values, table.rows, check));
    const count = countOf(found, params.nComponents);
    const kept = found.variances.subarray(0, count).reduce((sum, x) => sum + x, 0);
    return {
      names: newNames(table, columns, 'pca', count),
      means: Array.from(found.means),
      components: found.components.slice(0, count).map((c, k) => {
        const size = params.whiten ? spread(found.variances[k]!) : 1;
        return Array.from(c, (x) => x / size + 0); // JSON has no −0.
      }),
      share: found.total > 0 ? kept / found.total : 1,
    };
  },

  transform({ table, columns }, { names, means, components }) {
    const values = columns.map((name) => numberColumn(table, name, 'pca').values);
    const weights = {
      means: Float64Array.from(means),
      components: components.map((c) => Float64Array.from(c)),
    };
    return replacedBy(table, columns, names, projected(values, table.rows, weights, names.length));
  },

  report: ({ table, columns }, { names, share }, mood) =>
    reduction(table, columns, names, { mood, note: `, ${percent(share)} of their variance` }),
});

/** scikit-learn divides by at least the rounding error of its type. */
const spread = (variance: number): number => Math.max(Math.sqrt(variance), Number.EPSILON);

function countOf(
  { variances, total }: Principal,
  wanted: ParamsOf<typeof spec>['nComponents'],
): number {
  if (wanted === null) return variances.length;
  if (wanted >= 1) {
    if (wanted <= variances.length) return wanted;
    throw new EngineError({
      code: 'params-invalid',
      what: `${wanted} components are asked for, and these columns and training rows have ${variances.length}`,
      where: { step: 'pca' },
      remedy: `Ask for ${variances.length} or fewer, or for a share of the variance below 1.`,
    });
  }
  let sum = 0;
  let count = 0;
  while (count < variances.length && sum <= wanted) {
    sum += total > 0 ? variances[count]! / total : 1;
    count += 1;
  }
  return count;
}
