import { EngineError } from '#lib/recipe/errors.ts';
import { kindOf } from '#lib/recipe/expression/check.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';

export const objectToTexts = ({ name, type }: ColumnFacts): string | null =>
  kindOf(type) === 'text' ? null : `${name} does not hold texts.`;

/** @throws EngineError column-kind where a column holds no texts */
export function needTexts(
  before: readonly ColumnFacts[],
  columns: readonly string[],
  step: string,
): void {
  const other = before.find((c) => columns.includes(c.name) && kindOf(c.type) !== 'text');
  if (!other) return;
  throw new EngineError({
    code: 'column-kind',
    what: `“${other.name}” does not hold texts`,
    where: { step, column: other.name },
    remedy: 'Leave it out of this step.',
  });
}
