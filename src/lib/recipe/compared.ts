/** How far a metric or a prediction may be from the browser's, relative to numbers above 1. */
export const certificateTolerance = 1e-9;

/** What an exported model answered test rows, beside the engine's own answers to them. Written as it stands into certificate.json. */
export interface Compared {
  /** The file that was run. */
  readonly target: string;
  /** Where it ran: "Node 24.11.0", "Chrome 140". */
  readonly runtime: string;
  readonly rows: number;
  /** Of a value or a probability, relative to those above 1; null where some row had no number. */
  readonly largest_difference: number | null;
  /** 0-based row of the file that it was found in; null where all are the same. */
  readonly row: number | null;
  /** Rows whose class is another one. */
  readonly other_classes: number;
  /** Of a metric on these rows, and of which; null where one is defined on one side only. */
  readonly metric_difference: number | null;
  readonly metric: string | null;
  readonly ok: boolean;
  /** What the model said of the first row that it had no answer to. */
  readonly fault?: string;
}

/** What an exported model said of a row. */
export interface Answer {
  readonly prediction?: string | number;
  readonly probabilities?: readonly number[] | null;
  /** Of classes that have no probabilities. */
  readonly decisions?: readonly number[] | null;
  /** Why it has no answer. */
  readonly fault?: string;
}
