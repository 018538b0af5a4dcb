import { marginOf } from '#lib/recipe/explanation.ts';
import type { FeatureGroup, Scale, ShapMethod } from '#lib/recipe/explanation.ts';
import type { Matrix } from '../matrix.ts';
import type { AnyModelCompute } from '../model.ts';

/** Contributions on one output, before they are summed by raw column. */
export interface OutputShap {
  /** Class code; null for a number. */
  readonly code: number | null;
  readonly base: number;
  readonly values: Float64Array;
  /** Row-major rows × features, of each walk: only where they are drawn. */
  readonly errors?: { readonly values: Float64Array; readonly grouped: Float64Array };
}

export interface ShapFound {
  readonly method: ShapMethod;
  readonly scale: Scale;
  readonly outputs: readonly OutputShap[];
  /** Largest difference of a row between its answer and what its contributions add up to. */
  readonly gap: number;
  readonly background: number;
  readonly walks: number;
}

/** What each way of explaining gets. */
export interface ShapInput {
  readonly model: AnyModelCompute;
  readonly state: unknown;
  readonly classified: boolean;
  readonly X: Matrix;
  /** Matrix of the background rows. */
  readonly rest: Matrix;
  readonly rid: Int32Array;
  readonly groups: readonly FeatureGroup[];
  readonly predicted: Float64Array;
  /** Answers a row: 1, or the classes. */
  readonly width: number;
  readonly wanted: readonly number[];
  readonly seed: number;
  readonly walks: number;
}

/**
 * The outputs of these classes. Where one sum tells two classes apart, it is that of the second: what the second gains in
 * log-odds the first loses.
 */
export function ofClasses(outputs: readonly OutputShap[], wanted: readonly number[]): OutputShap[] {
  const known = outputs.filter(({ code }) => code === null || wanted.includes(code));
  const [only] = outputs;
  if (outputs.length !== 1 || only!.code !== 1 || !wanted.includes(0)) return known;
  return [{ code: 0, base: -only!.base, values: only!.values.map((x) => -x) }, ...known];
}

/**
 * The largest difference between answers and those that the contributions add up to; of numbers, by their size.
 * @param answer answers of row-major margins
 */
export function gapOf(
  { X, predicted, width }: Pick<ShapInput, 'X' | 'predicted' | 'width'>,
  outputs: readonly OutputShap[],
  answer: (margins: Float64Array) => Float64Array,
): number {
  const margins = new Float64Array(X.rows * outputs.length);
  for (let i = 0; i < X.rows; i += 1)
    for (const [k, output] of outputs.entries())
      margins[i * outputs.length + k] = marginOf(output, i, X.names.length);
  const answers = answer(margins);
  let gap = 0;
  for (let i = 0; i < X.rows * width; i += 1)
    gap = Math.max(
      gap,
      Math.abs(answers[i]! - predicted[i]!) / Math.max(1, Math.abs(predicted[i]!)),
    );
  return gap;
}
