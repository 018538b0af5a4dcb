/** A text of a column, and in how many cells it stands. */
export interface Spelling {
  readonly value: string;
  readonly count: number;
}

/** `fingerprint`: equal but for case, accents, signs and order of words; `pairs`: equal pairs of letters; `nearest`: a keystroke or two apart. */
export const spellingMethods = ['fingerprint', 'pairs', 'nearest'] as const;
export type SpellingMethod = (typeof spellingMethods)[number];

/** Groups of texts that may be one, each with its most frequent first. */
export interface Spellings {
  readonly distinct: number;
  readonly groups: readonly (readonly Spelling[])[];
}
