import { shortName } from './words.ts';

/** Room for names at the left of horizontal bars, in pixels, and how many letters it holds. */
export function nameRoom(
  names: readonly string[],
  width: number,
): { readonly margin: number; readonly short: (name: string) => string } {
  const letter = 6.2;
  const most = Math.min(220, Math.max(84, width * 0.36));
  const longest = Math.max(0, ...names.map((n) => [...n].length));
  const margin = Math.ceil(Math.min(most, longest * letter + 14));
  const limit = Math.max(6, Math.floor((margin - 14) / letter));
  return { margin, short: (name) => shortName(name, limit) };
}

export const barRow = 26;
export const barsShown = 20;
