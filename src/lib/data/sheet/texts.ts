/**
 * A number cell's text: whole numbers with all the digits the file has, everything else in the fewest digits that
 * give the double back. Null when it is no number that can be held.
 */
export function numberText(raw: string): string | null {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return null;
  if (raw.length > 15 && /^-?[1-9]\d{15,}$/.test(raw)) return raw;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Excel's _xHHHH_ as the characters they stand for (ECMA-376 part 1, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text;

/** What XML cannot say, and what would be taken for an escape, as Excel's _xHHHH_. */
export const escaped = (text: string): string =>
  text.replace(/_(?=x[0-9A-Fa-f]{4}_)|[\0-\x08\x0b-\x1f\ufffe\uffff]|\p{Surrogate}/gu, escape);

const escape = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/** "A", "Z", "AA", … of a column counted from 0. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
  }
  return letters;
}

/** The column, from 0, of a reference such as `AB12`; −1 when it has no letters. */
export function columnOf(reference: string): number {
  let n = 0;
  for (let at = 0; at < reference.length && at < 4; at += 1) {
    const c = reference.charCodeAt(at) & ~32;
    if (c < 65 || c > 90) break;
    n = n * 26 + c - 64;
  }
  return n - 1;
}
