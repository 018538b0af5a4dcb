import type { ColumnProfile } from '../profile.ts';
import { leftBy } from './missing.ts';
import { leaveOut, marking, perColumn, type Draft, type Rule } from './rule.ts';
import { counted, percent } from './words.ts';

/** More than half of a column is no slip. */
const isSlip = (cells: number, present: number): boolean => cells > 0 && cells <= present / 2;

export const dateRules: readonly Rule[] = [
  {
    id: 'early-dates',
    title: 'Dates before 1900',
    threshold: 'any date before 1900-01-01, and not most of them',
    most: 4,
    together: 'columns have dates before 1900',
    find: perColumn(({ column, present, rows, isTarget }) => {
      const early = column.dates?.early ?? 0;
      if (!isSlip(early, present)) return null;
      const leaves = leftBy(column, early, rows);
      return {
        severity: 'medium',
        title: `${column.name} has ${counted(early, 'date')} before 1900`,
        detail: `${percent(early, present)} of its values; the earliest is ${column.range!.min}.`,
        columns: [column.name],
        value: early,
        weight: 1 + leaves.weight,
        leaves,
        ...(isTarget ? onTarget : placeholderFix(column, early, (day) => day < '1900')),
      };
    }),
  },
  {
    id: 'future-dates',
    title: 'Dates in the future',
    threshold: 'any date after today, and not most of them',
    most: 4,
    together: 'columns have dates in the future',
    find: perColumn(({ column, present, rows, isTarget }) => {
      const late = column.dates?.late ?? 0;
      if (!isSlip(late, present)) return null;
      const leaves = leftBy(column, late, rows);
      return {
        severity: 'medium',
        title: `${column.name} has ${counted(late, 'date')} in the future`,
        detail: `${percent(late, present)} of its values; the latest is ${column.range!.max}.`,
        columns: [column.name],
        value: late,
        weight: 1 + leaves.weight,
        leaves,
        ...(isTarget ? onTarget : placeholderFix(column, late, (day) => day >= '2038')),
      };
    }),
  },
  {
    id: 'mixed-zones',
    title: 'Times with and without a zone',
    threshold: 'some times name a zone, and some do not',
    most: 4,
    together: 'columns name a time zone only in part',
    find: perColumn(({ column, present }) => {
      const zoned = column.dates?.zoned ?? 0;
      if (zoned === 0 || zoned === present) return null;
      return {
        severity: 'medium',
        title: `${column.name} names a time zone only in part`,
        detail: `${percent(zoned, present)} of its values do; the others are taken as UTC.`,
        columns: [column.name],
        value: zoned / present,
        weight: 2,
        noFix:
          'Which zone the others are in stands nowhere in the file: ask where it came from, and write it there.',
      };
    }),
  },
];

const onTarget = { noFix: 'A target is never made up: correct these dates in the file.' };

/**
 * Days that no row can have lived stand for "none": they are marked where all of them are known, the last day of a
 * calendar (2038-01-19, 2999-12-31) for those to come. Otherwise the column is left out, for nobody knows which are slips.
 */
function placeholderFix(
  { name, top }: ColumnProfile,
  cells: number,
  isImpossible: (day: string) => boolean,
): Pick<Draft, 'fix'> {
  const found = top.filter((t) => isImpossible(t.value));
  const known = found.reduce((sum, t) => sum + t.count, 0) === cells;
  return {
    fix: known
      ? marking(
          name,
          found.map((t) => t.value),
        )
      : leaveOut(name),
  };
}
