import { ExpressionError } from './ast.ts';

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'column' | 'mark' | 'end';
  /** Of texts and columns without their quotes. */
  readonly text: string;
  readonly at: number;
}

const patterns: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /\s+/uy],
  ['number', /(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/uy],
  ['text', /"(?:[^"]|"")*"|'(?:[^']|'')*'/uy],
  ['column', /\[(?:[^\]]|\]\])*\]/uy],
  ['name', /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy],
  ['mark', /\*\*|==|!=|<>|<=|>=|[-+*/%^=<>(),]/uy],
];

/** Words and marks of a formula, and an `end`. @throws ExpressionError at a character that has no meaning here */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const [kind, found] = next(source, at);
    if (kind !== 'space') tokens.push({ kind, text: bare(kind, found), at });
    at += found.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function next(source: string, at: number): readonly [Token['kind'] | 'space', string] {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found) return [kind, found];
  }
  const c = String.fromCodePoint(source.codePointAt(at)!);
  const open = { '"': 'A text', "'": 'A text', '[': 'A column in brackets' }[c];
  throw new ExpressionError(
    open ? `${open} begins here and does not end.` : `“${c}” has no meaning here.`,
    at,
  );
}

function bare(kind: Token['kind'], found: string): string {
  if (kind !== 'text' && kind !== 'column') return found;
  const close = found.at(-1)!;
  return found.slice(1, -1).replaceAll(close + close, close);
}

const plainName = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;
export const keywords: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'missing']);

/** A column's name as a formula has to write it. */
export const columnText = (name: string): string =>
  plainName.test(name) && !keywords.has(name.toLowerCase())
    ? name
    : `[${name.replaceAll(']', ']]')}]`;
