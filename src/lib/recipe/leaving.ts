import type { Explaining } from './explaining.ts';
import type { TestAnswers } from './run.ts';

/** How far a model of single precision may be from that of doubles, relative to numbers above 1. */
export const singleTolerance = 1e-5;

/**
 * What single precision does to a model's answers: every operator of its ONNX graph after cleaning worked out so on
 * rows of the table, those of training too: thresholds lie near them. Written as it stands into certificate.json.
 */
export interface SinglePrecision {
  readonly rows: number;
  /** Of a value or a probability, relative to those above 1; null where some row has no number. */
  readonly largest_difference: number | null;
  /** 0-based row of the file that it was found in; null where all are the same. */
  readonly row: number | null;
  /** Rows whose class is another one. */
  readonly other_classes: number;
}

/** Single precision was not tried: the graph does more than what could be. */
export interface Unmeasured {
  readonly not_measured: string;
}

export type Single = SinglePrecision | Unmeasured;

/** What leaves with a run beside its model, and takes its table to say. */
export interface Leaving {
  readonly answers: TestAnswers;
  /** What explains its answers exactly; null where nothing does. */
  readonly explaining: Explaining | null;
  /** What single precision does to its answers; null where it has no ONNX, or no row to try. */
  readonly single: Single | null;
}
