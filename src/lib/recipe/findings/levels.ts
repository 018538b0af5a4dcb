import { grouped } from '../digits.ts';
import type { Finding } from '../profile.ts';
import { limits } from './limits.ts';
import { asking, perColumn, type Rule } from './rule.ts';
import { counted, plainPercent } from './words.ts';

const { manyLevels, rareLevel } = limits;

const isCategory = (type: string): boolean => type === 'category' || type === 'ordinal';

const together = (column: string): NonNullable<Finding['fix']> =>
  asking(`Encode ${column}, rare ones together`, 'oneHot', column, {
    minFrequency: rareLevel.count,
  });

export const levelRules: readonly Rule[] = [
  {
    id: 'many-levels',
    title: 'Many categories',
    threshold: `more than ${manyLevels.values} categories`,
    most: 8,
    together: 'columns have very many categories',
    find: perColumn(({ column, isTarget }) => {
      if (!isCategory(column.type) || column.distinct <= manyLevels.values) return null;
      return {
        severity: 'medium',
        title: `${column.name} has ${grouped(column.distinct)} categories`,
        detail: isTarget
          ? 'A class needs several rows to be learned.'
          : 'One column each would be too many; group the rare ones, or leave it out.',
        columns: [column.name],
        value: column.distinct,
        weight: 2,
        ...(isTarget
          ? { noFix: 'Merge classes that mean the same, or predict something with fewer of them.' }
          : { fix: together(column.name) }),
      };
    }),
  },
  {
    id: 'rare-levels',
    title: 'Rare categories',
    threshold: `at least ${rareLevel.levels} categories with fewer than ${rareLevel.count} rows and less than ${plainPercent(rareLevel.share)} of the values each`,
    most: 3,
    together: 'columns have rare categories',
    find: perColumn(({ column, isTarget }) => {
      const rare = column.text?.rare;
      if (!rare || isTarget || !isCategory(column.type)) return null;
      if (rare.levels < rareLevel.levels || column.distinct > manyLevels.values) return null;
      return {
        severity: 'low',
        title: `${column.name} has ${rare.levels} rare categories`,
        detail: `Together they have ${counted(rare.cells, 'row')}, each fewer than ${rareLevel.count}: too few to learn from, and new data will bring others.`,
        columns: [column.name],
        value: rare.levels,
        weight: 0.5,
        fix: together(column.name),
      };
    }),
  },
];
