import type { ColumnType, Meaning, Role } from './profile.ts';
import type { Parse } from './source.ts';

/** What was taken for granted, and why: shown to the user, who can say otherwise. */
export interface Guess {
  /** Field of the format (encoding, delimiter, sheet, path, …), `missing`, or `packing`. */
  readonly what: string;
  readonly value: string;
  readonly evidence: string;
  /** Other values that were weighed, best first: what a chooser offers (sheets, paths, encodings). */
  readonly others?: readonly string[];
}

/** Another way to read a column, for the page to offer. */
export interface Alternative {
  readonly type: ColumnType;
  readonly parse: Parse;
  readonly meaning?: Meaning;
  readonly order?: readonly string[];
  /** "numbers, with a comma before the decimals" */
  readonly label: string;
  /** Cells that this reading takes, and those that it does not. */
  readonly fits: number;
  readonly misfits: number;
  /** Cells that would have another value than in the reading chosen. */
  readonly ambiguous: number;
}

interface DateFormatCount {
  /** Of recipe/dateFormats.ts. */
  readonly id: string;
  /** 24 October 2021 written so. */
  readonly label: string;
  readonly count: number;
  readonly samples: readonly string[];
}

/** How a column's dates are written. */
export interface DateFindings {
  readonly formats: readonly DateFormatCount[];
  /** Cells in which day and month could change places. */
  readonly ambiguous: number;
  /** Of all present cells, 0 to 1. */
  readonly share: number;
  /** `ask`: nothing in the file proves the order of day and month, or proofs contradict each other, or kinds are mixed. */
  readonly decision: 'settled' | 'ask';
  /** Texts that are no date in any of the formats, the first 20 of them. */
  readonly rejects: readonly string[];
}

/** What a column is taken for, by all its cells. */
export interface InferredColumn {
  readonly type: ColumnType;
  readonly role: Role;
  readonly meaning: Meaning;
  readonly parse: Parse;
  /** Ordinal columns: texts from least to most. */
  readonly order?: readonly string[];
  /** What speaks for it, with numbers. */
  readonly reason: string;
  readonly alternatives?: readonly Alternative[];
  readonly dates?: DateFindings;
}
