import * as v from 'valibot';
import { ExpressionError } from './ast.ts';
import { parseExpression } from './parse.ts';

/** What is wrong with a formula as it is written, or null; an empty one is not written yet. */
export function formulaTrouble(text: string): string | null {
  if (text.trim() === '') return null;
  try {
    parseExpression(text);
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return `At character ${error.at + 1}: ${error.message}`;
    throw error;
  }
}

/** A parameter that holds a formula: a form gives it a field with the columns and functions at hand. */
export const formula = (title: string, description: string) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => formulaTrouble(text) === null,
      (issue) => formulaTrouble(issue.input) ?? '',
    ),
    v.metadata({ formula: true }),
    v.title(title),
    v.description(description),
  );
