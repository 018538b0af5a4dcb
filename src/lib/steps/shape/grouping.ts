import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { freeName } from '../names.ts';
import { factsOf } from './renumber.ts';

/** pandas' words for what one column of many rows becomes; missing cells do not count in any of them. */
export const aggregates = [
  'count',
  'nunique',
  'sum',
  'mean',
  'median',
  'std',
  'min',
  'max',
  'first',
  'last',
  'mode',
] as const;
export type Aggregate = (typeof aggregates)[number];

/** A new column: of which column it sums up the cells, and how. */
export interface Summary extends ColumnFacts {
  readonly from: string;
  readonly how: Aggregate;
}

/** What takes numbers alone. */
const arithmetic: ReadonlySet<Aggregate> = new Set(['sum', 'mean', 'median', 'std']);

/**
 * The type of a summary.
 * @throws EngineError 'column-kind' for arithmetic with text
 */
export function summaryType({ name, type }: ColumnFacts, how: Aggregate, step: string): ColumnType {
  if (how === 'count' || how === 'nunique') return 'integer';
  if (!arithmetic.has(how)) return type;
  if (isNumeric(type)) return how === 'sum' ? type : 'number';
  throw new EngineError({
    code: 'column-kind',
    what: `“${name}” holds text, and ${how} takes numbers`,
    where: { step, column: name },
    remedy:
      'Choose count, nunique, min, max, first, last or mode for it, or cast it to a number before.',
  });
}

/**
 * The names of the summaries: a column that is asked for once keeps its name, so that a target stays one; asked for more
 * often, each has the word after it.
 */
export function summaryNames(
  keys: readonly string[],
  asked: readonly (readonly [string, Aggregate])[],
): string[] {
  const taken = new Set(keys);
  const times = Map.groupBy(asked, ([name]) => name);
  return asked.map(([name, how]) =>
    freeName(
      times.get(name)!.length === 1 && !keys.includes(name) ? name : `${name}_${how}`,
      taken,
    ),
  );
}

/** Each pair once, in the order asked for. */
export const asked = (
  pairs: readonly (readonly [string, Aggregate])[],
): readonly (readonly [string, Aggregate])[] =>
  pairs.filter(([name, how], k) => pairs.findIndex(([n, h]) => n === name && h === how) === k);

/** @throws EngineError 'column-missing', 'column-kind' */
export function summariesOf(
  before: readonly ColumnFacts[],
  keys: readonly string[],
  pairs: readonly (readonly [string, Aggregate])[],
): Summary[] {
  const once = asked(pairs);
  const names = summaryNames(keys, once);
  return once.map(([from, how], k) => ({
    name: names[k]!,
    type: summaryType(factsOf(before, from, 'groupRows'), how, 'groupRows'),
    from,
    how,
  }));
}
