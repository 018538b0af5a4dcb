import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts, Objection } from '#lib/recipe/step.ts';

/** For steps that work on numbers. */
export const objectToNumbers = ({ name, type }: ColumnFacts): Objection =>
  isNumeric(type) ? null : `${name} does not hold numbers; encode it first.`;
