import { EngineError } from '#lib/recipe/errors.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';

export const objectToNumbers = ({ name, type }: ColumnFacts): string | null =>
  isNumeric(type) ? null : `${name} does not hold numbers.`;

/** @throws EngineError column-kind where a column holds no numbers */
export function needNumbers(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  step: string,
): void {
  const other = before.find((c) => columns.includes(c.name) && !isNumeric(c.type));
  if (!other) return;
  throw new EngineError({
    code: 'column-kind',
    what: `“${other.name}” does not hold numbers`,
    where: { step, column: other.name },
    remedy: 'Cast it to a number first, or leave it out of this step.',
  });
}
