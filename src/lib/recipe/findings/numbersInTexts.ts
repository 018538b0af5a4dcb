import { isCategorical, isNumeric } from '../profile.ts';
import type { ColumnProfile, TopValue } from '../profile.ts';
import { limits } from './limits.ts';

const { almostNumbers } = limits;

/**
 * The texts that keep a column of numbers from being one, most frequent first: three at most, among many numbers. Empty
 * where they are more, or where the numbers could as well be the names of classes.
 */
export function wordsAmongNumbers(c: ColumnProfile): readonly TopValue[] {
  const words = c.text?.words ?? [];
  if (isNumeric(c.type) || !isReadAsTexts(c) || holdsCodes(c)) return [];
  const enough =
    c.numberShare >= almostNumbers.besideWords && c.distinct - words.length >= almostNumbers.values;
  return enough ? words : [];
}

/** Dates and booleans are read already. */
const isReadAsTexts = ({ type }: ColumnProfile): boolean => type === 'text' || isCategorical(type);

/** Digits that would not be the same as a number: leading zeros, more than 53 bits. */
export const holdsCodes = ({ text }: ColumnProfile): boolean =>
  (text?.codeShare ?? 0) >= almostNumbers.codes;

/** Two numbers in nearly every text, 120/80, and not so few different ones that they are classes. */
export const joinsNumbers = (c: ColumnProfile): boolean =>
  isReadAsTexts(c) &&
  c.distinct > limits.joined.values &&
  (c.text?.pairs?.share ?? 0) >= limits.joined.share;

/** A box that was ticked or left alone: one value, or nothing. */
export const isTicked = (c: ColumnProfile, rows: number): boolean =>
  c.distinct === 1 &&
  c.missing >= limits.ticked.share * rows &&
  c.missing <= (1 - limits.ticked.share) * rows;

/** What stands for “not ticked”, other than the value itself. */
export const notTicked = (c: ColumnProfile): string | number =>
  isNumeric(c.type) ? (c.number?.min === 0 ? 1 : 0) : c.top[0]?.value === 'none' ? 'no' : 'none';
