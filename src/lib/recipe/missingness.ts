/** A pair of columns and the rows in which both are missing. */
export interface CoMissing {
  readonly a: string;
  readonly b: string;
  /** Rows where both are missing. */
  readonly both: number;
  /** Of the rows where either is missing, the share where both are. */
  readonly jaccard: number;
  /** Correlation of the two indicators; null where a column is missing in every row. */
  readonly phi: number | null;
}

/** Which of `Missingness.columns` are missing, by place, and in how many rows. */
export interface MissingPattern {
  readonly missing: readonly number[];
  readonly rows: number;
}

/** Whether rows with a missing cell have another target than rows without. */
export interface MissingTest {
  readonly column: string;
  readonly test: 'chi-square' | 'fisher' | 'mann-whitney';
  /** χ², U of the rows where the column is missing; null for Fisher's exact test. */
  readonly statistic: number | null;
  /** Two-sided. */
  readonly p: number;
  /** Holm's correction over all columns tested. */
  readonly holm: number;
  /** Welch's t-test beside Mann-Whitney; p NaN where a group does not vary. */
  readonly welch: { readonly t: number; readonly df: number; readonly p: number } | null;
  /** Cramér's V (uncorrected), or the rank-biserial correlation 2U/(n₁n₂) − 1. */
  readonly effect: number;
  readonly effectName: 'Cramér’s V' | 'rank-biserial correlation';
  /** Rows with a target where the column is missing, and where it is not. */
  readonly rows: readonly [missing: number, present: number];
  /** Some expected count is below 5, and there are more than two classes: take p with care. */
  readonly approximate: boolean;
  /** One sentence with the figures. */
  readonly words: string;
}

export interface Missingness {
  readonly rows: number;
  /** Columns with a missing cell, in order of the table. */
  readonly columns: readonly { readonly name: string; readonly missing: number }[];
  /** Rows without a missing cell. */
  readonly complete: number;
  /** Strongest first, at most 200. */
  readonly pairs: readonly CoMissing[];
  /** Columns that are missing in the same rows: each with another of them by the limit for it (findings/limits.ts). */
  readonly groups: readonly {
    readonly columns: readonly string[];
    /** Rows where all are missing. */
    readonly rows: number;
    /** The least of the pairs that join them. */
    readonly jaccard: number;
  }[];
  /** The 20 most frequent, compared by 53-bit hashes of the rows. */
  readonly patterns: readonly MissingPattern[];
  readonly patternCount: number;
  /** For drawing: bands of consecutive rows, and row-major over bands × columns the share missing, 0 to 1. */
  readonly matrix: {
    readonly bands: number;
    readonly rowsPerBand: number;
    readonly share: readonly number[];
  };
  readonly target: { readonly column: string; readonly tests: readonly MissingTest[] } | null;
  /** What was left out, and why. */
  readonly left: readonly string[];
}
