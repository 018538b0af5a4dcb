import {
  cutBefore,
  depthsOf,
  itemsOf,
  textOf,
  tokensOf,
  trimmed,
  type SqlToken,
} from './tokens.ts';

const widest = 96;
const step = 4;
const pad = (indent: number): string => ' '.repeat(indent);

/** SQL on lines of 96 columns where it can be cut: clauses, items of lists, the cases of a CASE. */
export const laidOut = (sql: string, indent = 0): string => written(tokensOf(sql), indent, 0);

/** @param behind columns that stand behind it on its last line */
function written(tokens: readonly SqlToken[], indent: number, behind: number): string {
  const own = trimmed(tokens);
  const flat = textOf(own);
  if (indent + flat.length + behind <= widest) return pad(indent) + flat;
  if (own[0] === 'SELECT') return statement(own, indent);
  return operands(own, indent) ?? opened(own, indent, behind) ?? pad(indent) + flat;
}

const clauses = new Set(['SELECT', 'FROM', 'WHERE', 'QUALIFY', 'GROUP', 'ORDER']);

function statement(tokens: readonly SqlToken[], indent: number): string {
  return cutBefore(tokens, (t, i) => i > 0 && clauses.has(t))
    .map((clause) => clauseLines(trimmed(clause), indent))
    .join('\n');
}

function clauseLines(clause: readonly SqlToken[], indent: number): string {
  const flat = textOf(clause);
  if (indent + flat.length <= widest) return pad(indent) + flat;
  const [word, rest] = [clause[0]!, clause.slice(1)];
  if (word === 'GROUP' || word === 'ORDER') return pad(indent) + flat;
  const all = itemsOf(rest);
  return `${pad(indent)}${word}\n${listed(all, indent + step)}`;
}

const listed = (items: readonly SqlToken[][], indent: number): string =>
  items
    .map((item, i) =>
      i < items.length - 1 ? `${written(item, indent, 1)},` : written(item, indent, 0),
    )
    .join('\n');

/** The longest bracket or CASE opened: what stands in it on lines of its own. */
function opened(tokens: readonly SqlToken[], indent: number, behind: number): string | null {
  const group = longestGroup(tokens);
  if (group === null) return null;
  const [from, to] = group;
  const [before, inner] = [textOf(tokens.slice(0, from)), tokens.slice(from + 1, to)];
  const after = textOf(tokens.slice(to + 1));
  if (after.length + behind + indent > widest && before.length < after.length) return null;
  if (tokens[from] === 'CASE') {
    const parts = cutBefore(trimmed(inner), (t) => t === 'WHEN' || t === 'ELSE');
    const cases = parts.filter((p) => trimmed(p).length > 0);
    const body = cases.map((p) => written(p, indent + step, 0)).join('\n');
    return `${pad(indent)}${before}CASE\n${body}\n${pad(indent)}END${after}`;
  }
  const body =
    trimmed(inner)[0] === 'SELECT'
      ? written(inner, indent + step, 0)
      : listed(itemsOf(inner), indent + step);
  return `${pad(indent)}${before}${tokens[from]!}\n${body}\n${pad(indent)}${tokens[to]!}${after}`;
}

function longestGroup(tokens: readonly SqlToken[]): readonly [number, number] | null {
  const depths = depthsOf(tokens);
  let best: readonly [number, number] | null = null;
  let length = 12;
  for (let i = 0; i < tokens.length; i += 1) {
    if (depths[i] !== 0 || (depths[i + 1] ?? 0) === 0) continue;
    const end = depths.indexOf(0, i + 1);
    if (end < 0) break;
    const size = textOf(tokens.slice(i, end)).length;
    if (size > length) [best, length] = [[i, end], size];
    i = end;
  }
  return best;
}

const joints = new Set(['AND', 'OR', '||', 'THEN']);

function operands(tokens: readonly SqlToken[], indent: number): string | null {
  const parts = cutBefore(tokens, (t, i) => i > 0 && joints.has(t)).map(trimmed);
  if (parts.length < 2) return null;
  return filled(parts)
    .map((part, i) => written(part, i === 0 ? indent : indent + step, 0))
    .join('\n');
}

/** Texts put together, as many on a line as half of it holds. */
function filled(parts: readonly SqlToken[][]): SqlToken[][] {
  const rows: SqlToken[][] = [];
  for (const part of parts) {
    const last = rows.at(-1);
    if (last && part[0] === '||' && textOf(last).length + textOf(part).length < widest / 2)
      last.push(' ', ...part);
    else rows.push([...part]);
  }
  return rows;
}
