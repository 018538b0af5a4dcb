import { grouped } from '../digits.ts';

export const counted = (n: number, noun: string): string =>
  `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;

export const percent = (part: number, whole: number): string => percentOf(part / whole);

/** One decimal; small shares are never "0.0 %", and large ones never "100.0 %". */
export function percentOf(share: number): string {
  if (share > 0 && share < 0.001) return 'less than 0.1 %';
  return share < 1 && share > 0.9995 ? 'more than 99.9 %' : `${(100 * share).toFixed(1)} %`;
}

/** For thresholds: no decimals that say nothing. */
export const plainPercent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;

export const shortened = (text: string): string =>
  text.length > 40 ? `${text.slice(0, 39)}…` : text;

export const quoted = (text: string): string => `“${shortened(text)}”`;

export const number = (x: number): string => (Number.isInteger(x) ? grouped(x) : x.toPrecision(4));

/** "a, b and c", at most five by name. */
export function listed(names: readonly string[]): string {
  if (names.length > 5) return `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`;
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

export const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
