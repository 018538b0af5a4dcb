import {
  columnsOf,
  type Equation,
  type EquationOutput,
  type GridAxis,
  type Shape,
  type Term,
} from '#lib/recipe/equation.ts';

/** The equation as lines of plain text, one a term. */
export function equationWords(equation: Equation): string {
  const parts = equation.outputs.map((output) => outputWords(equation, output));
  return `${[...parts, ...linkWords(equation)].join('\n\n')}\n`;
}

function outputWords(equation: Equation, output: EquationOutput): string {
  const lines = output.terms.flatMap(termWords);
  return [
    `${sumName(equation, output)} =`,
    `  ${number(output.intercept)}`,
    ...lines.map((line) => `  ${line}`),
  ].join('\n');
}

/** What a sum is called: `log-odds of “yes”`. */
export function sumName({ scale, target }: Equation, { label }: EquationOutput): string {
  const of = label === null ? named(target) : `“${oneLine(label)}”`;
  if (scale === 'answer') return of;
  if (scale === 'logarithm') return `logarithm of ${of}`;
  return `${scale === 'decision' ? 'decision value' : scale} of ${of}`;
}

function linkWords(equation: Equation): readonly string[] {
  const { scale, target, outputs, classes } = equation;
  if (scale === 'answer') return [];
  if (scale === 'logarithm') return [`${named(target)} = e^(its logarithm)`];
  const one = outputs.length === 1;
  if (scale === 'decision')
    return [
      one
        ? `The class is “${oneLine(classes![1]!)}” above 0, else “${oneLine(classes![0]!)}”.`
        : 'The class is the one with the highest decision value.',
    ];
  if (one)
    return [`probability of “${oneLine(outputs[0]!.label ?? '')}” = 1 ÷ (1 + e^(−log-odds))`];
  return [
    scale === 'score'
      ? 'probability of a class = e^(its score) ÷ the sum of e^(score) over all classes'
      : 'probability of a class = its 1 ÷ (1 + e^(−log-odds)) ÷ the sum of these over all classes',
  ];
}

function termWords(term: Term): readonly string[] {
  switch (term.kind) {
    case 'number':
      return [...lineWords(term), ...(asIf(term) ?? missingWords(term.column, term))];
    case 'curve': {
      const x = named(term.column);
      return [
        ...(term.slope === 0 ? [] : [`${signed(term.slope)}·${x}`]),
        `${signed(term.factor)}·${shapeWords(term.shape, number(term.lambda), x)}`,
        ...missingWords(term.column, term),
      ];
    }
    case 'levels':
      return levelWords(term);
    case 'products':
      return productWords(term);
    case 'grid':
      return gridWords(term);
  }
}

function lineWords({ column, pieces }: Extract<Term, { kind: 'number' }>): readonly string[] {
  const x = named(column);
  if (pieces.length === 1) {
    const { base, slope } = pieces[0]!;
    return [
      ...(slope === 0 ? [] : [`${signed(slope)}·${x}`]),
      ...(base === 0 ? [] : [signed(base)]),
    ];
  }
  return [
    `+ by ${x}:`,
    ...pieces.map(({ upTo, base, slope }) => {
      const value =
        slope === 0 ? number(base) : `${base === 0 ? '' : `${number(base)} `}${signed(slope)}·${x}`;
      return `    ${value} ${upTo === Infinity ? 'above that' : endWords(upTo)}`;
    }),
  ];
}

/** Of one line: the number that a missing cell counts as. */
function asIf({
  column,
  pieces,
  missing,
}: Extract<Term, { kind: 'number' }>): readonly string[] | null {
  const { base, slope } = pieces[0]!;
  if (pieces.length > 1 || slope === 0 || missing === null) return null;
  return [
    `  (${named(column)} missing: as ${number(Number(((missing - base) / slope).toPrecision(4)))})`,
  ];
}

