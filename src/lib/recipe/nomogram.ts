import type { Cell } from './effects.ts';
import {
  answerOf,
  columnsOf,
  termValue,
  type ColumnSpan,
  type Equation,
  type EquationOutput,
  type Term,
} from './equation.ts';

/** A value of a column and the points that it gives. */
export interface NomogramPlace {
  readonly cell: Cell;
  readonly points: number;
}

export interface NomogramRow {
  readonly column: string;
  readonly kind: 'number' | 'category';
  /** Numbers ascending, or levels by their points; a missing cell last. */
  readonly places: readonly NomogramPlace[];
  /** The place of a usual row: the middle number, or the level of most rows. */
  readonly usual: number;
  /** Points between its least and its most. */
  readonly reach: number;
}

/** Two columns whose points together depend on both. */
export interface NomogramPair {
  readonly columns: readonly string[];
  readonly reach: number;
  readonly pointsOf: (cell: (column: string) => Cell) => number;
}

/** A sum drawn as points (Kattan and Marasco 2010): the row that matters most goes from 0 to 100. */
export interface Nomogram {
  /** Those that matter most first. */
  readonly rows: readonly NomogramRow[];
  readonly pairs: readonly NomogramPair[];
  /** What no point at all stands for, and one point. */
  readonly floor: number;
  readonly perPoint: number;
  /** The most points in all. */
  readonly most: number;
}

/** Steps that a number is moved by. */
const steps = 100;

type Single = Exclude<Term, { kind: 'grid' }>;

/** The nomogram of one sum; null where columns are multiplied with each other, which no line of points shows, or none matters. */
export function nomogramOf(
  { spans }: Pick<Equation, 'spans'>,
  { intercept, terms }: EquationOutput,
): Nomogram | null {
  const pairs = terms.filter((term) => columnsOf(term).length > 1);
  if (pairs.some(({ kind }) => kind !== 'grid')) return null;
  const single = terms.filter((term): term is Single => columnsOf(term).length === 1);
  const used = new Set(terms.flatMap(columnsOf));
  const valued = spans
    .filter(({ column }) => used.has(column))
    .map((span) => {
      const term = single.find((own) => columnsOf(own)[0] === span.column) ?? null;
      return { span, values: valuesOf(span, term) };
    })
    .filter(({ values }) => values.length > 0);
  const ends = valued.map(({ values }) => endsOf(values.map(({ value }) => value)));
  const grids = pairs.map((term) => ({
    term,
    ends: endsOf((term as Extract<Term, { kind: 'grid' }>).values.filter((x) => x !== null)),
  }));
  const all = [...ends, ...grids.map((grid) => grid.ends)];
  const widest = Math.max(0, ...all.map(([low, high]) => high - low));
  if (widest === 0) return null;
  const perPoint = widest / 100;
  return {
    rows: valued
      .map(({ span, values }, r) => rowOf(span, values, { low: ends[r]![0], perPoint }))
      .sort((a, b) => b.reach - a.reach),
    pairs: grids
      .toSorted((a, b) => b.ends[1] - b.ends[0] - (a.ends[1] - a.ends[0]))
      .map(({ term, ends: [low, high] }) => ({
        columns: columnsOf(term),
        reach: (high - low) / perPoint,
        pointsOf: (cell) => ((termValue(term, cell) ?? low) - low) / perPoint,
      })),
    floor: all.reduce((sum, [low]) => sum + low, intercept),
    perPoint,
    most: all.reduce((sum, [low, high]) => sum + (high - low) / perPoint, 0),
  };
}

const endsOf = (values: readonly number[]): readonly [number, number] => [
  values.reduce((a, b) => Math.min(a, b), Infinity),
  values.reduce((a, b) => Math.max(a, b), -Infinity),
];

interface Valued {
  readonly cell: Cell;
  readonly value: number;
}

function valuesOf(span: ColumnSpan, term: Single | null): readonly Valued[] {
  const cells: Cell[] = [...(span.kind === 'number' ? numbersOf(span) : levelsOf(term, span))];
  if (span.missing) cells.push(null);
  return cells.flatMap((cell) => {
    const value = term === null ? 0 : termValue(term, () => cell);
    return value === null ? [] : [{ cell, value }];
  });
}

