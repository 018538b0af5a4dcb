/**
 * black's layout for the code this folder writes: a line that fits in 88 columns stays; another is broken at
 * its last bracket, one item a line, with the trailing comma that makes black keep it so.
 */
export const columnsLimit = 88;

/** Lays out a whole module whose every statement stands on one line. */
export function layout(source: string): string {
  return source
    .split('\n')
    .map((line) => {
      const indent = line.length - line.trimStart().length;
      return line.trimStart().startsWith('#') ? line : bracketed(line.slice(indent), indent);
    })
    .join('\n');
}

/** One statement or expression at an indent; `limit` 0 breaks it even where it would fit. */
export function bracketed(line: string, indent = 0, limit = columnsLimit): string {
  if (line === '') return '';
  const pad = ' '.repeat(indent);
  if (indent + widthOf(line) <= limit) return pad + line;
  const chain = chained(line, indent);
  if (chain !== null) return chain;
  const group = groupToBreak(line, columnsLimit - indent);
  return group === null ? wrappedAtom(line, indent) : opened(line, group, { indent, limit });
}

/** The line with one bracket opened: what stands in it on a line of its own, or on several. */
function opened(
  line: string,
  group: Group,
  { indent, limit }: { readonly indent: number; readonly limit: number },
): string {
  const pad = ' '.repeat(indent);
  const content = line.slice(group.open + 1, group.close);
  const items = itemsOf(content);
  const whole = limit > 0 && isCall(line, group.open) && indent + 4 + widthOf(content) <= limit;
  const comma = items.trailingComma || items.texts.length > 1 ? ',' : '';
  const inner = whole
    ? [`${pad}    ${content}`]
    : items.texts.map((item) => operandsOf(item + comma, indent + 4));
  return [pad + line.slice(0, group.open + 1), ...inner, pad + line.slice(group.close)].join('\n');
}

/** Within brackets a sum that does not fit has one operand a line, each behind its operator. */
function operandsOf(item: string, indent: number): string {
  if (indent + widthOf(item) <= columnsLimit) return bracketed(item, indent);
  const operands = cutAtOperators(item);
  return operands.length < 2
    ? bracketed(item, indent)
    : operands.map((operand) => operandsOf(operand, indent)).join('\n');
}

/** `df["a"] = df["a"].map(f).replace(…)`: calls one after the other go into brackets, one a line where they must. */
function chained(line: string, indent: number): string | null {
  const assignment =
    /^((?:[\u0001\u0002][0-9]+\u0003)*(?:\w+|\w+\[(?:name|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]) = )(.*)$/su.exec(
      line,
    );
  if (!assignment) return null;
  const [, head, chain] = assignment;
  const outside = outsideOf(chain!);
  const cuts = [...outside.matchAll(/(?<=[)\]])\./g)].map((found) => found.index);
  if (cuts.length < 2 || / [^ ]+ /.test(outside)) return null;
  const pad = ' '.repeat(indent);
  const room = columnsLimit - indent - 4;
  const links = [...cuts, chain!.length].map((cut, n) => chain!.slice(cuts[n - 1] ?? 0, cut));
  const body = widthOf(chain!) <= room ? [chain!] : links;
  return [pad + head! + '(', ...body.map((link) => bracketed(link, indent + 4)), `${pad})`].join(
    '\n',
  );
}

/** From the operators that bind least to those that bind most; black breaks at the first kind that occurs. */
const operatorKinds: readonly RegExp[] = [
  / (?=(?:==|!=|<=?|>=?) )/g,
  / (?=\| )/g,
  / (?=& )/g,
  / (?=[+-] )/g,
  / (?=[*/%] )/g,
];

/** The characters outside brackets and texts, the others blotted out; a bracket's own marks stay. */
function outsideOf(line: string): string {
  let depth = 0;
  const outside = line.split('').fill('_');
  scan(line, (c, i) => {
    const opens = '([{'.includes(c);
    const closes = ')]}'.includes(c);
    if (closes) depth -= 1;
    if (depth === 0) outside[i] = c;
    if (opens) depth += 1;
  });
  return outside.join('');
}

function cutAtOperators(item: string): readonly string[] {
  const top = outsideOf(item);
  if (/ for |\blambda\b/.test(top)) return [item];
  for (const kind of operatorKinds) {
    const cuts = [...top.matchAll(kind)].map((found) => found.index);
    if (cuts.length > 0)
      return [...cuts, item.length].map((cut, n) => item.slice((cuts[n - 1] ?? -1) + 1, cut));
  }
  return [item];
}

