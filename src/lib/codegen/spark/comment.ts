import { commentText } from '../sql/names.ts';

/** The user's words as a comment in a function, on a line that is short enough for ruff. */
export function comment(words: string): string {
  const text = [...commentText(words)];
  return `    # ${text.length > 80 ? `${text.slice(0, 79).join('')}…` : text.join('')}`;
}
