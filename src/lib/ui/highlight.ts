export type CodeLanguage = 'python' | 'sql' | 'javascript' | 'json' | 'text';

export interface CodeToken {
  readonly text: string;
  /** k keyword, s string, n number, f called name, c comment, '' the rest. */
  readonly kind: 'k' | 's' | 'n' | 'f' | 'c' | '';
}

const python =
  'and as assert async await break class continue def del elif else except False finally for from global if import in is lambda None nonlocal not or pass raise return True try while with yield';
const sql =
  'all and as asc between by case cast create cross desc distinct else end except exclude exists false from full group having in inner is join left like limit not null on or order over partition replace right select table then true union using values view when where with';
const javascript =
  'break case catch class const continue default delete else export extends false finally for function if import in instanceof let new null of return static super switch this throw true try typeof undefined while';

const words = {
  python: new Set(python.split(' ')),
  sql: new Set(sql.split(' ')),
  javascript: new Set(javascript.split(' ')),
  json: new Set(['true', 'false', 'null']),
  text: new Set<string>(),
} as const;

const string = String.raw`(?:\b[rbfuRBFU]{1,2})?(?:"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)`;
const pattern = {
  python: new RegExp(`(#.*)|(${string})|(\\b\\d[\\d_.]*(?:e[+-]?\\d+)?\\b)|([A-Za-z_]\\w*)`, 'gi'),
  sql: new RegExp(`(--.*)|('(?:[^']|'')*'?)|(\\b\\d[\\d.]*(?:e[+-]?\\d+)?\\b)|([a-z_]\\w*)`, 'gi'),
  javascript: new RegExp(
    `(\\/\\/.*|\\/\\*.*)|(${string}|\`(?:[^\`\\\\]|\\\\.)*\`?)|(\\b\\d[\\d_.]*(?:e[+-]?\\d+)?\\b)|([A-Za-z_$][\\w$]*)`,
    'gi',
  ),
  json: new RegExp(
    `($^)|("(?:[^"\\\\]|\\\\.)*"?)|(-?\\b\\d[\\d.]*(?:e[+-]?\\d+)?\\b)|([a-z]+)`,
    'gi',
  ),
} as const;

/** Lines of tokens. A string in three quotes keeps its colour over lines. */
export function highlight(code: string, language: CodeLanguage): CodeToken[][] {
  const lines = code.replace(/\n$/, '').split('\n');
  if (language === 'text') return lines.map((text) => [{ text, kind: '' }]);
  if (language !== 'python') return lines.map((line) => tokensOf(line, language));
  let fence: string | undefined;
  return lines.map((line) => {
    const read = pythonLine(line, fence);
    fence = read.fence;
    return read.tokens;
  });
}

function pythonLine(line: string, fence: string | undefined): Fenced {
  if (fence) {
    const end = line.indexOf(fence);
    if (end < 0) return { tokens: [{ text: line, kind: 's' }], fence };
    const rest = pythonLine(line.slice(end + 3), undefined);
    return {
      tokens: [{ text: line.slice(0, end + 3), kind: 's' }, ...rest.tokens],
      fence: rest.fence,
    };
  }
  const start = line.search(/"""|'''/);
  if (start < 0 || line.slice(0, start).includes('#'))
    return { tokens: tokensOf(line, 'python'), fence: undefined };
  const mark = line.slice(start, start + 3);
  const rest = pythonLine(line.slice(start + 3), mark);
  return {
    tokens: [
      ...tokensOf(line.slice(0, start), 'python'),
      { text: mark, kind: 's' },
      ...rest.tokens,
    ],
    fence: rest.fence,
  };
}

interface Fenced {
  readonly tokens: CodeToken[];
  readonly fence: string | undefined;
}

function tokensOf(line: string, language: keyof typeof pattern): CodeToken[] {
  const tokens: CodeToken[] = [];
  let at = 0;
  for (const hit of line.matchAll(pattern[language])) {
    if (hit.index > at) tokens.push({ text: line.slice(at, hit.index), kind: '' });
    at = hit.index + hit[0].length;
    tokens.push({ text: hit[0], kind: kindOf(hit, line.slice(at), language) });
  }
  if (at < line.length) tokens.push({ text: line.slice(at), kind: '' });
  return tokens;
}

function kindOf(
  [, comment, quoted, number, word]: RegExpMatchArray,
  after: string,
  language: keyof typeof pattern,
): CodeToken['kind'] {
  if (comment) return 'c';
  if (quoted) return language === 'json' && /^\s*:/.test(after) ? 'f' : 's';
  if (number) return 'n';
  const known = words[language];
  if (word && known.has(language === 'sql' ? word.toLowerCase() : word)) return 'k';
  return after.startsWith('(') ? 'f' : '';
}
