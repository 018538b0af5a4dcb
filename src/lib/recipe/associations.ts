/**
 * How strongly two columns go together. What a kind of pair has no measure for, and what is undefined (a column that
 * is constant over the rows), is null.
 */
export interface Measures {
  /** Rows where both have a value. */
  readonly rows: number;
  /** Two numbers. */
  readonly pearson: number | null;
  /** Two numbers; ranks anew over these rows, ties averaged. */
  readonly spearman: number | null;
  /** Two categories; Cramér's V, corrected for bias (Bergsma 2013). */
  readonly cramersV: number | null;
  /** A category and a number: the correlation ratio, the square root of the share of variance between the groups. */
  readonly eta: number | null;
  /** In nats, of the binned columns (see `Associations.bins`). */
  readonly mutualInformation: number | null;
  /** Mutual information over the mean of both entropies, 0 to 1. */
  readonly normalizedMutualInformation: number | null;
  /**
   * 0 to 1, for ranking: the larger of |pearson| and |spearman|; V; or eta less what as many groups would give by
   * chance, √ε² (Kelley 1935).
   */
  readonly strength: number;
  /** "correlation −0.98". */
  readonly words: string;
}

export interface PairAssociation extends Measures {
  readonly a: string;
  readonly b: string;
}

export interface TargetAssociation extends Measures {
  readonly column: string;
}

export interface Vif {
  readonly column: string;
  /** Variance inflation factor 1 / (1 − R²), 1 or more; null for infinite and where it is undefined. */
  readonly vif: number | null;
  /** Why it is null. */
  readonly reason: string | null;
}

/** A number that nearly equals the product of two others. */
export interface ProductTie {
  readonly column: string;
  readonly factors: readonly [string, string];
  /** Pearson's, with the product, over the rows where all three have a value. */
  readonly correlation: number;
  readonly rows: number;
}

export interface Associations {
  readonly rows: number;
  /** Rows the measures are taken from. */
  readonly used: number;
  /** How they were chosen, in words; null where all are used. */
  readonly sample: string | null;
  /** How numbers were binned for mutual information. */
  readonly bins: string;
  /** Signed where both are numbers; row-major over `columns`; null on undefined pairs. Null for very many columns. */
  readonly matrix: {
    readonly columns: readonly string[];
    readonly kinds: readonly ('number' | 'category')[];
    readonly strength: readonly (number | null)[];
  } | null;
  /** Strongest first. */
  readonly pairs: readonly PairAssociation[];
  /** Each column with the target, strongest first; the target counts as categories where classes are predicted. */
  readonly target: {
    readonly column: string;
    readonly kind: 'number' | 'category';
    readonly associations: readonly TargetAssociation[];
  } | null;
  /** Multicollinearity of the numeric features, by their complete rows. */
  readonly vif: {
    readonly rows: number;
    readonly columns: readonly Vif[];
    /** Why there is none. */
    readonly reason: string | null;
  };
  /** The closest first. */
  readonly products: readonly ProductTie[];
  /** What was left out, and why. */
  readonly left: readonly { readonly columns: readonly string[]; readonly reason: string }[];
}
