import type { Matrix } from '#lib/engine/matrix.ts';
import {
  ascending,
  doubles,
  fitting,
  list,
  oneOf,
  record,
  unless,
  count,
  classCodes,
  integers,
  type Form,
} from '#lib/engine/state.ts';
import { exp } from '#lib/engine/elementary.ts';
import { nClasses } from '../forms.ts';
import { cellsOf, sizeOf, type Axis } from './axes.ts';
import { sigmoid, type Target } from './target.ts';
import type { Term } from './boost.ts';

/** What one column, or two together, add to the answer. */
export interface FittedTerm {
  /** Matrix columns. */
  readonly columns: Int32Array;
  /** A table for each output: places of the first column by those of the second. Their mean over the training rows is 0. */
  readonly scores: Float64Array;
  /** Standard deviation of each over the samples. */
  readonly errors: Float64Array;
  /** Training rows in each place, or their weights. */
  readonly rows: Float64Array;
}

export interface ExplainableFitted {
  readonly nClasses: number;
  /** Codes of classes that occur; empty for numbers. */
  readonly present: readonly number[];
  /** One for numbers and two classes, else one a class. */
  readonly intercept: Float64Array;
  /** Of each matrix column, alone and in pairs. */
  readonly axes: readonly Axis[];
  readonly coarse: readonly Axis[];
  readonly terms: readonly FittedTerm[];
  /** Most rounds of a sample. */
  readonly rounds: number;
}

export interface Bag {
  readonly base: Float64Array;
  readonly tables: readonly Float64Array[];
  readonly rounds: number;
}

const axis: Form<Axis> = fitting(
  record<Axis>({ kind: oneOf(['cuts', 'levels']), at: doubles() }),
  ({ at }) => unless([ascending(at), 'its places do not rise']),
);

const term = record<FittedTerm>({
  columns: integers({ least: 0, most: ({ features }) => features - 1 }),
  scores: doubles(),
  errors: doubles({ least: 0 }),
  rows: doubles({ least: 0 }),
});

export const form = fitting(
  record<ExplainableFitted>({
    nClasses,
    present: (value, facts) =>
      facts.classified ? classCodes(value, facts) : list(count)(value, facts),
    intercept: doubles(),
    axes: list(axis, ({ features }) => features),
    coarse: list(axis, ({ features }) => features),
    terms: list(term),
    rounds: count,
  }),
  (fitted, { classified }) => {
    const outputs = !classified || fitted.present.length === 2 ? 1 : fitted.present.length;
    return unless(
      [fitted.intercept.length === outputs, 'it has not one intercept an output'],
      [classified || fitted.present.length === 0, 'it names classes of numbers'],
      [
        fitted.terms.every((own) => fits(own, fitted, outputs)),
        'a table is not as long as its columns have places',
      ],
    );
  },
);

function fits(
  { columns, scores, errors, rows }: FittedTerm,
  fitted: ExplainableFitted,
  outputs: number,
): boolean {
  if (columns.length < 1 || columns.length > 2) return false;
  const size = sizeIn(fitted, columns);
  return (
    rows.length === size && scores.length === size * outputs && errors.length === scores.length
  );
}

export const axesIn = (
  { axes, coarse }: Pick<ExplainableFitted, 'axes' | 'coarse'>,
  columns: ArrayLike<number>,
): readonly Axis[] => Array.from(columns, (j) => (columns.length === 1 ? axes : coarse)[j]!);

const sizeIn = (
  fitted: Pick<ExplainableFitted, 'axes' | 'coarse'>,
  columns: ArrayLike<number>,
): number => axesIn(fitted, columns).reduce((product, own) => product * sizeOf(own), 1);

interface Samples {
  readonly target: Target;
  readonly present: readonly number[];
  readonly axes: readonly Axis[];
  readonly coarse: readonly Axis[];
  readonly columns: readonly (readonly number[])[];
  readonly bags: readonly Bag[];
  readonly terms: readonly Term[];
}

