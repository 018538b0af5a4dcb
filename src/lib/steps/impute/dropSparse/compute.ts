import { defineLearned } from '#lib/engine/step.ts';
import { list, number, perFeature } from '#lib/engine/state.ts';
import { column, missingIn } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { percent } from '../../words.ts';
import type { dropSparse as spec } from './spec.ts';

/** The share that is missing of each column in the training rows. */
type Fitted = readonly number[];

/** Nothing but the training rows' gaps decides, so that the same columns go whatever rows come later. */
export const dropSparse = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: list(number({ least: 0, most: 1 }), perFeature) },

  fit: ({ table, columns }) =>
    columns.map((name) => {
      const c = column(table, name, 'dropSparse');
      if (table.rows === 0) throw nothingToLearn('dropSparse', name, 0, '');
      return missingIn(c) / table.rows;
    }),

  transform({ table, columns, params }, shares) {
    for (const name of columns) column(table, name, 'dropSparse');
    const gone = new Set(columns.filter((_, j) => shares[j]! > params.threshold));
    return {
      rows: table.rows,
      columns: new Map([...table.columns].filter(([name]) => !gone.has(name))),
    };
  },

  report({ table, columns, params }, shares, mood) {
    const events = columns.flatMap((col, j) => {
      if (shares[j]! <= params.threshold) return [];
      const message = `${verb(mood, 'dropped')} '${col}', ${percent(shares[j]!)} missing in training`;
      return [effect('missing', message, { rows_affected: table.rows, col })];
    });
    if (events.length > 0) return events;
    const none = `${verb(mood, 'dropped')} none of ${columns.length} columns`;
    return [effect('missing', none, { rows_affected: 0 })];
  },
});
