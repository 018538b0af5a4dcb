import type { Scale } from '#lib/recipe/explanation.ts';

/** What one or two matrix columns add to each output. */
export interface AdditivePart {
  /** Matrix columns. */
  readonly features: readonly number[];
  /** By output, what is added in each row; NaN where there is no answer. */
  readonly adds: (columns: readonly Float64Array[]) => readonly Float64Array[];
  /** Of a part of two columns that is a table: the place of a value along each, −1 for none, and what stands there. */
  readonly table?: {
    readonly places: readonly ((x: Float64Array) => Float64Array)[];
    readonly value: (output: number, first: number, second: number) => number;
  };
}

/** A model's answer as a sum of parts on some scale, before the answer is made of it: of several classes their softmax on the
 * scale `score`, on `log-odds` each by itself and then so that they sum to 1. */
export interface AdditiveMargin {
  readonly scale: Scale;
  /** Class that each output speaks for; null for a number. */
  readonly codes: readonly (number | null)[];
  readonly intercept: readonly number[];
  readonly parts: readonly AdditivePart[];
}