/** Round numbers between the least and the most, and both of these. */
function numbersOf({
  min,
  max,
  whole,
}: Extract<ColumnSpan, { kind: 'number' }>): readonly number[] {
  const round = roundNumbers(min, max, whole ? Math.min(steps, max - min) : steps);
  return [...new Set([min, ...round, max])];
}

const levelsOf = (
  term: Single | null,
  span: Extract<ColumnSpan, { kind: 'category' }>,
): readonly string[] =>
  term?.kind === 'levels'
    ? term.levels.map(({ level }) => level)
    : span.usual === null
      ? []
      : [span.usual];

function rowOf(
  span: ColumnSpan,
  values: readonly Valued[],
  { low, perPoint }: { readonly low: number; readonly perPoint: number },
): NomogramRow {
  const places = values.map(({ cell, value }) => ({ cell, points: (value - low) / perPoint }));
  if (span.kind === 'category')
    places.sort((a, b) => Number(a.cell === null) - Number(b.cell === null) || a.points - b.points);
  const usual =
    span.kind === 'category'
      ? places.findIndex(({ cell }) => cell === span.usual)
      : nearest(places, ({ cell }) =>
          cell === null ? Infinity : Math.abs(Number(cell) - span.middle),
        );
  return {
    ...{ column: span.column, kind: span.kind, places, usual: Math.max(0, usual) },
    reach: places.reduce((most, { points }) => Math.max(most, points), 0),
  };
}

function nearest<T>(items: readonly T[], far: (item: T) => number): number {
  let best = 0;
  for (const [i, item] of items.entries()) if (far(item) < far(items[best]!)) best = i;
  return best;
}

export interface NomogramTick {
  readonly points: number;
  readonly said: number;
}

/** Whether the answer is a probability of the sum's class alone. */
export const saysShare = ({ scale, outputs }: Pick<Equation, 'scale' | 'outputs'>): boolean =>
  scale === 'log-odds' && outputs.length === 1;

/** What so many points say: the probability of the second of two classes, the number, or the class's score. */
export function saidAt(
  equation: Pick<Equation, 'scale' | 'outputs' | 'classes'>,
  { floor, perPoint }: Nomogram,
  points: number,
): number {
  const sum = floor + points * perPoint;
  if (saysShare(equation)) return answerOf(equation, [sum])[1]!;
  return equation.scale === 'logarithm' ? answerOf(equation, [sum])[0]! : sum;
}

const shares = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999];

/** Where round answers lie on the line of all points. */
export function answerTicks(
  equation: Pick<Equation, 'scale' | 'outputs' | 'classes'>,
  nomogram: Nomogram,
  many: number,
): readonly NomogramTick[] {
  const { floor, perPoint, most } = nomogram;
  const share = saysShare(equation);
  const exponent = equation.scale === 'logarithm';
  const [low, high] = [saidAt(equation, nomogram, 0), saidAt(equation, nomogram, most)];
  const round = share ? shares : roundNumbers(low, high, many);
  return round
    .filter((said) => said >= low && said <= high && !(exponent && said <= 0))
    .map((said) => {
      const sum = share ? Math.log(said / (1 - said)) : exponent ? Math.log(said) : said;
      return { said, points: (sum - floor) / perPoint };
    });
}

/** Multiples of 1, 2 or 5 times a power of ten between two numbers, about so many. */
export function roundNumbers(low: number, high: number, many: number): readonly number[] {
  const range = high - low;
  if (!(range > 0)) return [low];
  const rough = range / Math.max(1, many);
  const power = 10 ** Math.floor(Math.log10(rough));
  const by = [1, 2, 5, 10].map((x) => x * power).find((x) => x >= rough * 0.999)!;
  const first = Math.ceil(low / by - 1e-9);
  const last = Math.floor(high / by + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) =>
    Number(((first + k) * by).toPrecision(12)),
  );
}
