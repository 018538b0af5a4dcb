import type { Equation, EquationOutput, GridAxis, Term } from '#lib/recipe/equation.ts';
import { printLiteral } from '../python/print.ts';
import { oneLine, sumName } from './words.ts';

const text = (value: string): string => printLiteral(value);
const number = (value: number): string =>
  value === Infinity ? 'inf' : value === -Infinity ? '-inf' : printLiteral(value);
const orNone = (value: number | null): string => (value === null ? 'None' : number(value));

/**
 * The equation as a function of a row: a mapping from names of columns to cells, as csv.DictReader gives them. Names and levels
 * are Python literals. It gives None where the equation has no answer.
 */
export function equationPython(equation: Equation): string {
  const { outputs, classes, scale } = equation;
  const terms = new Set(outputs.flatMap((output) => output.terms.map(({ kind }) => kind)));
  return [
    `"""${docText(equation)}"""`,
    '',
    'from bisect import bisect_left',
    'from math import exp, inf, isnan, log, log1p, sqrt',
    '',
    ...cells,
    ...[...terms].flatMap((kind) => helpers[kind]),
    ...outputs.flatMap((output, k) => ['', '', ...outputLines(equation, output, k)]),
    '',
    '',
    ...answerLines({ scale, classes, many: outputs.length }),
    '',
  ].join('\n');
}

const docText = (equation: Equation): string =>
  `${oneLine(equation.outputs.map((output) => sumName(equation, output)).join(', ')).replaceAll(/["\\]/g, "'")}: at most ${equation.difference.toPrecision(2)} from the model on ${equation.rows} training rows.`;

const cells = [
  '',
  'def cell(row, name):',
  '    """Return the text of a cell; None where it is missing."""',
  '    value = row.get(name)',
  '    if value is None or value == "" or (isinstance(value, float) and isnan(value)):',
  '        return None',
  '    return str(value)',
];

const helpers: Readonly<Record<Term['kind'], readonly string[]>> = {
  number: [
    ...['', '', 'def by_number(row, name, cuts, lines, missing):'],
    '    """Return base + slope * x of the stretch that holds the number."""',
    ...['    value = cell(row, name)', '    if value is None:', '        return missing'],
    '    x = float(value)',
    '    base, slope = lines[bisect_left(cuts, x)]',
    '    return base + slope * x',
  ],
  curve: [
    ...['', '', 'def power(x, shape):', '    """Return (x ** shape - 1) / shape and its limit."""'],
    '    return log(x) if shape == 0 else (x**shape - 1) / shape',
    ...['', '', 'def by_curve(row, name, shape, line, missing):'],
    '    """Return base + slope * x + factor * shape(x)."""',
    ...['    value = cell(row, name)', '    if value is None:', '        return missing'],
    ...['    x = float(value)', '    base, slope, factor = line'],
    '    return base + slope * x + factor * shape(x)',
  ],
  levels: [
    ...['', '', 'def by_level(row, name, levels, other, missing):'],
    '    """Return what the level of the row adds."""',
    ...['    value = cell(row, name)', '    if value is None:', '        return missing'],
    '    return levels.get(value, other)',
  ],
  products: [
    ...['', '', 'def by_products(row, names, base, products, missing):'],
    '    """Return a sum of products of powers."""',
    ...['    values = [cell(row, name) for name in names]', '    if None in values:'],
    ...['        return missing', '    total = base', '    for powers, factor in products:'],
    '        for value, power in zip(values, powers):',
    ...[
      '            factor *= float(value) ** power',
      '        total += factor',
      '    return total',
    ],
  ],
  grid: [
    ...[
      '',
      '',
      'def place(row, name, cuts, levels):',
      '    """Return the place along a column; the last is missing."""',
    ],
    '    value = cell(row, name)',
    ...['    if value is None:', '        return -1', '    if cuts is not None:'],
    ...[
      '        return bisect_left(cuts, float(value))',
      '    return levels.get(value, len(levels))',
    ],
  ],
};

function outputLines(equation: Equation, output: EquationOutput, k: number): readonly string[] {
  return [
    `def sum_${k}(row):`,
    `    """Return the ${oneLine(sumName(equation, output)).replaceAll(/["\\]/g, "'")}."""`,
    '    terms = [',
    `        ${number(output.intercept)},`,
    ...output.terms.flatMap(termLines).map((line) => `        ${line}`),
    '    ]',
    '    return None if None in terms else sum(terms)',
  ];
}

