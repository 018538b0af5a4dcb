import { EngineError } from '#lib/recipe/errors.ts';
import type { ColumnType } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';

export const isDate = (type: ColumnType): boolean => type === 'date' || type === 'datetime';

export const objectToDates = ({ name, type }: ColumnFacts): string | null =>
  isDate(type) ? null : `${name} holds no dates.`;

/** @throws EngineError column-kind where a column holds no dates */
export function needDates(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  step: string,
): void {
  const other = before.find((c) => columns.includes(c.name) && !isDate(c.type));
  if (!other) return;
  throw new EngineError({
    code: 'column-kind',
    what: `“${other.name}” does not hold dates`,
    where: { step, column: other.name },
    remedy: 'Choose its type on the Data page, or leave it out of this step.',
  });
}
