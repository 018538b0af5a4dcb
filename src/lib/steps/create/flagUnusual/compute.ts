import { record, text } from '#lib/engine/state.ts';
import { defineLearned, inTurns } from '#lib/engine/step.ts';
import { withColumns } from '#lib/engine/table.ts';
import { freeName } from '../../names.ts';
import { effect, verb } from '../../report.ts';
import { fitUnusual, forestForm, unusualRows, type Unusual } from '../../unusual.ts';
import { counted } from '../../words.ts';
import type { flagUnusual as spec } from './spec.ts';

interface Fitted extends Unusual {
  readonly name: string;
}

/** An isolation forest of the training rows; scikit-learn's scores and line, the draws are our own. */
export const flagUnusual = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: {
    version: 1,
    form: record<Fitted>({ name: text, ...forestForm }),
  },

  ...inTurns(function* ({ table, columns, params, seed }) {
    const of = { ...params, seed, step: 'flagUnusual' };
    const { forest } = yield* fitUnusual(table, columns, of);
    return { name: freeName('unusual', new Set(table.columns.keys())), ...forest };
  }),

  transform: ({ table, columns }, fitted) =>
    withColumns(table, [
      [fitted.name, { kind: 'number', values: unusualRows(table, columns, fitted, 'flagUnusual') }],
    ]),

  report: ({ table, columns }, fitted, mood) => {
    const flags = unusualRows(table, columns, fitted, 'flagUnusual');
    const n = flags.reduce((sum, x) => sum + x, 0);
    const message = `${verb(mood, 'added')} '${fitted.name}', 1 in ${counted(n, 'row')} of ${table.rows}`;
    return [effect('outliers', message, { rows_affected: n, col: fitted.name })];
  },
});
