import { describe, expect, it } from 'vitest';
import { expressionPython } from '#lib/codegen/python/expression.ts';
import { printLiteral } from '#lib/codegen/python/print.ts';
import { ExpressionError } from '#lib/recipe/expression/ast.ts';
import { checkExpression } from '#lib/recipe/expression/check.ts';
import { functions } from '#lib/recipe/expression/functions.ts';
import { parseExpression } from '#lib/recipe/expression/parse.ts';
import { patternTrouble, pythonPattern } from '#lib/recipe/expression/pattern.ts';
import { columnText } from '#lib/recipe/expression/tokens.ts';
import { formulaVerdict } from '#lib/recipe/expression/verdict.ts';

const columns = [
  { name: 'a', type: 'number' },
  { name: 'b', type: 'integer' },
  { name: 'sex', type: 'category' },
  { name: 'Ticket class', type: 'integer' },
  { name: 'odd ] "name"', type: 'text' },
  { name: 'seen', type: 'date' },
  { name: 'left', type: 'datetime' },
  { name: 'länge', type: 'number' },
] as const;
const python = (text: string): string =>
  expressionPython(checkExpression(parseExpression(text), columns)).code;
const trouble = (text: string): string => {
  const { fits, text: said } = formulaVerdict(text, columns);
  expect(fits, text).toBe(false);
  return said;
};

describe('a formula', () => {
  it.each([
    ['a + b * 2', 'df["a"] + df["b"] * 2'],
    ['(a + b) * 2', '(df["a"] + df["b"]) * 2'],
    ['a - b - 1', 'df["a"] - df["b"] - 1'],
    ['a - (b - 1)', 'df["a"] - (df["b"] - 1)'],
    ['a / 2 / 4', 'df["a"] / 2 / 4'],
    ['-a ^ 2', '-df["a"] ** 2'],
    ['(-a) ^ 2', '(-df["a"]) ** 2'],
    ['a ^ -2', 'df["a"] ** -2'],
    ['2 ^ a', '2 ** df["a"]'],
    ['1 + 2 * 3 + a', '7 + df["a"]'],
    ['a > 1 and not b < 2 or a = 3', '(df["a"] > 1) & ~(df["b"] < 2) | (df["a"] == 3)'],
    ['not (a > 1 or b > 1) and a > 0', '~((df["a"] > 1) | (df["b"] > 1)) & (df["a"] > 0)'],
    ['a is not missing', '~df["a"].isna()'],
    ['MISSING(a) OR a IN (1, -2.5e3)', 'df["a"].isna() | df["a"].isin([1, -2500])'],
    ['b not in (1)', '~df["b"].isin([1])'],
    ["sex <> 'it''s'", 'df["sex"] != "it\'s"'],
    ['[Ticket class] ** 2', 'df["Ticket class"] ** 2'],
    ['length([odd ]] "name"])', `df['odd ] "name"'].str.len().astype("float64")`],
    ['länge % 3', 'df["länge"] % 3'],
    ['seen > "2024-02-29"', 'moments(df["seen"]) > pd.Timestamp("2024-02-29 00:00:00")'],
    ['left <= seen', 'moments(df["left"]) <= moments(df["seen"])'],
  ])('%s is %s', (text, code) => {
    expect(python(text)).toBe(code);
  });

  it('names a column as it has to be written', () => {
    for (const { name } of columns)
      expect(python(`missing(${columnText(name)})`)).toContain(`df[${printLiteral(name)}]`);
    expect(columnText('and')).toBe('[and]');
  });

  it.each([
    ['', 'Nothing is written yet.'],
    ['a +', 'At character 4: The formula breaks off here.'],
    ['a b', 'At character 3: “b” is not expected here.'],
    ['(a', 'At character 3: “)” is expected before the end.'],
    ['a # b', 'At character 3: “#” has no meaning here.'],
    ['sex = "x', 'At character 7: A text begins here and does not end.'],
    ['A + 1', 'At character 1: There is no column “A” here; there is a.'],
    ['female', 'At character 1: There is no column “female” here; a text is written in quotes.'],
    ['sqr(a)', 'At character 1: There is no function “sqr”.'],
    ['round(a, 2, 3)', 'At character 1: round is used as in round(x, 2).'],
    [
      'round(a, b)',
      'At character 1: round is used as in round(x, 2): a column first, then what is written out.',
    ],
    ['a + sex', 'At character 5: A number is expected here, and this is a text.'],
    ['a and b', 'At character 1: True or false is expected here, and this is a number.'],
    ['sex > "a"', 'At character 7: Texts are compared by = and != only.'],
    ['a / 0', 'At character 3: This divides by 0.'],
    ['1 + 2', 'At character 3: No column is named.'],
    ['log(2) + a', 'At character 1: No column is named in log.'],
    ['1e999 + a', 'At character 1: 1e999 is too large for a number.'],
    ['seen > "2024-02-30"', 'At character 8: “2024-02-30” is no date; write it as "2024-05-31".'],
    [
      'extract(sex, "\\d+")',
      'At character 1: Write [0-9] for a digit and [A-Za-z] for a letter; \\d, \\w and (?…) mean other things in other languages.',
    ],
  ])('“%s”: %s', (text, said) => {
    if (text === '') expect(formulaVerdict(text, columns)).toEqual({ fits: true, text: said });
    else expect(trouble(text)).toBe(said);
  });

  it('goes no deeper than every language can read', () => {
    expect(() => parseExpression(`${'('.repeat(100)}a${')'.repeat(100)}`)).toThrow(ExpressionError);
    expect(() => parseExpression(`${'-'.repeat(100)}a`)).toThrow(ExpressionError);
    expect(() => parseExpression('a + '.repeat(2000) + 'a')).toThrow(ExpressionError);
  });

  it('has an example of every function that fits', () => {
    const names = [
      'x',
      'a',
      'b',
      'name',
      'first',
      'last',
      'code',
      'phone',
      'ticket',
      'seen',
      'opened',
      'closed',
    ];
    const typed = names.map((name) => ({
      name,
      type: ['x', 'a', 'b'].includes(name)
        ? ('number' as const)
        : ['seen', 'opened', 'closed'].includes(name)
          ? ('date' as const)
          : ('text' as const),
    }));
    for (const [name, { example }] of Object.entries(functions)) {
      expect(example.startsWith(`${name}(`)).toBe(true);
      if (name === 'date') continue;
      expect(() => checkExpression(parseExpression(example), typed), example).not.toThrow();
    }
  });
});

describe('a pattern', () => {
  it.each(['\\d', '(?=a)', '(a)\\1', 'a*', '(a)(b)', '[a', '[[:alpha:]]', 'a|', ''])(
    '%s is refused',
    (pattern) => {
      expect(patternTrouble(pattern)).toMatch(/\.$/);
    },
  );
  it.each(['[0-9]+', '^A.*z$', '(?:a|b)+(c)', '\\.\\$', '[^ ]{2,3}'])('%s is taken', (pattern) => {
    expect(patternTrouble(pattern)).toBe(null);
  });
  it('ends where the text ends', () => {
    expect(pythonPattern('^a\\$[$]$')).toBe('^a\\$[$]\\Z');
  });
});
