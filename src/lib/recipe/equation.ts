import type { Cell } from './effects.ts';
import type { Scale } from './explanation.ts';

/** A stretch of a column on which a term is a line: base + slope · x for x up to and including `upTo`. */
export interface Piece {
  /** Infinity for the last. */
  readonly upTo: number;
  readonly base: number;
  readonly slope: number;
}

/** Shapes that steps give a column, as scikit-learn and numpy define them. */
export type Shape = 'log' | 'log1p' | 'sqrt' | 'boxCox' | 'yeoJohnson';

/** The places of a column of a table that two columns span. */
export type GridAxis =
  /** One place up to each cut and one above the last. */
  | { readonly kind: 'cuts'; readonly column: string; readonly cuts: readonly number[] }
  /** One place a level; `null` is any other level. */
  | {
      readonly kind: 'levels';
      readonly column: string;
      readonly levels: readonly (string | null)[];
    };

/** What a term adds where the cell is missing: a number, or null where the model has no one answer to that. */
interface Missing {
  readonly missing: number | null;
}

/** What one raw column, or some together, add to the sum. */
export type Term =
  | ({
      readonly kind: 'number';
      readonly column: string;
      readonly pieces: readonly Piece[];
    } & Missing)
  | ({
      readonly kind: 'curve';
      readonly column: string;
      readonly shape: Shape;
      /** Of Box-Cox and Yeo-Johnson. */
      readonly lambda: number;
      readonly base: number;
      readonly slope: number;
      readonly factor: number;
    } & Missing)
  | ({
      readonly kind: 'levels';
      readonly column: string;
      readonly levels: readonly { readonly level: string; readonly value: number }[];
      /** What a level adds that training rows did not have; null where the model refuses it. */
      readonly other: number | null;
    } & Missing)
  | {
      readonly kind: 'products';
      readonly columns: readonly string[];
      readonly base: number;
      readonly products: readonly { readonly powers: readonly number[]; readonly factor: number }[];
      /** Of one column alone; else null. */
      readonly missing: number | null;
    }
  | {
      readonly kind: 'grid';
      readonly axes: readonly [GridAxis, GridAxis];
      /** Row-major places of the first axis × places of the second, each with a last place for missing values. */
      readonly values: readonly (number | null)[];
    };

/** A sum of terms that stands for a class, or for the number that is predicted. */
export interface EquationOutput {
  /** The class; null for a number. */
  readonly label: string | null;
  readonly intercept: number;
  readonly terms: readonly Term[];
}

/** A model written in the raw columns: sums, and how its answer is made of them. */
export interface Equation {
  readonly kind: 'equation';
  readonly scale: Scale;
  readonly target: string;
  /** One sum for numbers and two classes (of the second), else one a class. */
  readonly outputs: readonly EquationOutput[];
  /** All classes in order; null for numbers. */
  readonly classes: readonly string[] | null;
  /** By column: what training rows hold, for scales that are drawn. */
  readonly spans: readonly ColumnSpan[];
  /** Significant digits that its numbers have. */
  readonly digits: number;
  /** Largest difference of an answer from the model's, on `rows` training rows. */
  readonly difference: number;
  readonly rows: number;
  /** Training rows that were not compared, as a cell is missing to which the equation has no answer. */
  readonly leftOut: number;
}

export type ColumnSpan =
  | {
      readonly kind: 'number';
      readonly column: string;
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly middle: number;
      readonly missing: boolean;
    }
  | {
      readonly kind: 'category';
      readonly column: string;
      readonly usual: string | null;
      readonly missing: boolean;
    };

/** Why a model has no equation, and what to look at instead. */
export interface NoEquation {
  readonly kind: 'none';
  readonly what: string;
  readonly remedy: string;
}

/** An equation as texts to be copied; a formula is null where it would be too long for a cell. */
export interface EquationTexts {
  readonly words: string;
  readonly python: string;
  readonly excel: readonly { readonly title: string; readonly formula: string | null }[];
}

export type EquationAnswer =
  | { readonly found: Equation; readonly texts: EquationTexts }
  | { readonly found: NoEquation; readonly texts: null };

/** Columns that a term reads. */
export const columnsOf = (term: Term): readonly string[] =>
  term.kind === 'products'
    ? term.columns
    : term.kind === 'grid'
      ? term.axes.map(({ column }) => column)
      : [term.column];

