import { checkExpression } from '#lib/recipe/expression/check.ts';
import { parseExpression } from '#lib/recipe/expression/parse.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { asEngineError, typeOf, type Derive } from '../../derived.ts';

/** One column by a formula that a person wrote; nothing while there is none. */
export const derive: Derive<{ readonly name: string; readonly expression: string }> = (
  before,
  _columns,
  { name, expression },
) => {
  if (expression.trim() === '') return { derived: [], dropped: [] };
  if (before.some((c) => c.name === name))
    throw new EngineError({
      code: 'params-invalid',
      what: `There is a column “${name}” already`,
      where: { step: 'calculate' },
      remedy: 'Give the new column another name.',
    });
  try {
    const value = checkExpression(parseExpression(expression), before);
    if (value.kind === 'moment') throw notACell();
    return { derived: [{ name, type: typeOf(value), value }], dropped: [] };
  } catch (error) {
    throw asEngineError(error, 'calculate');
  }
};

const notACell = (): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: 'The formula gives a date, and a new column holds numbers, texts or true and false',
    where: { step: 'calculate' },
    remedy: 'Take a part of the date, such as year(…), or the days between two.',
  });