function termLines(term: Term): readonly string[] {
  switch (term.kind) {
    case 'number': {
      const cuts = term.pieces.slice(0, -1).map(({ upTo }) => number(upTo));
      const lines = term.pieces.map(({ base, slope }) => `(${number(base)}, ${number(slope)})`);
      return call('by_number', [text(term.column), list(cuts), list(lines), orNone(term.missing)]);
    }
    case 'curve': {
      const line = `(${number(term.base)}, ${number(term.slope)}, ${number(term.factor)})`;
      return call('by_curve', [text(term.column), shapeOf(term), line, orNone(term.missing)]);
    }
    case 'levels': {
      const levels = term.levels.map(({ level, value }) => `${text(level)}: ${number(value)}`);
      const own = [text(term.column), `{${levels.join(', ')}}`];
      return call('by_level', [...own, orNone(term.other), orNone(term.missing)]);
    }
    case 'products': {
      const products = term.products.map(
        ({ powers, factor }) => `(${list(powers.map(number))}, ${number(factor)})`,
      );
      const own = [list(term.columns.map(text)), number(term.base)];
      return call('by_products', [...own, list(products), orNone(term.missing)]);
    }
    case 'grid':
      return gridLines(term);
  }
}

const list = (items: readonly string[]): string => `[${items.join(', ')}]`;
const call = (name: string, parts: readonly string[]): readonly string[] => [
  `${name}(`,
  '    row,',
  ...parts.map((part) => `    ${part},`),
  '),',
];

function shapeOf({ shape, lambda }: Extract<Term, { kind: 'curve' }>): string {
  if (shape === 'log' || shape === 'log1p' || shape === 'sqrt') return shape;
  const [up, down] = [number(lambda), number(2 - lambda)];
  return shape === 'boxCox'
    ? `lambda x: power(x, ${up})`
    : `lambda x: power(x + 1, ${up}) if x >= 0 else -power(1 - x, ${down})`;
}

function gridLines({ axes, values }: Extract<Term, { kind: 'grid' }>): readonly string[] {
  const [first, second] = axes.map(placeCall) as [string, string];
  const wide = axes[1].kind === 'cuts' ? axes[1].cuts.length + 2 : axes[1].levels.length + 1;
  const rows = Array.from({ length: values.length / wide }, (_, p) =>
    list(values.slice(p * wide, (p + 1) * wide).map(orNone)),
  );
  return [`[${rows.join(', ')}][`, `    ${first}`, `][`, `    ${second}`, '],'];
}

function placeCall(axis: GridAxis): string {
  if (axis.kind === 'cuts')
    return `place(row, ${text(axis.column)}, ${list(axis.cuts.map(number))}, None)`;
  const levels = axis.levels.flatMap((level, k) =>
    level === null ? [] : [`${text(level)}: ${k}`],
  );
  return `place(row, ${text(axis.column)}, None, {${levels.join(', ')}})`;
}

function answerLines({
  scale,
  classes,
  many,
}: {
  readonly scale: Equation['scale'];
  readonly classes: readonly string[] | null;
  readonly many: number;
}): readonly string[] {
  const said =
    classes === null
      ? 'the number'
      : scale === 'decision'
        ? 'the decision value of each class'
        : 'the probability of each class';
  const head = ['def predict(row):', `    """Return ${said}; None without an answer."""`];
  const sums = list(Array.from({ length: many }, (_, k) => `sum_${k}(row)`));
  const begin = [`    sums = ${sums}`, '    if None in sums:', '        return None'];
  const named = (values: string): string =>
    `    return dict(zip(${list(classes!.map(text))}, ${values}))`;
  if (classes === null)
    return [
      ...head,
      ...begin,
      scale === 'logarithm' ? '    return exp(sums[0])' : '    return sums[0]',
    ];
  if (scale === 'decision')
    return [...head, ...begin, named(many === 1 ? '[-sums[0], sums[0]]' : 'sums')];
  if (many === 1)
    return [
      ...head,
      ...begin,
      '    p = 1 / (1 + exp(-sums[0])) if sums[0] > -700 else 0.0',
      named('[1 - p, p]'),
    ];
  const parts =
    scale === 'score'
      ? '    parts = [exp(x - max(sums)) for x in sums]'
      : '    parts = [1 / (1 + exp(-x)) if x > -700 else 0.0 for x in sums]';
  return [...head, ...begin, parts, named('[x / sum(parts) for x in parts]')];
}
