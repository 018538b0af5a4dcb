import type {
  Equation,
  EquationOutput,
  EquationTexts,
  GridAxis,
  Term,
} from '#lib/recipe/equation.ts';
import { sumName } from './words.ts';

/** Excel takes formulas of 8,192 characters, and texts of 255 in them. */
const formulaAtMost = 8192;
const textAtMost = 255;

/**
 * Formulas for a row of an Excel table whose headers are the columns' names, in English with commas: one of each sum, and one
 * of what is said of it. A text is one literal with its quotes doubled, a name a structured reference with its signs escaped, so
 * that neither can end early.
 */
export function equationExcel(equation: Equation): EquationTexts['excel'] {
  const { outputs, scale, classes } = equation;
  const sums = outputs.map((output) => sumFormula(output));
  const own = outputs.map((output, k) => ({
    title: sumName(equation, output),
    formula: fits(`=${sums[k]!}`),
  }));
  if (scale === 'answer' || scale === 'decision') return own;
  if (scale === 'logarithm')
    return [...own, { title: equation.target, formula: fits(`=EXP(${sums[0]!})`) }];
  if (outputs.length === 1)
    return [
      ...own,
      { title: `probability of “${classes![1]!}”`, formula: fits(`=1/(1+EXP(-(${sums[0]!})))`) },
    ];
  return own;
}

const fits = (formula: string): string | null => (formula.length <= formulaAtMost ? formula : null);

const sumFormula = ({ intercept, terms }: EquationOutput): string =>
  [number(intercept), ...terms.map(termFormula)].join('+');

function termFormula(term: Term): string {
  if (term.kind === 'grid') return gridFormula(term);
  if (term.kind === 'products') return productFormula(term);
  const x = reference(term.column);
  return whenThere(x, present(term, x), term.missing);
}

function present(term: Exclude<Term, { kind: 'grid' | 'products' }>, x: string): string {
  if (term.kind === 'levels') return levelFormula(term, x);
  if (term.kind === 'curve') {
    const curve = `${number(term.factor)}*${shapeFormula(term, x)}`;
    return term.base === 0 && term.slope === 0 ? curve : `${lineFormula(term, x)}+${curve}`;
  }
  const { pieces } = term;
  if (pieces.length === 1) return lineFormula(pieces[0]!, x);
  // LOOKUP finds the last start at or below x; a stretch includes its upper end, so what follows it begins just above.
  const starts = [-1e307, ...pieces.slice(0, -1).map(({ upTo }) => above(upTo))]
    .map(number)
    .join(',');
  const look = (values: readonly number[]): string =>
    `LOOKUP(${x},{${starts}},{${values.map(number).join(',')}})`;
  const level = look(pieces.map(({ base }) => base));
  return pieces.every(({ slope }) => slope === 0)
    ? level
    : `${level}+${look(pieces.map(({ slope }) => slope))}*${x}`;
}

const lineFormula = (
  { base, slope }: { readonly base: number; readonly slope: number },
  x: string,
): string =>
  [
    ...(base === 0 ? [] : [number(base)]),
    ...(slope === 0 && base !== 0 ? [] : [`${number(slope)}*${x}`]),
  ].join('+');

/** The least number above it of 15 digits, which is all that Excel reads. */
function above(x: number): number {
  const near = Number(x.toPrecision(15));
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(x) || 1e-300)) - 14);
  return near > x ? near : Number((near + unit).toPrecision(15));
}

/** Excel does not tell upper case from lower with =; EXACT does. */
function levelFormula({ levels, other }: Extract<Term, { kind: 'levels' }>, x: string): string {
  const told = levels.filter(({ value }) => value !== 0);
  const is = (level: string): string => `EXACT(${x},${literal(level)})`;
  const sum = told.map(({ level, value }) => `${number(value)}*${is(level)}`).join('+') || '0';
  if (other === 0) return sum;
  const known = `OR(${levels.map(({ level }) => is(level)).join(',')})`;
  return `IF(${known},${sum},${other === null ? 'NA()' : number(other)})`;
}

function productFormula({
  columns,
  base,
  products,
  missing,
}: Extract<Term, { kind: 'products' }>): string {
  const names = columns.map(reference);
  const parts = products.map(({ powers, factor }) =>
    [
      number(factor),
      ...powers.flatMap((power, k) =>
        power === 0 ? [] : [power === 1 ? names[k]! : `${names[k]!}^${power}`],
      ),
    ].join('*'),
  );
  const sum = [number(base), ...parts].join('+');
  const gone = missing === null ? 'NA()' : number(missing);
  return `IF(OR(${names.map((x) => `${x}=""`).join(',')}),${gone},${sum})`;
}

function gridFormula({ axes, values }: Extract<Term, { kind: 'grid' }>): string {
  const wide = axes[1].kind === 'cuts' ? axes[1].cuts.length + 2 : axes[1].levels.length + 1;
  const rows = Array.from({ length: values.length / wide }, (_, p) =>
    values
      .slice(p * wide, (p + 1) * wide)
      .map((x) => (x === null ? '#N/A' : number(x)))
      .join(','),
  );
  const [first, second] = axes.map(placeFormula) as [string, string];
  return `INDEX({${rows.join(';')}},${first},${second})`;
}

/** Counted from 1; the last is missing. */
function placeFormula(axis: GridAxis): string {
  const x = reference(axis.column);
  if (axis.kind === 'levels') {
    const known = axis.levels.flatMap((level, k) =>
      level === null ? [] : [`${k + 1}*EXACT(${x},${literal(level)})`],
    );
    const other = axis.levels.indexOf(null) + 1;
    const sum = known.join('+') || '0';
    return `IF(${x}="",${axis.levels.length + 1},IF(${sum}=0,${other},${sum}))`;
  }
  const { cuts } = axis;
  const starts = [-1e307, ...cuts.map(above)].map(number).join(',');
  return `IF(${x}="",${cuts.length + 2},MATCH(${x},{${starts}},1))`;
}

function shapeFormula({ shape, lambda }: Extract<Term, { kind: 'curve' }>, x: string): string {
  const power = (inner: string, by: number): string =>
    by === 0 ? `LN(${inner})` : `((${inner})^${number(by)}-1)/${number(by)}`;
  if (shape === 'log') return `LN(${x})`;
  if (shape === 'log1p') return `LN(1+${x})`;
  if (shape === 'sqrt') return `SQRT(${x})`;
  if (shape === 'boxCox') return `(${power(x, lambda)})`;
  return `IF(${x}>=0,${power(`${x}+1`, lambda)},-(${power(`1-${x}`, 2 - lambda)}))`;
}

const whenThere = (x: string, value: string, missing: number | null): string =>
  `IF(${x}="",${missing === null ? 'NA()' : number(missing)},${value})`;

const number = (x: number): string => String(x).toUpperCase();

/** `[@[name]]`; in a name [ ] # ' @ have an apostrophe before them. */
const reference = (name: string): string => `[@[${name.replaceAll(/['[\]#@]/g, "'$&")}]]`;

/** A text in quotes, those in it doubled, in parts that are short enough. */
function literal(text: string): string {
  const signs = [...text];
  const parts: string[] = [];
  for (let from = 0; from < signs.length || from === 0; from += textAtMost)
    parts.push(
      `"${signs
        .slice(from, from + textAtMost)
        .join('')
        .replaceAll('"', '""')}"`,
    );
  return parts.length === 1 ? parts[0]! : `(${parts.join('&')})`;
}
