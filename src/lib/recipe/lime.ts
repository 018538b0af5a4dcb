import type { GroupCell } from './fairness.ts';

/** Below it the simple model leaves out most of what the model does around the row. */
export const lowFidelity = 0.5;

/** What a weighted linear model of few questions says of the model around one row (Ribeiro, Singh and Guestrin 2016). */
export interface Lime {
  /** The class whose probability is told; null for a number. */
  readonly label: string | null;
  /** What the model says of the row, and what the simple one says. */
  readonly said: number;
  readonly told: number;
  readonly intercept: number;
  /** Weighted R² on the drawn rows: the share of the model's variation around the row that the simple one tells. */
  readonly r2: number;
  readonly samples: number;
  /** By column: what the row holds in it, and what holding that adds; the largest first. */
  readonly parts: readonly {
    readonly column: string;
    readonly cell: GroupCell;
    readonly weight: number;
  }[];
}
