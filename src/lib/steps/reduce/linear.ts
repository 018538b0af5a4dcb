import type { LearnedCompute } from '#lib/engine/step.ts';
import { projected } from '#lib/engine/principal.ts';
import {
  fitting,
  flag,
  list,
  names as distinct,
  number,
  orNull,
  perFeature,
  record,
} from '#lib/engine/state.ts';
import { numberColumn } from '#lib/engine/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { percent } from '../words.ts';
import { reduction, replacedBy } from './columns.ts';
import { byColumn, eachNamed } from './forms.ts';

/** What a step whose new columns are weighted sums of the old has learned. */
export interface Linear {
  readonly names: readonly string[];
  /** What is taken from each column first. */
  readonly means: readonly number[];
  /** One list of weights for each new column. */
  readonly components: readonly (readonly number[])[];
  /** Share of the columns' whole variance in the new ones; null where the method has no such share. */
  readonly share: number | null;
  /** False where the search was stopped before it came to rest. */
  readonly settled: boolean;
}

const linearForm = fitting(
  record<Linear>({
    names: distinct,
    means: list(number(), perFeature),
    components: byColumn,
    share: orNull(number({ least: 0, most: 1 })),
    settled: flag,
  }),
  ({ names, components }) => eachNamed(names, components),
);

/** Plain weights: JSON has no −0. */
export const plainRows = (rows: readonly Float64Array[]): number[][] =>
  rows.map((row) => Array.from(row, (x) => x + 0));

/** State, transform and report of a step that has learned weights. */
export const linear = (
  step: string,
): Pick<LearnedCompute<unknown, Linear>, 'state' | 'transform' | 'report'> => ({
  state: { version: 1, form: linearForm },

  transform({ table, columns }, { names, means, components }) {
    const values = columns.map((name) => numberColumn(table, name, step).values);
    const weights = {
      means: Float64Array.from(means),
      components: components.map((c) => Float64Array.from(c)),
    };
    return replacedBy(table, columns, names, projected(values, table.rows, weights, names.length));
  },

  report: ({ table, columns }, { names, share, settled }, mood) =>
    reduction(table, columns, names, {
      mood,
      note: `${share === null ? '' : `, ${percent(share)} of their variance`}${settled ? '' : unsettled}`,
    }),
});

/** Said of a search that had no turns left. */
export const unsettled = '; the search was still moving when its turns were over';

/** @throws EngineError 'params-invalid' when more components are wanted than the rows and columns have */
export function countWithin(step: string, wanted: number | null, most: number): number {
  if (wanted === null) return most;
  if (wanted <= most) return wanted;
  throw new EngineError({
    code: 'params-invalid',
    what: `${wanted} components are asked for, and these columns and training rows have ${most}`,
    where: { step },
    remedy: `Ask for ${most} or fewer.`,
  });
}
