import type { ColumnFacts } from '../step.ts';
import { ExpressionError, type Kind } from './ast.ts';
import { checkExpression } from './check.ts';
import { parseExpression } from './parse.ts';

const gives: Readonly<Record<Kind, string>> = {
  number: 'Gives a number.',
  text: 'Gives a text.',
  truth: 'Gives true or false.',
  moment: 'Gives a date.',
};

/** What a formula gives over these columns, or what is wrong with it, in one sentence. */
export function formulaVerdict(
  text: string,
  columns: readonly ColumnFacts[],
): { readonly fits: boolean; readonly text: string } {
  if (text.trim() === '') return { fits: true, text: 'Nothing is written yet.' };
  try {
    return { fits: true, text: gives[checkExpression(parseExpression(text), columns).kind] };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { fits: false, text: `At character ${error.at + 1}: ${error.message}` };
  }
}
