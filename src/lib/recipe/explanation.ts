import type { Aim, Cell, Changes, Distance, Effect, EffectGrid } from './effects.ts';
import type { EquationAnswer } from './equation.ts';
import type { Fairness, Parting } from './fairness.ts';
import type { Lime } from './lime.ts';
import type { Part } from './run.ts';
import type { Surrogate } from './surrogate.ts';

/** What the contributions of a row add up to. */
export type Scale =
  /** The prediction itself, or an anomaly's score. */
  | 'answer'
  | 'probability'
  /** Of a class, of a model that says no probabilities: the highest is the answer. */
  | 'decision'
  | 'log-odds'
  /** The probabilities are the softmax of the classes' scores. */
  | 'score'
  /** The prediction is its exponential. */
  | 'logarithm'
  /** Mean number of cuts that set the row apart: fewer is more unusual. */
  | 'path';

/** Exact for trees, for weighted sums and for models that add up what columns say; sampled for every other model. */
export type ShapMethod = 'trees' | 'linear' | 'additive' | 'sampled';

/** Matrix columns whose contributions belong together, as they come from the same raw columns. */
export interface FeatureGroup {
  /** Raw columns: one, but for steps that mix several. */
  readonly columns: readonly string[];
  /** Places among the matrix columns. */
  readonly features: readonly number[];
}

/** Cells of a raw column of the rows explained; codes below 0 and NaN are missing. */
export type RawCells =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'category'; readonly codes: Int32Array; readonly levels: readonly string[] };

/** Shapley values of rows for one output of the model. */
export interface ExplainedOutput {
  /** The class it speaks for; null for a number. */
  readonly label: string | null;
  /** What the model says of no row in particular. */
  readonly base: number;
  /** Row-major rows × matrix columns. */
  readonly values: Float64Array;
  /** Row-major rows × groups: the sum over each group's columns. */
  readonly grouped: Float64Array;
  /** Standard errors of `values` and `grouped`; null where they are exact. */
  readonly errors: { readonly values: Float64Array; readonly grouped: Float64Array } | null;
}

/** Shapley values of some rows. base + the values of a row = what the model says of it, on `scale`. */
export interface Explanation {
  readonly method: ShapMethod;
  readonly scale: Scale;
  readonly features: readonly string[];
  readonly groups: readonly FeatureGroup[];
  /** 0-based rows of the file. */
  readonly rid: Int32Array;
  readonly outputs: readonly ExplainedOutput[];
  /** Row-major rows × (1 or classes), as the model says them. */
  readonly predicted: Float64Array;
  /** Largest difference of any row between the model's answer and the one its contributions add up to. */
  readonly gap: number;
  /** Rows that stand for no row in particular; 0 where the trees know that by themselves. */
  readonly background: number;
  /** Orders drawn a row, each walked there and back; 0 where nothing is drawn. */
  readonly walks: number;
  /** By raw column. */
  readonly cells: ReadonlyMap<string, RawCells>;
}

/** How much a column moves predictions, over the rows explained. */
export interface ShapImportance {
  /** Place among the groups or the matrix columns. */
  readonly at: number;
  readonly name: string;
  /** Mean of the absolute contributions. */
  readonly mean: number;
  /** Standard error of that mean, over rows. */
  readonly error: number;
}

/** Mean absolute contributions, largest first; ties by name. */
export function shapImportance(
  { rid, groups, features }: Pick<Explanation, 'rid' | 'groups' | 'features'>,
  output: Pick<ExplainedOutput, 'values' | 'grouped'>,
  by: 'groups' | 'features',
): readonly ShapImportance[] {
  const names = by === 'groups' ? groups.map(groupName) : features;
  const values = by === 'groups' ? output.grouped : output.values;
  const n = rid.length;
  return names
    .map((name, at) => {
      let [sum, squares] = [0, 0];
      for (let i = 0; i < n; i += 1) sum += Math.abs(values[i * names.length + at]!);
      const mean = n === 0 ? 0 : sum / n;
      for (let i = 0; i < n; i += 1)
        squares += (Math.abs(values[i * names.length + at]!) - mean) ** 2;
      return { at, name, mean, error: n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n) };
    })
    .sort((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1));
}

