import type { NumberLooks } from '../infer/cells.ts';
import type { Interner } from '../interner.ts';

/** A column nearly all of whose texts are plain numbers. */
export interface HeldNumbers {
  readonly kind: 'numbers';
  /** Of each row, NaN where its text is no plain number. */
  readonly values: Float64Array;
  /** Cells that are plain numbers. */
  readonly present: number;
  /** Cells without a text, NULLs too. */
  readonly empty: number;
  readonly looks: NumberLooks;
  /** The distinct texts that are no plain numbers. */
  readonly others: Interner;
}

/** A column of other texts. */
export interface HeldTexts {
  readonly kind: 'texts';
  /** Of each row, −1 for NULL. */
  readonly codes: Int32Array;
  readonly nulls: number;
  /** All distinct texts, the empty one too. */
  readonly interner: Interner;
}

export type HeldColumn = HeldNumbers | HeldTexts;

/** Columns as they were read, so that they need not be asked of the engine again. */
export interface Held {
  readonly rows: number;
  /** null where a column was not kept: it takes too much room, or proved otherwise than it began. */
  readonly columns: readonly (HeldColumn | null)[];
}
