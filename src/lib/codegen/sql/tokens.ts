/** A word, a number, a text, a quoted name, a mark, or one blank: enough of SQL to lay it out. */
export type SqlToken = string;

const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9.]*(?:e[+-]?[0-9]+)?|\s+|::|<=|>=|<>|\|\||[^]/gy;

/** SQL as its tokens; blanks between them are one space. */
export const tokensOf = (sql: string): SqlToken[] =>
  [...sql.matchAll(token)].map(([text]) => (/^\s/.test(text) ? ' ' : text));

export const isText = (t: SqlToken): boolean => t.startsWith("'");
const opens = (t: SqlToken): boolean => t === '(' || t === '[' || t === '{' || t === 'CASE';
const closes = (t: SqlToken): boolean => t === ')' || t === ']' || t === '}' || t === 'END';

/** How deep each token stands in brackets and CASEs; a bracket itself stands where it begins and ends. */
export function depthsOf(tokens: readonly SqlToken[]): number[] {
  let depth = 0;
  return tokens.map((t) => {
    if (closes(t)) depth -= 1;
    const own = depth;
    if (opens(t)) depth += 1;
    return own;
  });
}

/** The tokens cut before each token outside of brackets for which `cuts` holds. */
export function cutBefore(
  tokens: readonly SqlToken[],
  cuts: (t: SqlToken, i: number) => boolean,
): SqlToken[][] {
  const depths = depthsOf(tokens);
  const parts: SqlToken[][] = [[]];
  tokens.forEach((t, i) => {
    if (depths[i] === 0 && cuts(t, i)) parts.push([]);
    parts.at(-1)!.push(t);
  });
  return parts;
}

/** What stands between commas outside of brackets. */
export const itemsOf = (tokens: readonly SqlToken[]): SqlToken[][] =>
  cutBefore(tokens, (t) => t === ',').map((part) =>
    trimmed(part[0] === ',' ? part.slice(1) : part),
  );

/** Without blanks at both ends. */
export function trimmed(tokens: readonly SqlToken[]): SqlToken[] {
  const first = tokens.findIndex((t) => t !== ' ');
  return first < 0 ? [] : tokens.slice(first, tokens.findLastIndex((t) => t !== ' ') + 1);
}

export const textOf = (tokens: readonly SqlToken[]): string => tokens.join('');
