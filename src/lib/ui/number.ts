import type { Trouble } from './types.ts';

export interface NumberLimits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly whole?: boolean | undefined;
  readonly unit?: string | undefined;
}

/**
 * A number as written by a person: blank is undefined, a true minus counts, a comma does not (it
 * parts thousands here and decimals there). Out of the limits or not a number: what and remedy.
 */
export function parseNumber(
  text: string,
  { min, max, whole = false, unit = '' }: NumberLimits,
): { value?: number; trouble?: Trouble } {
  const plain = text.trim().replace('−', '-');
  if (plain === '') return {};
  const value = Number(plain);
  const tail = unit && ` ${unit}`;
  if (!Number.isFinite(value)) {
    const remedy = plain.includes(',')
      ? 'Use a point for decimals and nothing between thousands.'
      : `Write a number${whole ? ' such as 5' : ' such as 0.5'}.`;
    return { trouble: { what: `“${text.trim()}” is not a number`, remedy } };
  }
  if (whole && !Number.isInteger(value))
    return { trouble: { what: `${plain} is not whole`, remedy: `Use ${Math.round(value)}.` } };
  if (min !== undefined && value < min)
    return {
      trouble: { what: `${plain} is below the limit`, remedy: `Use ${min}${tail} or more.` },
    };
  if (max !== undefined && value > max)
    return {
      trouble: { what: `${plain} is above the limit`, remedy: `Use ${max}${tail} or fewer.` },
    };
  return { value };
}
