import {
  holdsCodes,
  isTicked,
  joinsNumbers,
  wordsAmongNumbers,
} from '#lib/recipe/findings/numbersInTexts.ts';
import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import { isCategorical, isNumeric } from '#lib/recipe/profile.ts';
import type { SuggestContext } from '#lib/recipe/step.ts';
import { percent } from './words.ts';

/**
 * What the suggestion rules share. Each rule reasons about the table as the rules before it leave it: a column
 * that should be dropped gets no imputer, and texts that are numbers are treated as the numbers they become.
 */
export const thresholds = {
  /** Above this share of missing cells, most of what a model sees would be made up. */
  mostlyMissing: 0.6,
  /** Above this share of distinct values, a text names its row and nothing more. */
  nearlyUnique: 0.9,
  /** A category with more levels than half its rows cannot be learned from. */
  sparseLevels: 0.5,
  /** From this share of texts that read as numbers, the rest are typing errors or missing markers. */
  readsAsNumber: 0.9,
  /** |skew| from which the mean is noticeably moved by the tail. */
  skewed: 0.5,
  /** Interquartile ranges beyond a quartile from which a value decides the standard deviation. */
  heavyTail: 25,
  /** More levels than this, and only the most frequent get a column of their own. */
  manyLevels: 30,
  /** A level seen less often than this in training teaches noise. */
  rareLevel: 5,
} as const;

/** The smallest tables on which "nearly unique" says anything. */
const enoughRows = 20;

export type DropReason =
  'empty' | 'constant' | 'mostlyMissing' | 'identifier' | 'freeText' | 'dates';

/** Why a column should go before training, and the evidence; null when it should stay. */
export function reasonToDrop(
  c: ColumnProfile,
  rows: number,
): { readonly reason: DropReason; readonly evidence: string } | null {
  const found = reasons.find(([, applies]) => applies(c, rows));
  return found ? { reason: found[0], evidence: found[2](c, rows) } : null;
}

type Reason = readonly [
  reason: DropReason,
  applies: (c: ColumnProfile, rows: number) => boolean,
  evidence: (c: ColumnProfile, rows: number) => string,
];

/** The first that applies counts. */
const reasons: readonly Reason[] = [
  [
    'empty',
    (c, rows) => c.missing === rows,
    (c, rows) => `all ${rows} values of ${c.name} are missing`,
  ],
  [
    'constant',
    (c, rows) => c.distinct <= 1 && !isTicked(c, rows),
    (c, rows) => `${c.name} is ${onlyValue(c)} in all ${rows - c.missing} rows that have a value`,
  ],
  [
    'mostlyMissing',
    (c, rows) => c.missing / rows > thresholds.mostlyMissing && !isTicked(c, rows),
    (c, rows) => `${percent(c.missing / rows)} of ${c.name} is missing`,
  ],
  ['identifier', (c) => c.role === 'id', (c) => `${c.name} names the row (${c.distinct} distinct)`],
  ['dates', (c) => isDate(c), (c) => `${c.name} has ${c.distinct} distinct dates`],
  [
    'identifier',
    (c, rows) =>
      isWordy(c, rows) && distinctShare(c, rows) > thresholds.nearlyUnique && enough(c, rows),
    (c, rows) => `${c.distinct} of ${rows - c.missing} values of ${c.name} are distinct`,
  ],
  [
    'freeText',
    (c, rows) => isWordy(c, rows),
    (c, rows) => `${c.name} is text with ${c.distinct} distinct values in ${rows - c.missing} rows`,
  ],
];

const isDate = (c: ColumnProfile): boolean => c.type === 'date' || c.type === 'datetime';
const distinctShare = (c: ColumnProfile, rows: number): number => c.distinct / (rows - c.missing);
const enough = (c: ColumnProfile, rows: number): boolean => rows - c.missing >= enoughRows;

/** Text, or a category with so many levels that it is none. */
const isWordy = (c: ColumnProfile, rows: number): boolean =>
  !isNumeric(c.type) &&
  !readsAsNumber(c) &&
  !joinsNumbers(c) &&
  (c.type === 'text' || (distinctShare(c, rows) > thresholds.sparseLevels && enough(c, rows)));

const onlyValue = (c: ColumnProfile): string =>
  c.top[0] ? `“${c.top[0].value}”` : c.number ? String(c.number.min) : 'the same';

/** A text or category column whose values are numbers but for a few, or for a few words. */
export const readsAsNumber = (c: ColumnProfile): boolean =>
  (c.type === 'text' || isCategorical(c.type)) &&
  c.distinct > 2 &&
  !holdsCodes(c) &&
  (c.numberShare >= thresholds.readsAsNumber || wordsAmongNumbers(c).length > 0);

/** Features that stay, as the later rules see them. */
export function keptFeatures({ profile, target }: SuggestContext): readonly ColumnProfile[] {
  return profile.columns.filter(
    (c) =>
      c.name !== target &&
      c.role === 'feature' &&
      !joinsNumbers(c) &&
      !reasonToDrop(c, profile.rows),
  );
}

/** Dates whose parts a model could read; with gaps, the parts would have them too. */
export const datesToSplit = ({ profile, target }: SuggestContext): readonly ColumnProfile[] =>
  profile.columns.filter(
    (c) =>
      c.name !== target &&
      c.role === 'feature' &&
      reasonToDrop(c, profile.rows)?.reason === 'dates' &&
      c.missing + c.misfits === 0,
  );

/** Categories with so many levels that a column for each is too many. */
export const manyLevels = (context: SuggestContext): readonly ColumnProfile[] =>
  keptFeatures(context).filter(
    (c) => isCategorical(c.type) && !readsAsNumber(c) && c.distinct > thresholds.manyLevels,
  );

/** How many interquartile ranges the farthest value lies beyond a quartile; 0 where the quartiles are the same. */
export function tailOf({ number }: ColumnProfile): number {
  if (!number) return 0;
  const { p25, p75 } = number.quantiles;
  return p75 > p25 ? Math.max(number.max - p75, p25 - number.min) / (p75 - p25) : 0;
}

/** A few far values would set the standard deviation of the rest. */
export const heavyTailed = (c: ColumnProfile): boolean => tailOf(c) > thresholds.heavyTail;

/** Texts of a column that will turn missing when it is cast to a number. */
export const lostByCast = (c: ColumnProfile, { rows }: TableProfile): number =>
  readsAsNumber(c) ? Math.round((rows - c.missing) * (1 - c.numberShare)) : 0;

export const willBeNumber = (c: ColumnProfile): boolean => isNumeric(c.type) || readsAsNumber(c);

/** A part of an id that people can read: lower case, letters and digits of any script, dashes between. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '') || 'column';
