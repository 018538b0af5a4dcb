import { runInNewContext } from 'node:vm';
import type { Cell } from '#lib/recipe/effects.ts';

/** Excel's answer of a formula in a row of a table: as much of its language as the equations write. */
export function excel(formula: string, row: ReadonlyMap<string, Cell>): number {
  const tokens = formula.slice(1).match(token);
  if (tokens?.join('') !== formula.slice(1)) throw new Error(`no formula: ${formula}`);
  return Number(runInNewContext(tokens.map(scripted).join(' '), { ...functions, row }));
}

const token =
  /"(?:[^"]|"")*"|\[@\[(?:'[^]|[^'\]])*\]\]|#N\/A|\d+(?:\.\d+)?(?:E[+-]?\d+)?|[A-Z]+(?=\()|>=|[-+*/^=&(){},;]/g;

function scripted(text: string): string {
  if (text.startsWith('"')) return JSON.stringify(text.slice(1, -1).replaceAll('""', '"'));
  if (text.startsWith('[@')) {
    const name = text.slice(3, -2).replaceAll(/'([^])/g, '$1');
    return `(row.get(${JSON.stringify(name)}) ?? "")`;
  }
  return (
    { '{': '[[', '}': ']]', ';': '],[', '=': '===', '^': '**', '&': '+', '#N/A': 'NaN' }[text] ??
    text
  );
}

const last = (x: unknown, starts: readonly number[]): number =>
  starts.findLastIndex((start) => start <= Number(x));

const functions = {
  IF: (test: boolean, yes: number, no: number) => (test ? yes : no),
  OR: (...tests: boolean[]) => tests.some(Boolean),
  EXACT: (a: unknown, b: unknown) => String(a) === String(b),
  EXP: Math.exp,
  LN: Math.log,
  SQRT: Math.sqrt,
  NA: () => NaN,
  LOOKUP: (x: unknown, [starts]: [number[]], [values]: [number[]]) => values[last(x, starts)],
  MATCH: (x: unknown, [starts]: [number[]]) => last(x, starts) + 1,
  INDEX: (rows: number[][], a: number, b: number) => rows[a - 1]![b - 1],
};
