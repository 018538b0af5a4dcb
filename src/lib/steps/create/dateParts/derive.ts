import type { Typed } from '#lib/recipe/expression/check.ts';
import { type Derive, type Derived } from '../../derived.ts';
import { needDates } from '../dates.ts';
import type { DatePart } from './parts.ts';
import { freeName } from '../../names.ts';

interface Params {
  readonly parts: readonly DatePart[];
  readonly cyclic: boolean;
  readonly keep: boolean;
}

/** How many steps a part takes until it comes again, and its first value; null for one that never does. */
const circles: Readonly<Record<DatePart, readonly [length: number, first: number] | null>> = {
  year: null,
  quarter: [4, 1],
  month: [12, 1],
  day: [31, 1],
  weekday: [7, 1],
  dayofyear: [366, 1],
  hour: [24, 0],
  minute: [60, 0],
};

/** The chosen parts of each date, as numbers or as points on a circle, so that December lies beside January. */
export const derive: Derive<Params> = (before, columns, { parts, cyclic, keep }) => {
  needDates(before, columns, 'dateParts');
  const taken = new Set(before.map((c) => c.name));
  const derived = columns.flatMap((name) => {
    const date: Typed = { node: 'column', kind: 'moment', name };
    return [...new Set(parts)].flatMap((part): Derived[] => {
      const value: Typed = { node: 'apply', kind: 'number', op: part, args: [date] };
      const circle = cyclic ? circles[part] : null;
      if (!circle) return [{ name: freeName(`${name}_${part}`, taken), type: 'integer', value }];
      return (['sin', 'cos'] as const).map((op) => ({
        name: freeName(`${name}_${part}_${op}`, taken),
        type: 'number',
        value: { node: 'apply', kind: 'number', op, args: [angle(value, circle)] },
      }));
    });
  });
  return { derived, dropped: keep ? [] : columns };
};

function angle(value: Typed, [length, first]: readonly [number, number]): Typed {
  const turns: Typed =
    first === 0
      ? value
      : { node: 'apply', kind: 'number', op: '-', args: [value, constant(first)] };
  return {
    node: 'apply',
    kind: 'number',
    op: '*',
    args: [turns, constant((2 * Math.PI) / length)],
  };
}

const constant = (value: number): Typed => ({ node: 'constant', kind: 'number', value });
