import type { Part } from './run.ts';

/** What a row must be for a rule: of a number its range and whether it may be missing, of a category its levels. */
export type Condition =
  | {
      readonly column: string;
      readonly kind: 'number';
      /** Above this one; null for no limit. */
      readonly above: number | null;
      /** At most this one; null for no limit. */
      readonly upTo: number | null;
      /** Whether rows without a value are meant too. */
      readonly missing: boolean;
    }
  | {
      readonly column: string;
      readonly kind: 'category';
      /** The level that it is; undefined where it is only known what it is not. null is a missing cell. */
      readonly is?: string | null;
      readonly isNot: readonly (string | null)[];
    };

export interface Rule {
  readonly conditions: readonly Condition[];
  /** Mean of what the model says of the training rows that the rule is for. */
  readonly value: number;
  readonly rows: number;
}

/** A small tree that tells what the model tells, as rules that no two share a row. */
export interface Surrogate {
  readonly label: string | null;
  readonly depth: number;
  /** The highest value first. */
  readonly rules: readonly Rule[];
  /** R² of the tree's answers against the model's: on the rows it was grown on, and on others. */
  readonly fidelity: { readonly train: number; readonly held: number; readonly part: Part };
}
