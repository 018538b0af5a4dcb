import { ExpressionError } from './ast.ts';

/**
 * Patterns mean the same in RE2 (DuckDB) and in Python's re when they keep to characters, `.`, classes, `*+?{}`,
 * `|`, groups, `^`, `$`, and a backslash before a sign: `\d` or `\w` are other characters in each, and look-around or
 * references RE2 does not have.
 */
const shared = /^(?:[^\\()]|\\[^\p{L}\p{N}\s]|\((?!\?)|\)|\(\?:)*$/u;

/** What keeps a text from being a pattern that means the same everywhere, or null. */
export function patternTrouble(pattern: string): string | null {
  if (pattern === '') return 'The pattern is empty.';
  if (!shared.test(pattern) || pattern.includes('[[:'))
    return 'Write [0-9] for a digit and [A-Za-z] for a letter; \\d, \\w and (?…) mean other things in other languages.';
  try {
    const compiled = new RegExp(pattern, 'u');
    if (compiled.test(''))
      return 'The pattern matches where nothing is; let it take a character at least.';
    return new RegExp(`${pattern}|`, 'u').exec('')!.length > 2
      ? 'The pattern has more than one group; write (?: ) for the others.'
      : null;
  } catch {
    return 'The pattern is not complete.';
  }
}

/** @throws ExpressionError */
export function needPattern(pattern: string, at: number): void {
  const trouble = patternTrouble(pattern);
  if (trouble !== null) throw new ExpressionError(trouble, at);
}

/** Python's `$` also matches before a last line feed; `\Z` is the end. */
export const pythonPattern = (pattern: string): string =>
  pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\$/gsu, (part) => (part === '$' ? '\\Z' : part));

export const hasGroup = (pattern: string): boolean =>
  new RegExp(`${pattern}|`, 'u').exec('')!.length > 1;
