import type { Equation, EquationAnswer, EquationTexts, NoEquation } from '#lib/recipe/equation.ts';
import { equationExcel } from './excel.ts';
import { equationPython } from './python.ts';
import { equationWords } from './words.ts';

const textsOf = (equation: Equation): EquationTexts => ({
  words: equationWords(equation),
  python: equationPython(equation),
  excel: equationExcel(equation),
});

/** An equation with its texts, or why there is none. */
export const toldEquation = (found: Equation | NoEquation): EquationAnswer =>
  found.kind === 'none' ? { found, texts: null } : { found, texts: textsOf(found) };
