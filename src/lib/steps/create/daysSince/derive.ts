import { checkExpression, type Typed } from '#lib/recipe/expression/check.ts';
import { asEngineError, type Derive } from '../../derived.ts';
import { needDates } from '../dates.ts';
import { freeName } from '../../names.ts';

interface Params {
  readonly since: string;
  readonly keep: boolean;
}

/** Days from one day, or from the first of the columns, to each date. */
export const derive: Derive<Params> = (before, columns, { since, keep }) => {
  needDates(before, columns, 'daysSince');
  const taken = new Set(before.map((c) => c.name));
  const named = before.some((c) => c.name === since);
  const targets = named ? columns.filter((name) => name !== since) : columns;
  const from = named ? ({ node: 'column', name: since, at: 0 } as const) : null;
  const derived = targets.map((name) => ({
    name: freeName(`${name}_days`, taken),
    type: 'number' as const,
    value: daysTo(name, from ?? { node: 'text', value: since, at: 0 }, before),
  }));
  return { derived, dropped: keep ? [] : columns };
};

function daysTo(
  name: string,
  from: Parameters<typeof checkExpression>[0],
  before: Parameters<typeof checkExpression>[1],
): Typed {
  const to = { node: 'column', name, at: 0 } as const;
  try {
    return checkExpression({ node: 'call', name: 'days', args: [from, to], at: 0 }, before);
  } catch (error) {
    throw asEngineError(error, 'daysSince');
  }
}