/** The mean of the samples' models, each term about 0 and the intercept with the rest. */
export function combined({
  target,
  present,
  axes,
  coarse,
  columns,
  bags,
  terms,
}: Samples): Omit<ExplainableFitted, 'nClasses'> {
  const { outputs, weight } = target;
  const intercept = new Float64Array(outputs);
  for (const { base } of bags) base.forEach((x, k) => (intercept[k]! += x / bags.length));
  const fitted = terms.map(({ cells, size }, t): FittedTerm => {
    const rows = new Float64Array(size);
    for (const [i, cell] of cells.entries()) rows[cell]! += weight?.[i] ?? 1;
    const scores = new Float64Array(size * outputs);
    const errors = new Float64Array(size * outputs);
    for (let at = 0; at < scores.length; at += 1) {
      const each = bags.map(({ tables }) => tables[t]![at]!);
      const mean = each.reduce((sum, x) => sum + x, 0) / each.length;
      scores[at] = mean;
      errors[at] = Math.sqrt(each.reduce((sum, x) => sum + (x - mean) ** 2, 0) / each.length);
    }
    for (let k = 0; k < outputs; k += 1) {
      const own = scores.subarray(k * size, (k + 1) * size);
      intercept[k]! += centre(own, rows, columns[t]!.length === 1);
    }
    return { columns: Int32Array.from(columns[t]!), scores, errors, rows };
  });
  return {
    present,
    intercept,
    axes,
    coarse,
    terms: fitted,
    rounds: Math.max(...bags.map((b) => b.rounds)),
  };
}

/** Moves a table about 0; a place for missing values that no row had adds nothing. @returns what was taken off */
function centre(scores: Float64Array, rows: Float64Array, single: boolean): number {
  let [sum, total] = [0, 0];
  for (let cell = 0; cell < scores.length; cell += 1) {
    sum += rows[cell]! * scores[cell]!;
    total += rows[cell]!;
  }
  const mean = total > 0 ? sum / total : 0;
  for (let cell = 0; cell < scores.length; cell += 1) scores[cell]! -= mean;
  if (single && rows[0] === 0) scores[0] = 0;
  return mean;
}

/** What a term adds to each output at each row: row-major. */
export function contributions(fitted: ExplainableFitted, t: number, X: Matrix): Float64Array {
  const outputs = fitted.intercept.length;
  const { columns, scores } = fitted.terms[t]!;
  const cells = cellsOf(
    axesIn(fitted, columns),
    Array.from(columns, (j) => X.columns[j]!),
    X.rows,
  );
  const size = scores.length / outputs;
  const out = new Float64Array(X.rows * outputs);
  for (let i = 0; i < X.rows; i += 1)
    if (cells[i]! >= 0)
      for (let k = 0; k < outputs; k += 1) out[i * outputs + k] = scores[k * size + cells[i]!]!;
  return out;
}

export function predict(fitted: ExplainableFitted, X: Matrix): Float64Array {
  const outputs = fitted.intercept.length;
  const raw = new Float64Array(X.rows * outputs).map((_, at) => fitted.intercept[at % outputs]!);
  for (const t of fitted.terms.keys()) {
    const own = contributions(fitted, t, X);
    for (let at = 0; at < raw.length; at += 1) raw[at]! += own[at]!;
  }
  return fitted.present.length === 0 ? raw : sharesOf(raw, fitted);
}

/** Probabilities of all classes from raw scores. */
function sharesOf(
  raw: Float64Array,
  { present, nClasses: width }: ExplainableFitted,
): Float64Array {
  const outputs = present.length === 2 ? 1 : present.length;
  const rows = raw.length / outputs;
  const out = new Float64Array(rows * width);
  for (let i = 0; i < rows; i += 1) {
    if (outputs === 1) {
      const p = sigmoid(raw[i]!);
      out[i * width + present[0]!] = 1 - p;
      out[i * width + present[1]!] = p;
      continue;
    }
    const own = raw.subarray(i * outputs, (i + 1) * outputs);
    const top = own.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = own.map((x) => exp(x - top));
    const sum = powers.reduce((a, b) => a + b, 0);
    for (const [k, code] of present.entries()) out[i * width + code] = powers[k]! / sum;
  }
  return out;
}