const missingWords = (
  column: string,
  { missing }: { readonly missing: number | null },
): readonly string[] =>
  missing === null || missing === 0
    ? []
    : [`  (${named(column)} missing: ${signed(missing)} in all)`];

function levelWords({
  column,
  levels,
  other,
  missing,
}: Extract<Term, { kind: 'levels' }>): readonly string[] {
  const x = named(column);
  const told = levels.filter(({ value }) => value !== 0);
  const rest = levels.filter(({ value }) => value === 0).map(({ level }) => `“${oneLine(level)}”`);
  return [
    ...told.map(({ level, value }) => `${signed(value)}·(${x} = “${oneLine(level)}”)`),
    ...(other === null || other === 0 ? [] : [`${signed(other)}·(${x} is anything else)`]),
    ...(missing === null || missing === 0 ? [] : [`${signed(missing)}·(${x} is missing)`]),
    ...(rest.length > 0
      ? [
          `  (${x} = ${rest.slice(0, 3).join(', ')}${rest.length > 3 ? ` and ${rest.length - 3} more` : ''}: 0)`,
        ]
      : []),
  ];
}

function productWords({
  columns,
  base,
  products,
  missing,
}: Extract<Term, { kind: 'products' }>): readonly string[] {
  return [
    ...(base === 0 ? [] : [signed(base)]),
    ...products.map(({ powers, factor }) => {
      const parts = powers.flatMap((power, k) =>
        power === 0 ? [] : [`${named(columns[k]!)}${power === 1 ? '' : `^${power}`}`],
      );
      return `${signed(factor)}·${parts.join('·')}`;
    }),
    ...(columns.length === 1 ? missingWords(columns[0]!, { missing }) : []),
  ];
}

function gridWords(term: Extract<Term, { kind: 'grid' }>): readonly string[] {
  const [first, second] = term.axes.map(placeWords) as [readonly string[], readonly string[]];
  const [a, b] = columnsOf(term).map(named) as [string, string];
  return [
    `+ by ${a} and ${b}:`,
    ...first.map((place, p) => {
      const own = second.map((_, q) => term.values[p * second.length + q]!);
      return `    ${place}: ${own.map((x, q) => `${x === null ? 'none' : number(x)} ${second[q]!}`).join(', ')}`;
    }),
  ];
}

function placeWords(axis: GridAxis): readonly string[] {
  if (axis.kind === 'levels')
    return [
      ...axis.levels.map((level) => (level === null ? 'any other' : `“${oneLine(level)}”`)),
      'missing',
    ];
  return [...axis.cuts.map(endWords), axis.cuts.length > 0 ? 'above that' : 'any value', 'missing'];
}

function shapeWords(shape: Shape, lambda: string, x: string): string {
  if (shape === 'log') return `ln(${x})`;
  if (shape === 'log1p') return `ln(1 + ${x})`;
  if (shape === 'sqrt') return `√${x}`;
  return shape === 'boxCox' ? `BoxCox(${x}; λ = ${lambda})` : `YeoJohnson(${x}; λ = ${lambda})`;
}

export const oneLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');

/** A column's name, in quotes where it might be read as something else. */
export const named = (name: string): string =>
  /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `“${oneLine(name)}”`;

export const number = (x: number): string => String(x).replace('-', '−').replace('e-', 'e−');

const signed = (x: number): string => (x < 0 ? `− ${number(-x)}` : `+ ${number(x)}`);

/** `up to 6.5`; of the number just below 6.5 `below 6.5`. */
export function endWords(upTo: number): string {
  const next = following(upTo);
  return String(next).length + 3 < String(upTo).length
    ? `below ${number(next)}`
    : `up to ${number(upTo)}`;
}

/** The double that comes after. */
function following(x: number): number {
  const own = new Float64Array([x]);
  const bits = new BigInt64Array(own.buffer);
  if (x === 0) return Number.MIN_VALUE;
  bits[0]! += x > 0 ? 1n : -1n;
  return own[0]!;
}
