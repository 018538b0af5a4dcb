/**
 * What counts as a number or a truth value. Digits and blanks are written out because `\d` and `\s` mean other
 * characters in Python than in DuckDB; the same rule in Python is `to_number` in codegen/python/helpers.ts.
 */
export const blanks = ' \t\n\v\f\r';
export const numberPattern =
  '[ \\t\\n\\v\\f\\r]*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[ \\t\\n\\v\\f\\r]*';

export const trueWords = ['true', 't', 'yes', 'y', 'on', '1', '1.0'] as const;
export const falseWords = ['false', 'f', 'no', 'n', 'off', '0', '0.0'] as const;
