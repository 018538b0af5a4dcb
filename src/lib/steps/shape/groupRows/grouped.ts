import { EngineError } from '#lib/recipe/errors.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { summariesOf, type Aggregate, type Summary } from '../grouping.ts';
import { factsOf, noColumn } from '../renumber.ts';

interface Params {
  readonly aggregates: readonly (readonly [string, Aggregate])[];
  readonly size: string | null;
}

/** The keys, the column of row counts where one is asked for, and the summaries. */
export function groupedParts(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  { aggregates, size }: Params,
): {
  readonly keys: readonly ColumnFacts[];
  readonly size: ColumnFacts | null;
  readonly summaries: readonly Summary[];
} {
  if (columns.length === 0) throw noColumn('groupRows', 'group by');
  const keys = columns.map((name) => factsOf(before, name, 'groupRows'));
  const summaries = summariesOf(before, columns, aggregates);
  if (size !== null && [...keys, ...summaries].some((c) => c.name === size))
    throw new EngineError({
      code: 'params-invalid',
      what: `There is a column “${size}” already`,
      where: { step: 'groupRows', column: size },
      remedy: 'Give the column of row counts another name.',
    });
  return { keys, size: size === null ? null : { name: size, type: 'integer' }, summaries };
}

export function grouped(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  params: Params,
): readonly ColumnFacts[] {
  const { keys, size, summaries } = groupedParts(before, columns, params);
  return [...keys, ...(size ? [size] : []), ...summaries];
}
