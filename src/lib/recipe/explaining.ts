import type { FeatureGroup, Scale } from './explanation.ts';

/** What explains answers of a fitted run exactly, beside the model itself: enough for exported code to say what the page says. */
export interface Explaining {
  readonly scale: Scale;
  /** Class of each output, by its place; null where there are none. */
  readonly classes: readonly number[] | null;
  /** Places of the outputs that the page speaks of: of two classes the second alone. */
  readonly shown: readonly number[];
  readonly features: readonly string[];
  readonly groups: readonly FeatureGroup[];
  /** Weights of each output by matrix column, its intercept, and the means of the rows it starts from; null for trees. */
  readonly sums: {
    readonly weights: readonly Float64Array[];
    readonly intercept: readonly number[];
    readonly means: Float64Array;
  } | null;
}
