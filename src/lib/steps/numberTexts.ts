import { sqlText } from '#lib/engine/sqlText.ts';
import { blanks, numberPattern } from './clean/cast/readings.ts';

/** A text cell as the number it spells, in SQL; what is none, or too large for a double, is NULL. */
export const textToNumber = (x: string): string => {
  const number = `TRY_CAST(trim(${x}, ${sqlText(blanks)}) AS DOUBLE)`;
  const finite = `nullif(nullif(${number}, 'Infinity'::DOUBLE), '-Infinity'::DOUBLE)`;
  return `CASE WHEN regexp_full_match(${x}, ${sqlText(numberPattern)}) THEN ${finite} END`;
};

/** Integers print without a point, other numbers with the fewest digits that read back as the same number. */
export const numberToText = (x: string): string =>
  `CASE WHEN ${x} = trunc(${x}) AND abs(${x}) < 9007199254740992 THEN CAST(TRY_CAST(${x} AS BIGINT) AS VARCHAR) ELSE CAST(${x} AS VARCHAR) END`;
