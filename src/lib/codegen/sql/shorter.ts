import { cutBefore, isText, itemsOf, textOf, tokensOf, trimmed, type SqlToken } from './tokens.ts';

/**
 * A step's `(SELECT rid, … FROM before …)` as a person would write it: columns that pass as they are are a star. Other
 * SQL stays, without its brackets.
 * @param before the columns of the relation it selects from, in order
 */
export function shorter(sql: string, from: string, before: readonly string[]): string {
  const own = withoutLambdas(tidied(unbracketed(tokensOf(sql))));
  const clauses = cutBefore(own, (t) => t === 'SELECT' || t === 'FROM').map(trimmed);
  const [, select, source] = clauses[0]?.length === 0 ? clauses : [[], ...clauses];
  if (!select || !source || clauses.length > 3 || source[2] !== from) return textOf(own);
  const items = starred(itemsOf(select.slice(1)), before);
  return items === null ? textOf(own) : `SELECT ${items} ${textOf(source)}`;
}

const unbracketed = (tokens: readonly SqlToken[]): SqlToken[] =>
  tokens[0] === '(' && tokens.at(-1) === ')' ? trimmed(tokens.slice(1, -1)) : [...tokens];

function starred(items: readonly SqlToken[][], before: readonly string[]): string | null {
  const found = items.slice(1).map((item) => ({ id: item.at(-1)!, text: textOf(item) }));
  if (items[0]?.join('') !== 'rid') return null;
  const kept = found.filter(({ id }) => before.includes(id));
  const gone = before.filter((id) => !kept.some((k) => k.id === id));
  const made = found.slice(kept.length);
  const inOrder = before.filter((id) => !gone.includes(id)).every((id, j) => found[j]?.id === id);
  if (!inOrder || gone.length > kept.length) return null;
  const changed = kept.filter(({ id, text }) => id !== text).map(({ text }) => text);
  return [
    '*',
    ...(gone.length > 0 ? [` EXCLUDE (${gone.join(', ')})`] : []),
    ...(changed.length > 0 ? [` REPLACE (${changed.join(', ')})`] : []),
    ...made.map(({ text }) => `, ${text}`),
  ].join('');
}

/**
 * `list_transform([v], lambda x: … x …)[1]` works v out once; where v is a column, it is shorter to say without. Texts are
 * left alone.
 */
const withoutLambdas = (tokens: readonly SqlToken[]): SqlToken[] =>
  runsOf(tokens).flatMap((run) =>
    isText(run)
      ? [run]
      : tokensOf(
          run.replace(plainLambda, (_, id: string, body: string) => body.replace(/\bx\b/g, id)),
        ),
  );

const plainLambda =
  /list_transform\(\[([a-z_][a-z0-9_]*)\], lambda x: ((?:(?!lambda|x\.)[^()]|\((?:(?!lambda|x\.)[^()])*\))*)\)\[1\]/g;

/** Brackets around brackets go, and whole numbers stand as such. */
export function tidied(tokens: readonly SqlToken[]): SqlToken[] {
  const out: SqlToken[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const next = tokens.slice(i, i + 7);
    const whole = /^'([0-9]{1,15})'$/.exec(next[2] ?? '');
    if (whole && next.join('') === `CAST('${whole[1]!}' AS DOUBLE`) {
      out.push(whole[1]!, '::', 'DOUBLE');
      i += 7;
    } else out.push(tokens[i]!);
  }
  return withoutDouble(out);
}

function withoutDouble(tokens: readonly SqlToken[]): SqlToken[] {
  const ends = endsOf(tokens);
  const gone = new Set<number>();
  ends.forEach((end, start) => {
    if (
      tokens[start + 1] === '(' &&
      ends.get(start + 1) === end - 1 &&
      tokens[start + 2] !== 'SELECT' &&
      itemsOf(tokens.slice(start + 2, end - 1)).length === 1
    ) {
      gone.add(start + 1).add(end - 1);
    }
  });
  return tokens.filter((_, i) => !gone.has(i));
}

/** Where each round bracket ends. */
function endsOf(tokens: readonly SqlToken[]): Map<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((t, i) => {
    if (t === '(') open.push(i);
    if (t === ')') ends.set(open.pop()!, i);
  });
  return ends;
}

/** Texts, and all that stands between two. */
function runsOf(tokens: readonly SqlToken[]): string[] {
  const runs: string[] = [];
  let open = false;
  for (const t of tokens) {
    if (open && !isText(t)) runs[runs.length - 1] += t;
    else runs.push(t);
    open = !isText(t);
  }
  return runs;
}
