import type { Field } from '#lib/recipe/params.ts';

/** A choice as a person reads it: "mostFrequent" as "most frequent", "ifBinary" as "if binary". */
export const choiceWords = (option: string): string =>
  plain.get(option) ??
  option
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();

/** pandas' words that say little to who does not know pandas. */
const plain: ReadonlyMap<string, string> = new Map([
  ['nunique', 'distinct values'],
  ['std', 'standard deviation'],
  ['mode', 'most frequent'],
]);

/** Words that only numbers take. */
export const arithmetic: ReadonlySet<string> = new Set(['sum', 'mean', 'median', 'std']);

/** What "nothing" means for a nullable parameter, as the words of its check. */
export const noneWords = (field: Field): string =>
  /no limit/i.test(field.description) ? 'No limit' : 'Leave empty';

/** A constant as it is shown in a text field: digits that are meant as text stand in quotes. */
export function writtenConstant(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = String(value);
  return readConstant(text) === text ? text : `"${text}"`;
}

/** The reverse: blank is nothing, a number is a number, and what stands in quotes is text. */
export function readConstant(written: string): string | number | null {
  const text = written.trim();
  if (text === '') return null;
  const quoted = /^"(.*)"$/s.exec(text);
  if (quoted) return quoted[1]!;
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** Entries of a pasted or typed list: one a line, else parted by commas; each once, blanks left out. */
export function readList(written: string): string[] {
  const parts = written.split(/\r?\n/.test(written) ? /\r?\n/ : ',').map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** Numbers with commas or spaces between; what is no number is NaN, which the parameter refuses. */
export const readNumbers = (written: string): number[] =>
  written
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);

/** The list with the entry at `from` moved to `to`. */
export function movedEntry<T>(list: readonly T[], from: number, to: number): T[] {
  const entry = list[from]!;
  return list.toSpliced(from, 1).toSpliced(to, 0, entry);
}

/** One text as it was typed: spaces at its ends and quotes count where it stands in "quotes". */
export function readText(written: string): string {
  const text = written.trim();
  return /^"(.*)"$/s.exec(text)?.[1] ?? text;
}

/** The reverse, for showing what is in a list: `readText` gives the text back. */
export const writtenText = (text: string): string =>
  text !== '' && readText(text) === text ? text : `"${text}"`;
