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
  limits: NumberLimits,
): { value?: number; trouble?: Trouble } {
  const plain = text.trim().replace('−', '-');
  if (plain === '') return {};
  const value = Number(plain);
  const trouble = Number.isFinite(value)
    ? beyond(value, limits)
    : {
        what: `“${text.trim()}” is not a number`,
        remedy: howToWrite(plain, limits.whole ?? false),
      };
  return trouble ? { trouble } : { value };
}

function beyond(value: number, { min, max, whole, unit }: NumberLimits): Trouble | undefined {
  const tail = unit ? ` ${unit}` : '';
  if (whole && !Number.isInteger(value))
    return { what: `${value} is not whole`, remedy: `Use ${Math.round(value)}.` };
  if (min !== undefined && value < min)
    return { what: `${value} is below the limit`, remedy: `Use ${min}${tail} or more.` };
  if (max !== undefined && value > max)
    return { what: `${value} is above the limit`, remedy: `Use ${max}${tail} or less.` };
  return undefined;
}

const howToWrite = (plain: string, whole: boolean): string =>
  plain.includes(',')
    ? 'Use a point for decimals and nothing between thousands.'
    : `Write a number such as ${whole ? '5' : '0.5'}.`;
