import { driveSync } from '#lib/engine/drive.ts';
import { defineBalancing } from '#lib/engine/step.ts';
import { effect, verb } from '../../report.ts';
import { targetOf } from '../../target.ts';
import { fitUnusual } from '../../unusual.ts';
import { counted } from '../../words.ts';
import { balanceReport, taken, type Balanced } from '../rows.ts';
import type { dropUnusual as spec } from './spec.ts';

/** Rows that flagUnusual would flag among the training rows. */
export const dropUnusual = defineBalancing<typeof spec>()<Balanced & { readonly gone: number }>({
  kind: 'balancing',

  resample(input) {
    const { table, columns, params, seed } = input;
    const target = targetOf(input, 'dropUnusual');
    const of = { ...params, seed, step: 'dropUnusual' };
    const { scores } = driveSync(fitUnusual(table, columns, of));
    const usual = Int32Array.from(scores.keys()).filter((i) => scores[i]! >= 0);
    // Where the line leaves none, nothing is unusual: all rows lie alike.
    const rows = usual.length > 0 ? usual : Int32Array.from(scores.keys());
    const found = taken(table, target, rows);
    return { ...found, state: { ...found.state, gone: table.rows - rows.length } };
  },

  report: ({ columns }, state, mood) =>
    state.classes.length > 0
      ? balanceReport(state, mood)
      : [
          effect(
            'outliers',
            `${verb(mood, 'removed')} ${counted(state.gone, 'training row')} unusual in ${counted(columns.length, 'column')}`,
            { rows_affected: state.gone },
          ),
        ],
});
