import { EngineError } from '#lib/recipe/errors.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { numberColumn } from '#lib/engine/table.ts';
import { isFar, limitsOf } from '../../limits.ts';
import { effect, verb } from '../../report.ts';
import { targetOf } from '../../target.ts';
import { counted } from '../../words.ts';
import { balanceReport, taken, type Balanced } from '../rows.ts';
import type { dropOutliers as spec } from './spec.ts';

/** Rows that flagOutliers would flag in any of the columns, with limits from all training rows. */
export const dropOutliers = defineBalancing<typeof spec>()<Balanced & { readonly gone: number }>({
  kind: 'balancing',

  resample(input) {
    const { table, columns, params } = input;
    const target = targetOf(input, 'dropOutliers');
    const far = new Uint8Array(table.rows);
    for (const name of columns) {
      const c = numberColumn(table, name, 'dropOutliers');
      const limits = limitsOf(c, name, { ...params, step: 'dropOutliers' });
      c.values.forEach((x, i) => {
        if (isFar(x, limits)) far[i] = 1;
      });
    }
    const rows = Int32Array.from(far.keys()).filter((i) => far[i] === 0);
    if (rows.length === 0) throw nothingLeft(table.rows);
    const found = taken(table, target, rows);
    return { ...found, state: { ...found.state, gone: table.rows - rows.length } };
  },

  report: ({ columns }, state, mood) =>
    state.classes.length > 0
      ? balanceReport(state, mood)
      : [
          effect(
            'outliers',
            `${verb(mood, 'removed')} ${counted(state.gone, 'training row')} with far values in ${counted(columns.length, 'column')}`,
            { rows_affected: state.gone },
          ),
        ],
});

const nothingLeft = (rows: number): EngineError =>
  new EngineError({
    code: 'no-rows',
    what: `All ${rows} training rows have a value that counts as far`,
    where: { step: 'dropOutliers' },
    remedy: 'Raise how far a value must lie, or choose fewer columns.',
  });
