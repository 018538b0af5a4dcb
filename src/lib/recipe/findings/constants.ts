import { grouped } from '../digits.ts';
import { limits } from './limits.ts';
import { isTicked, notTicked } from './numbersInTexts.ts';
import { asking, dropping, perColumn, type Rule } from './rule.ts';
import { counted, percentOf, plainPercent, quoted } from './words.ts';

const { nearConstant, ticked } = limits;

export const constantRules: readonly Rule[] = [
  {
    id: 'constant-target',
    title: 'Target without two values',
    threshold: 'the target is empty, or every value is the same',
    most: 40,
    find: perColumn(({ column, isTarget }) => {
      if (!isTarget || column.distinct > 1) return null;
      const value = column.top[0];
      return {
        severity: 'high',
        title: value ? `${column.name} is constant` : `${column.name} is empty`,
        detail: value
          ? `Every value is ${quoted(value.value)}: there is nothing to predict.`
          : 'No cell holds a value: there is nothing to predict.',
        columns: [column.name],
        value: column.distinct,
        weight: 40,
        noFix: 'Choose another target.',
      };
    }),
  },
  {
    id: 'empty',
    title: 'Empty column',
    threshold: 'no cell holds a value',
    most: 15,
    together: 'columns are empty',
    find: perColumn(({ column, isTarget }) => {
      if (column.distinct > 0 || isTarget) return null;
      return {
        severity: 'medium',
        title: `${column.name} is empty`,
        detail: 'No cell holds a value.',
        columns: [column.name],
        value: 0,
        weight: 3,
        fix: dropping(column.name),
      };
    }),
  },
  {
    id: 'constant',
    title: 'Constant column',
    threshold: 'every value is the same',
    most: 15,
    together: 'columns are constant',
    find: perColumn(({ column, rows, isTarget }) => {
      const value = column.top[0];
      if (column.distinct !== 1 || !value || isTarget || isTicked(column, rows)) return null;
      return {
        severity: 'medium',
        title: `${column.name} is constant`,
        detail: `Every value is ${quoted(value.value)}: nothing can be learned from it.`,
        columns: [column.name],
        value: 1,
        weight: 3,
        fix: dropping(column.name),
      };
    }),
  },
  {
    id: 'ticked',
    title: 'One value or nothing',
    threshold: `one value alone, and at least ${plainPercent(ticked.share)} of the cells are missing`,
    most: 8,
    together: 'columns hold one value or nothing',
    find: perColumn(({ column, rows, present, isTarget }) => {
      const value = column.top[0];
      if (!value || isTarget || !isTicked(column, rows)) return null;
      const filled = notTicked(column);
      return {
        severity: 'low',
        title: `${column.name} is ${quoted(value.value)} or nothing`,
        detail: `${counted(present, 'cell')} of ${grouped(rows)} hold it. As a box that was ticked or left alone, it tells by what is missing.`,
        columns: [column.name],
        value: present / rows,
        weight: 1,
        fix: asking(`Fill the others with ${quoted(String(filled))}`, 'impute', column.name, {
          strategy: 'constant',
          fillValue: filled,
        }),
      };
    }),
  },
  {
    id: 'near-constant',
    title: 'Nearly constant column',
    threshold: `one value has at least ${plainPercent(nearConstant.share)} of the values`,
    most: 6,
    together: 'columns hardly vary',
    find: perColumn(({ column, present, isTarget }) => {
      const value = column.top[0];
      if (isTarget || !value || column.distinct < 2) return null;
      const share = value.count / present;
      if (share < nearConstant.share) return null;
      return {
        severity: 'low',
        title: `${column.name} hardly varies`,
        detail: `${percentOf(share)} of its values are ${quoted(value.value)}; ${counted(present - value.count, 'cell')} differ.`,
        columns: [column.name],
        value: share,
        weight: 1,
        fix: dropping(column.name),
      };
    }),
  },
];
