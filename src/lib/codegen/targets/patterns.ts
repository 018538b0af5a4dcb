import { printLiteral } from '../python/print.ts';

const text = printLiteral;
const limit = 60;

/** A regular expression in pieces that each fit on a line of code. */
function piecesOf(pattern: string): readonly string[] {
  const tokens = pattern.match(/\[[^\]]*\]|\{[^}]*\}|\\.|\(\?[a-z]*:|./gsu) ?? [];
  const pieces: string[] = [''];
  for (const token of tokens) {
    if (text(pieces.at(-1)! + token).length > limit) pieces.push('');
    pieces[pieces.length - 1] += token;
  }
  return pieces;
}

/** Python for a regular expression, joined from pieces where it is long. */
export function patternText(pattern: string): string {
  if (text(pattern).length <= limit) return text(pattern);
  return `"".join([${piecesOf(pattern).map(text).join(', ')}])`;
}
