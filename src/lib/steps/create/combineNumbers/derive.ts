import type { Typed } from '#lib/recipe/expression/check.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { type Derive } from '../../derived.ts';
import { needNumbers } from '../numbers.ts';
import { freeName } from '../../names.ts';

type Op = '/' | '*' | '-' | '+';
export const operations = { ratio: '/', product: '*', difference: '-', sum: '+' } as const;
const names = { ratio: 'per', product: 'times', difference: 'minus', sum: 'plus' } as const;

interface Params {
  readonly operation: keyof typeof operations;
}

/** More pairs would be more columns than a person looks at. */
const mostColumns = 30;

/** Each pair of the columns, in their order. */
export const derive: Derive<Params> = (before, columns, { operation }) => {
  needNumbers(before, columns, 'combineNumbers');
  if (columns.length > mostColumns)
    throw new EngineError({
      code: 'columns-limit',
      what: `${columns.length} columns have ${(columns.length * (columns.length - 1)) / 2} pairs`,
      where: { step: 'combineNumbers' },
      remedy: `Choose ${mostColumns} columns at most.`,
    });
  const taken = new Set(before.map((c) => c.name));
  const op: Op = operations[operation];
  const column = (name: string): Typed => ({ node: 'column', kind: 'number', name });
  const derived = columns.flatMap((a, i) =>
    columns.slice(i + 1).map((b) => ({
      name: freeName(`${a}_${names[operation]}_${b}`, taken),
      type: 'number' as const,
      value: { node: 'apply', kind: 'number', op, args: [column(a), column(b)] } as const,
    })),
  );
  return { derived, dropped: [] };
};