/** One column by its name; several that a step mixed by all of theirs. */
export const groupName = ({ columns }: FeatureGroup): string =>
  columns.length <= 3
    ? columns.join(' + ')
    : `${columns.slice(0, 2).join(' + ')} + ${columns.length - 2} more`;

/** What base and contributions of a row add up to. */
export function marginOf(
  { base, values }: Pick<ExplainedOutput, 'base' | 'values'>,
  row: number,
  features: number,
): number {
  let sum = base;
  for (let j = 0; j < features; j += 1) sum += values[row * features + j]!;
  return sum;
}

/** Shapley values of some rows of a part, with what they really are. */
export interface Overview {
  readonly explanation: Explanation;
  readonly part: Part;
  readonly rowsOfAll: number;
  /** Class code or value of each row; NaN where the task has none. */
  readonly actual: Float64Array;
  /** What training rows hold, by raw column. */
  readonly ranges: ReadonlyMap<string, ColumnRange>;
}

/** Numbers between two ends, or levels, the most frequent first. */
export type ColumnRange =
  | {
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      readonly whole: boolean;
      readonly missing: boolean;
    }
  | { readonly kind: 'category'; readonly levels: readonly string[]; readonly missing: boolean };

/** One row, as it is or as a person would have it, and how its prediction moves with one column. */
export interface WhatIf {
  readonly explanation: Explanation;
  /** The prediction along the grid of `column`, all else as in the row; null where no column is asked for. */
  readonly curve: { readonly column: string; readonly values: Float64Array } | null;
  readonly distance: Distance;
}

/** One row at each of some numbers of a column. */
export interface Track {
  /** A row of it for each value; null where a model does not tell them all at once. */
  readonly explanation: Explanation | null;
}

/** What a page asks the engine of a fitted run. */
export type ExplainAsk =
  | { readonly kind: 'overview'; readonly code: number | null }
  | { readonly kind: 'effect'; readonly code: number | null; readonly column: string }
  | {
      readonly kind: 'whatIf';
      readonly code: number | null;
      /** 0-based row of the file that the row begins as. */
      readonly rid: number;
      readonly cells: readonly (readonly [column: string, cell: Cell])[];
      /** Along which the prediction is drawn too. */
      readonly along: { readonly column: string; readonly grid: EffectGrid } | null;
    }
  | {
      /** The row at each of some numbers of one column, all at once, for a slider that moves through them. */
      readonly kind: 'track';
      readonly code: number | null;
      readonly rid: number;
      readonly cells: readonly (readonly [column: string, cell: Cell])[];
      readonly column: string;
      readonly values: readonly number[];
    }
  | ({
      readonly kind: 'fairness';
      /** Which class counts as positive; null for numbers. */
      readonly code: number | null;
      readonly part: Part;
      readonly threshold: number | null;
    } & Parting)
  | { readonly kind: 'lime'; readonly code: number | null; readonly rid: number }
  | { readonly kind: 'equation'; readonly digits: 'few' | 'all' }
  | { readonly kind: 'surrogate'; readonly code: number | null; readonly depth: number }
  | {
      readonly kind: 'change';
      readonly rid: number;
      readonly aim: Aim;
      /** Columns that must stay as they are. */
      readonly frozen: readonly string[];
    };

export type ExplainAnswer<A extends ExplainAsk> = A extends { readonly kind: 'overview' }
  ? Overview
  : A extends { readonly kind: 'effect' }
    ? Effect
    : A extends { readonly kind: 'change' }
      ? Changes
      : A extends { readonly kind: 'surrogate' }
        ? Surrogate
        : A extends { readonly kind: 'lime' }
          ? Lime
          : A extends { readonly kind: 'fairness' }
            ? Fairness
            : A extends { readonly kind: 'equation' }
              ? EquationAnswer
              : A extends { readonly kind: 'track' }
                ? Track
                : WhatIf;

export type AnyExplainAnswer =
  Overview | Effect | Changes | Surrogate | Lime | Fairness | WhatIf | EquationAnswer | Track;
