import type { ColumnProfile, ColumnType, Role, Task } from '#lib/recipe/profile.ts';
import { columnTypes } from '#lib/recipe/profile.ts';
import type { IconName } from '#lib/ui/icons.ts';
import type { Tone } from '#lib/ui/types.ts';

interface Word {
  readonly label: string;
  readonly icon: IconName;
}

/** A type as the page says it; `whole` is shorter than `integer` and said by people. */
export const typeOf: Readonly<Record<ColumnType, Word>> = {
  integer: { label: 'whole', icon: 'hash' },
  number: { label: 'number', icon: 'hash' },
  boolean: { label: 'yes or no', icon: 'toggle-left' },
  category: { label: 'category', icon: 'tag' },
  text: { label: 'text', icon: 'type' },
  date: { label: 'date', icon: 'calendar' },
  datetime: { label: 'date, time', icon: 'clock' },
  ordinal: { label: 'ordinal', icon: 'tag' },
  duration: { label: 'duration', icon: 'clock' },
};

export const typeChoices = columnTypes.map((value) => ({
  value,
  label: {
    integer: 'Whole number',
    number: 'Number',
    boolean: 'Yes or no',
    category: 'Category',
    text: 'Text',
    date: 'Date',
    datetime: 'Date and time',
    ordinal: 'Ordered category',
    duration: 'Duration',
  }[value],
}));

export const roleWords: Readonly<Record<Role, { label: string; note: string; tone: Tone }>> = {
  feature: { label: 'Feature', note: 'what models learn from', tone: 'neutral' },
  target: { label: 'Target', note: 'what is predicted', tone: 'accent' },
  weight: {
    label: 'Weight',
    note: 'how much each row counts in learning and in the scores',
    tone: 'neutral',
  },
  id: { label: 'Id', note: 'names the row; kept away from models', tone: 'neutral' },
  split: { label: 'Split', note: 'holds train, validation and test', tone: 'neutral' },
  group: { label: 'Group', note: 'rows with the same value stay in one part', tone: 'neutral' },
  time: { label: 'Time', note: 'later rows are for test', tone: 'neutral' },
  ignored: { label: 'Ignored', note: 'kept away from models', tone: 'neutral' },
};

export const taskWords: Readonly<Record<Task, { label: string; note: string }>> = {
  binary: { label: 'Binary', note: 'one of two classes' },
  multiclass: { label: 'Multiclass', note: 'one of several classes' },
  regression: { label: 'Regression', note: 'a number' },
  clustering: { label: 'Find groups (no target)', note: 'rows that are alike' },
  anomaly: { label: 'Find unusual rows', note: 'no target; rows unlike the others' },
};

/** What stands under a column's name: its role where it is no feature, else its type. */
export function badgeOf(
  type: ColumnType,
  role: Role,
): { text: string; icon?: IconName; tone?: Tone } {
  if (role === 'feature') return { text: typeOf[type].label, icon: typeOf[type].icon };
  return { text: roleWords[role].label.toLowerCase(), tone: roleWords[role].tone };
}

/**
 * The column's shape: its histogram, dates over time, or how often its top values stand in it; none where hardly a text
 * repeats.
 */
export function shapeOf(column: ColumnProfile): readonly number[] {
  if (isOverTime(column)) return summedUp(column.dates!.buckets.map((b) => b.count));
  if (isCounted(column)) return column.top.map((t) => t.count);
  return column.number?.histogram.counts ?? [];
}

/** Some 40 bars at most: neighbours count together. */
function summedUp(counts: readonly number[]): readonly number[] {
  const each = Math.ceil(counts.length / 40);
  const bars = Array.from({ length: Math.ceil(counts.length / each) }, () => 0);
  counts.forEach((n, i) => (bars[Math.floor(i / each)]! += n));
  return bars;
}

/** Drawn by its values, not by bins. */
export const isCounted = (column: ColumnProfile): boolean => {
  const { number, distinct, top } = column;
  return number ? distinct <= 12 : !isOverTime(column) && (top[0]?.count ?? 0) > 1;
};

const isOverTime = ({ dates }: ColumnProfile): boolean => (dates?.buckets.length ?? 0) > 1;
