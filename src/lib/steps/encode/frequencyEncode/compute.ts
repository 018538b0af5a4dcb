import { defineLearned } from '#lib/engine/step.ts';
import { categoryColumn } from '#lib/engine/table.ts';
import { levelCounts, nothingToLearn } from '../../cells.ts';
import { encodedByLevel, encodingReport, encodingState, type Encoding } from '../byLevel.ts';
import type { frequencyEncode as spec } from './spec.ts';

/** pandas' `value_counts(normalize=…, dropna=False)` of the training rows, in place of the levels. */
export const frequencyEncode = defineLearned<typeof spec>()<readonly Encoding[]>({
  kind: 'learned',
  state: encodingState,

  fit: ({ table, columns, params }) =>
    columns.map((name) => {
      const counts = levelCounts(categoryColumn(table, name, 'frequencyEncode'));
      if (table.rows === 0) throw nothingToLearn('frequencyEncode', name, 0, '');
      const of = params.normalize ? table.rows : 1;
      return {
        names: [name],
        levels: counts.map(([level, n]) => [level, [n / of]] as const),
        unknown: [0],
      };
    }),

  transform: ({ table, columns }, encodings) =>
    encodedByLevel(table, columns, encodings, 'frequencyEncode'),

  report: ({ table, columns, params }, encodings, mood) =>
    encodingReport({ table, columns, step: 'frequencyEncode' }, encodings, mood, {
      as: params.normalize ? 'by the share of their rows' : 'by the number of their rows',
      unknownAs: '0',
    }),
});
