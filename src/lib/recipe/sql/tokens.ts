import { sqlFault } from './fault.ts';

/** A word, name, text, number or sign of a query; comments and blanks are between them. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'text' | 'number' | 'sign';
  /** As it is written. */
  readonly text: string;
  /** A word in lower case, what stands within quotes, else as it is written. */
  readonly value: string;
}

const patterns: readonly (readonly [Token['kind'] | 'blank', RegExp])[] = [
  ['blank', /\s+|--[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\//y],
  ['number', /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![\p{L}\p{N}_])/uy],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['quoted', /"(?:[^"]|"")+"/y],
  ['text', /'(?:[^']|'')*'/y],
  ['sign', /\|\||<=|>=|<>|!=|==|::|\/\/|[(),.*+\-/%^=<>]/y],
];

const most = 20_000;

/** @throws EngineError 'params-invalid' for a character that has no place in a query, and for a text that does not end */
export function sqlTokens(text: string): Token[] {
  const query = text.replace(/;\s*$/, '');
  if (query.length > most)
    throw sqlFault(
      `The query has ${query.length} characters, and the most is ${most}`,
      'Make it shorter.',
    );
  const found: Token[] = [];
  let at = 0;
  while (at < query.length) {
    const [kind, text] = tokenAt(query, at);
    at += text.length;
    if (kind !== 'blank') found.push({ kind, text, value: valueOf(kind, text) });
  }
  return found;
}

function tokenAt(query: string, at: number): readonly [Token['kind'] | 'blank', string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    // E'…', X'…' and the like read a text otherwise.
    if (kind === 'word' && text !== undefined && query[at + text.length] === "'")
      throw sqlFault(`“${text}'” is not read`, "Write texts as 'text'.");
    if (text !== undefined) return [kind, text];
  }
  throw query[at] === ';'
    ? sqlFault('The query is more than one statement', 'Write one SELECT, without a semicolon.')
    : sqlFault(
        `“${query.slice(at, at + 12)}” is not read`,
        'Write one SELECT, with names in "…" and texts in \'…\'.',
      );
}

function valueOf(kind: Token['kind'], text: string): string {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text;
}