/** `NAME = "long text"` goes into parentheses where that makes it fit; black does the same. */
function wrappedAtom(line: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const assignment = /^([A-Za-z_]+ = )(.*)$/su.exec(line);
  if (!assignment || indent + 4 + widthOf(assignment[2]!) > columnsLimit) return pad + line;
  return `${pad}${assignment[1]!}(\n${pad}    ${assignment[2]!}\n${pad})`;
}

/** A call keeps its arguments on one line where they fit; lists and dicts have one item a line. */
const isCall = (line: string, open: number): boolean =>
  line[open] === '(' && /\w/.test(line[open - 1] ?? '') && !line.startsWith('def ');

interface Group {
  readonly open: number;
  readonly close: number;
}

/** The last bracket pair with something in it whose head fits; else the last one. */
function groupToBreak(line: string, room: number): Group | null {
  const groups = groupsOf(line).filter((g) => line.slice(g.open + 1, g.close).trim() !== '');
  return (
    groups.findLast((g) => widthOf(line.slice(0, g.open + 1)) <= room) ?? groups.at(-1) ?? null
  );
}

function groupsOf(line: string): Group[] {
  const groups: Group[] = [];
  let depth = 0;
  let open = 0;
  scan(line, (c, i) => {
    if ('([{'.includes(c)) {
      if (depth === 0) open = i;
      depth += 1;
    } else if (')]}'.includes(c)) {
      depth -= 1;
      if (depth === 0) groups.push({ open, close: i });
    }
  });
  return groups;
}

/** The comma-separated items of a bracket's content; a comprehension or a lambda is one item. */
function itemsOf(content: string): {
  readonly texts: readonly string[];
  readonly trailingComma: boolean;
} {
  const cuts: number[] = [];
  let depth = 0;
  let top = '';
  scan(content, (c, i) => {
    if ('([{'.includes(c)) depth += 1;
    else if (')]}'.includes(c)) depth -= 1;
    else if (depth === 0 && c === ',') cuts.push(i);
    if (depth === 0) top += c;
  });
  if (/ for |\blambda\b/.test(top)) return { texts: [content.trim()], trailingComma: false };
  const texts = [...cuts, content.length].map((cut, n) =>
    content.slice((cuts[n - 1] ?? -1) + 1, cut).trim(),
  );
  const trailingComma = texts.at(-1) === '';
  return { texts: trailingComma ? texts.slice(0, -1) : texts, trailingComma };
}

/** Visits the characters that are code, not inside a string. */
function scan(line: string, visit: (c: string, index: number) => void): void {
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i]!;
    if (quote === '') {
      if (c === '"' || c === "'") quote = c;
      else visit(c, i);
    } else if (c === '\\') i += 1;
    else if (c === quote) quote = '';
  }
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

/** Columns as black counts them: East Asian wide characters take two, combining marks none, step marks none. */
export function widthOf(line: string): number {
  const text = line.replace(stepMarks, '');

  if (/^[\x00-\x7f]*$/.test(text)) return text.length;
  let width = 0;
  for (const c of text) {
    if (!/\p{M}/u.test(c)) width += wide.test(c) ? 2 : 1;
  }
  return width;
}

/** Zero-width marks around the code of a step; literals escape controls, so no user text can hold one. */

const stepMarks = /[\u0001\u0002]\d+\u0003/g;

export const marked = (index: number, code: string): string =>
  `\u0001${index}\u0003${code}\u0002${index}\u0003`;

/** First and last line, 1-based. */
export type LineRange = readonly [first: number, last: number];

/** Takes the marks out of laid-out code and says which lines each mark held. */
export function unmark(source: string): {
  readonly code: string;
  readonly lines: ReadonlyMap<number, readonly LineRange[]>;
} {
  const lines = new Map<number, LineRange[]>();
  const started = new Map<number, number>();
  source.split('\n').forEach((text, n) => {
    for (const [mark] of text.matchAll(stepMarks)) {
      const index = Number(mark.slice(1, -1));
      if (mark.startsWith('\u0001')) started.set(index, n + 1);
      else lines.set(index, [...(lines.get(index) ?? []), [started.get(index)!, n + 1]]);
    }
  });
  return { code: source.replace(stepMarks, ''), lines };
}
