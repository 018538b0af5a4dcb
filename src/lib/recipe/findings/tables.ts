import { limits } from './limits.ts';
import type { Rule } from './rule.ts';
import { counted, percent } from './words.ts';

const { fewRows } = limits;

export const tableRules: readonly Rule[] = [
  {
    id: 'few-rows',
    title: 'Few rows',
    threshold: `fewer than ${fewRows.medium} rows; serious below ${fewRows.high}`,
    most: 20,
    find({ profile: { rows } }) {
      if (rows >= fewRows.medium) return [];
      const serious = rows < fewRows.high;
      return [
        {
          severity: serious ? 'high' : 'medium',
          title: `The table has ${counted(rows, 'row')}`,
          detail: `Scores from fewer than ${fewRows.medium} rows say little about new data.`,
          columns: [],
          value: rows,
          weight: serious ? 20 : 8,
          noFix: 'Collect more rows, or judge by cross-validation.',
        },
      ];
    },
  },
  {
    id: 'duplicate-rows',
    title: 'Rows that come twice',
    threshold: 'any row that equals an earlier one in every column',
    most: 5,
    find({ profile: { rows, duplicateRows, columns } }) {
      if (duplicateRows === 0) return [];
      const withId = columns.some((c) => c.role === 'id');
      const meaning = withId
        ? 'Even the id is the same, so they are copies.'
        : 'Without an id they may be different things that look alike.';
      return [
        {
          severity: 'ask',
          title: `${counted(duplicateRows, 'row')} ${duplicateRows === 1 ? 'equals' : 'equal'} an earlier one`,
          detail: `${percent(duplicateRows, rows)} of ${counted(rows, 'row')}. ${meaning}`,
          columns: [],
          value: duplicateRows,
          weight: Math.min(5, 1 + (20 * duplicateRows) / rows),
          fix: {
            label: 'Remove the copies',
            action: { kind: 'step', step: 'dropDuplicates', columns: [] },
          },
        },
      ];
    },
  },
  {
    id: 'duplicate-rows-but-id',
    title: 'Rows that differ only in their id',
    threshold: 'any row that equals an earlier one in every column but the ids',
    most: 3,
    find({ profile: { rows, duplicateRows, duplicateRowsButIds = 0, columns: all } }) {
      const more = duplicateRowsButIds - duplicateRows;
      if (more <= 0) return [];
      const columns = all.filter((c) => c.role !== 'id').map((c) => c.name);
      return [
        {
          severity: 'ask',
          title: `${counted(more, 'row')} ${more === 1 ? 'equals' : 'equal'} an earlier one but for the id`,
          detail: `${percent(more, rows)} of ${counted(rows, 'row')}: entered twice, or two things that look alike.`,
          columns: [],
          value: more,
          weight: Math.min(3, (10 * more) / rows),
          fix: {
            label: 'Remove the later ones',
            action: { kind: 'step', step: 'dropDuplicates', columns },
          },
        },
      ];
    },
  },
];
