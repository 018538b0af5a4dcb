import { EngineError } from '#lib/recipe/errors.ts';
import { checkExpression, type Typed } from '#lib/recipe/expression/check.ts';
import { parseExpression } from '#lib/recipe/expression/parse.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { asEngineError } from '../../derived.ts';

/** The condition on the columns where the step stands; null while none is written. */
export function conditionOf(keep: string, before: readonly ColumnFacts[]): Typed | null {
  if (keep.trim() === '') return null;
  try {
    const condition = checkExpression(parseExpression(keep), before);
    if (condition.kind === 'truth') return condition;
  } catch (error) {
    throw asEngineError(error, 'filterRows');
  }
  throw new EngineError({
    code: 'params-invalid',
    what: 'The formula gives a value, and rows are kept where a condition holds',
    where: { step: 'filterRows' },
    remedy: 'Compare the value, as in age > 17.',
  });
}
