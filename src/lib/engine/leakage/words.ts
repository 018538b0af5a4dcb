import { grouped } from '#lib/recipe/digits.ts';
import { highGini, moderateGini, type LeakEvidence } from '#lib/recipe/leakage.ts';
import type { Identity } from './identities.ts';

/** What each test says of a column, with its number. */

export function powerWords(
  { column, target }: { readonly column: string; readonly target: string },
  gini: number,
  {
    folds,
    rows,
    proven,
  }: { readonly folds: number; readonly rows: number; readonly proven: boolean },
): LeakEvidence {
  const said =
    gini < highGini
      ? `${moderateGini} or more is unusual`
      : proven
        ? `${highGini} or more is hardly ever honest`
        : `${highGini} or more is hardly ever honest, though ${grouped(rows)} rows are too few to prove it`;
  return {
    test: 'power',
    value: gini,
    words: `${column} alone ranks ${target} with a Gini of ${gini.toFixed(3)} in ${folds} folds, where 1 is the answer itself and ${said}.`,
  };
}

export function identityWords(target: string, found: Identity): LeakEvidence {
  const sides = `${formula(found)} = ${target}`;
  const told =
    found.exact >= 0.99
      ? `${sides} in ${found.exact === 1 ? 'all' : `${(100 * found.exact).toFixed(1)} % of`} ${grouped(found.rows)} training rows.`
      : `${formula(found)} rebuilds ${target} almost: it explains ${(100 * found.r2).toFixed(1)} % of its variance over ${grouped(found.rows)} training rows.`;
  return { test: 'identity', value: found.exact >= 0.99 ? found.exact : found.r2, words: told };
}

function formula({ columns, form, signs, scale, offset }: Identity): string {
  const factor = scale === 1 ? '' : `${short(scale)} × `;
  if (form !== 'sum') return `${factor}${columns.join(form === 'product' ? ' × ' : ' ÷ ')}`;
  const order = [...columns.keys()].sort((a, b) => signs[b]! - signs[a]! || a - b);
  const first = order
    .map((k, i) => `${signs[k]! < 0 ? '− ' : i > 0 ? '+ ' : ''}${columns[k]!}`)
    .join(' ');
  if (signs.every((v) => v < 0)) return allTaken(columns, factor, offset);
  const inside = factor !== '' && columns.length > 1 ? `(${first})` : first;
  const end = offset === 0 ? '' : ` ${offset < 0 ? '−' : '+'} ${short(Math.abs(offset))}`;
  return `${factor}${inside}${end}`;
}

/** 100 − (moisture + protein) */
function allTaken(columns: readonly string[], factor: string, offset: number): string {
  const inside = columns.length > 1 ? `(${columns.join(' + ')})` : columns[0]!;
  return `${short(offset)} − ${factor}${inside}`;
}

const short = (x: number): string => String(Number(x.toPrecision(4)));

export const copyWords = (column: string, target: string, rows: number): LeakEvidence => ({
  test: 'copy',
  value: 1,
  words: `${column} is ${target} in other words: each value of one goes with one value of the other, in all ${grouped(rows)} training rows.`,
});

export const laterWords = (column: string, earlier: string, share: number): LeakEvidence => ({
  test: 'later',
  value: share,
  words: `${column} lies after ${earlier} in ${(100 * share).toFixed(1)} % of the training rows: is it known when you predict?`,
});

export const nameWords = (column: string, word: string, gini: number): LeakEvidence => ({
  test: 'name',
  value: gini,
  words: `The name ${column} (“${word}”) is of something that is known after the outcome, and it alone has a Gini of ${gini.toFixed(3)}.`,
});
