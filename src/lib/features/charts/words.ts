import { count } from '#lib/ui/format.ts';

const minus = (text: string): string => text.replace('-', '−');
const four = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const tick = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** A value in the unit of the target: `206,856`, `12.35`, `−0.0042`, `3e-12`. */
export function amount(x: number): string {
  const size = Math.abs(x);
  if (size >= 1000 && size < 1e9) return count(Math.round(x));
  if (size !== 0 && (size < 1e-4 || size >= 1e9))
    return x.toExponential(1).replace('.0e', 'e').replace('e+', 'e').replace(/^-/, '−');
  return minus(four.format(x));
}

/** Fixed decimals with a true minus, and no minus before zeros. */
export function plain(x: number, digits: number): string {
  const text = x.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : minus(text);
}

/** For an axis: `250K`, `−1.5`, `0`. */
export const amountTick = (x: number): string => minus(tick.format(x));

/** Leaves `limit` characters of a name, the middle gone, so that `pclass_1` and `pclass_2` stay apart. */
export function shortName(name: string, limit: number): string {
  const letters = [...name];
  if (letters.length <= limit) return name;
  const tail = Math.floor((limit - 1) / 2);
  return `${letters.slice(0, limit - 1 - tail).join('')}…${letters.slice(letters.length - tail).join('')}`;
}
