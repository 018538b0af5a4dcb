import type { ColumnProfile } from '../profile.ts';
import { limits } from './limits.ts';

/** A letter by itself, and a word: more than one letter, not all of them capitals. */
const letter = /^\p{L}\.?$/u;
const word = /^\p{L}+$/u;

/**
 * Levels that are the first letter of another one, M of Male, each with what it stands for. Nothing where a letter could
 * stand for two words, or where some of the letters stand for none: grades and sizes are letters too.
 */
export function abbreviationsIn({ top, distinct }: ColumnProfile): readonly [string, string][] {
  if (distinct > limits.abbreviated.levels || top.length < distinct) return [];
  const texts = top.map((t) => t.value);
  const letters = texts.filter((t) => letter.test(t.trim()));
  const words = texts.filter((t) => word.test(t.trim()) && isWord(t.trim()));
  const found = letters.map((short): [string, string] | null => {
    const initial = short.trim().charAt(0).toLowerCase();
    const meant = words.filter((w) => w.trim().charAt(0).toLowerCase() === initial);
    const spelled = new Set(meant.map((w) => w.trim().toLowerCase()));
    // `top` is in order of frequency, so that the first is the usual spelling.
    return spelled.size === 1 ? [short, meant[0]!.trim()] : null;
  });
  return found.every((pair) => pair !== null) ? found : [];
}

const isWord = (text: string): boolean =>
  text.length > 1 && (text.length > 3 || text !== text.toUpperCase());
