import type { Task } from '#lib/recipe/profile.ts';
import type { Interval as Spread } from './evaluate.ts';
import type { Matrix } from './matrix.ts';
import type { Progress } from './model.ts';

/** Predictions of one part and the truth; see metrics/input.ts. */
export interface Judged {
  readonly task: Task;
  /** 1 for regression, 0 without a target. */
  readonly nClasses: number;
  readonly yTrue: Float64Array;
  readonly predicted: Float64Array;
  /** `predicted` are decision values of classes, not probabilities (docs/decisions/0016). */
  readonly decisions?: boolean;
  /** How much each row counts; left out or null: all count the same. */
  readonly weight?: Float64Array | null;
  /** Tasks without a target: the matrix whose rows `predicted` labels. */
  readonly matrix?: Matrix;
  /** Draws the rows of a metric that looks at a sample. */
  readonly seed?: number;
}

/** The metrics as the engine needs them; whoever composes hands the registry over (metrics import engine, not the reverse). */
export interface Scoring {
  readonly all: (input: Judged) => ReadonlyMap<string, number | null>;
  readonly primary: (task: Task) => { readonly id: string; readonly better: 'higher' | 'lower' };
  readonly score: (id: string, input: Judged) => number | null;
  /** Why `score` is null, as a sentence; null where it is not. */
  readonly why: (id: string, input: Judged) => string | null;
  /** Whether it is of the labels, which a threshold cuts. */
  readonly ofLabels: (id: string) => boolean;
  readonly interval: (input: Judged, seed: number) => Generator<Progress, Spread | null>;
}
