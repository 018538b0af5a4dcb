import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts, Objection } from '#lib/recipe/step.ts';

/** Encoders of categories with many levels take texts too, and no numbers or dates. */
export function objectToLevels({ name, type }: ColumnFacts): Objection {
  if (isNumeric(type)) return `${name} holds numbers; cast it to a category first.`;
  return type === 'date' || type === 'datetime'
    ? `${name} holds dates; take their parts first, or drop it.`
    : null;
}