/** The functions that engines of browsers do not agree on to the last bit. */
export interface Maths {
  readonly exp: (x: number) => number;
  readonly log: (x: number) => number;
  readonly log1p: (x: number) => number;
}

/** What a column's shape makes of a number. */
export function shaped(shape: Shape, lambda: number, x: number, maths: Maths = Math): number {
  if (shape === 'log') return maths.log(x);
  if (shape === 'log1p') return maths.log1p(x);
  if (shape === 'sqrt') return Math.sqrt(x);
  if (shape === 'boxCox') return power(x, lambda, maths);
  return x >= 0 ? power(x + 1, lambda, maths) : -power(1 - x, 2 - lambda, maths);
}

/** (x^λ − 1) ÷ λ, and its limit at 0. */
const power = (x: number, lambda: number, { exp, log }: Maths): number =>
  lambda === 0 ? log(x) : (exp(lambda * log(x)) - 1) / lambda;

type CellOf = (column: string) => Cell;

/** What a term adds for a row; null where it has no answer. */
export function termValue(term: Term, cell: CellOf, maths: Maths = Math): number | null {
  if (term.kind === 'grid') {
    const [a, b] = term.axes.map((axis) => placeIn(axis, cell(axis.column))) as [number, number];
    return term.values[a * placesOf(term.axes[1]) + b] ?? null;
  }
  if (term.kind === 'products') return productsValue(term, cell);
  const own = cell(term.column);
  if (own === null) return term.missing;
  if (term.kind === 'levels') {
    const found = term.levels.find(({ level }) => level === own);
    return found ? found.value : term.other;
  }
  const x = Number(own);
  if (term.kind === 'curve') {
    const { base, slope, factor, shape, lambda } = term;
    const value = base + slope * x + factor * shaped(shape, lambda, x, maths);
    return Number.isFinite(value) ? value : null;
  }
  const { base, slope } = pieceAt(term.pieces, x);
  return base + slope * x;
}

const pieceAt = (pieces: readonly Piece[], x: number): Piece =>
  pieces.find(({ upTo }) => x <= upTo) ?? pieces.at(-1)!;

function productsValue(
  { columns, base, products, missing }: Extract<Term, { kind: 'products' }>,
  cell: CellOf,
): number | null {
  const cells = columns.map(cell);
  if (cells.includes(null)) return missing;
  let sum = base;
  for (const { powers, factor } of products)
    sum += powers.reduce((product, power, k) => product * Number(cells[k]) ** power, factor);
  return sum;
}

/** Places of an axis, the last one for missing values. */
export const placesOf = (axis: GridAxis): number =>
  axis.kind === 'cuts' ? axis.cuts.length + 2 : axis.levels.length + 1;

function placeIn(axis: GridAxis, cell: Cell): number {
  if (cell === null) return placesOf(axis) - 1;
  if (axis.kind === 'cuts') {
    const at = axis.cuts.findIndex((cut) => Number(cell) <= cut);
    return at < 0 ? axis.cuts.length : at;
  }
  const own = axis.levels.indexOf(String(cell));
  return own >= 0 ? own : axis.levels.indexOf(null);
}

/** The sum of an output for a row; null where a term has no answer. */
export function sumOf(
  { intercept, terms }: EquationOutput,
  cell: CellOf,
  maths: Maths = Math,
): number | null {
  let sum = intercept;
  for (const term of terms) {
    const own = termValue(term, cell, maths);
    if (own === null) return null;
    sum += own;
  }
  return sum;
}

/** What is said of the sums: the number, or a share (of a decision: the sum) for each class. */
export function answerOf(
  { scale, classes }: Pick<Equation, 'scale' | 'classes'>,
  sums: readonly number[],
  { exp }: Maths = Math,
): readonly number[] {
  const [first] = sums as [number];
  const logistic = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));
  if (scale === 'logarithm') return [exp(first)];
  if (classes === null) return sums;
  if (scale === 'decision') return sums.length === 1 ? [-first, first] : sums;
  if (sums.length === 1) return [1 - logistic(first), logistic(first)];
  if (scale === 'log-odds') return shares(sums.map(logistic));
  const top = Math.max(...sums);
  return shares(sums.map((x) => exp(x - top)));
}

function shares(parts: readonly number[]): readonly number[] {
  const total = parts.reduce((a, b) => a + b, 0);
  return parts.map((x) => x / total);
}
