/** How predictions move with one raw column, the others as they are. */
export interface Effect {
  readonly column: string;
  /** The class whose probability it is; null for a number. */
  readonly label: string | null;
  /** Values of the column that were tried: numbers ascending, or levels; null is a missing cell. */
  readonly grid: EffectGrid;
  /** Partial dependence: mean prediction of the rows, were the column so; one for each grid value. */
  readonly average: Float64Array;
  /** Individual conditional expectation: row-major, some rows × grid. */
  readonly curves: Float64Array;
  /** 0-based rows of the file of the curves. */
  readonly rid: Int32Array;
  /** Rows that the mean is over, and training rows in all. */
  readonly rows: number;
  readonly rowsOfAll: number;
  /** Accumulated local effects, centred to mean 0; null for columns without an order, or with one value. */
  readonly ale: {
    readonly edges: Float64Array;
    readonly values: Float64Array;
  } | null;
  /** Training rows by equal bins over the grid's range, or by level. */
  readonly density: Density;
}

export type EffectGrid =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'category'; readonly levels: readonly (string | null)[] };

export interface Density {
  /** Of numbers one more than counts; empty for levels. */
  readonly edges: Float64Array;
  readonly counts: Int32Array;
  readonly missing: number;
}

/** A cell that a person sets: a number, a text, or missing. */
export type Cell = number | string | null;

/** What a person wants the model to say: a class before the others, or a number on one side of another. */
export type Aim =
  | { readonly to: 'class'; readonly code: number }
  | { readonly to: 'atLeast' | 'atMost'; readonly value: number };

/** A change of few cells after which the model says what is wanted. */
export interface Change {
  readonly cells: readonly {
    readonly column: string;
    readonly from: Cell;
    readonly to: Cell;
  }[];
  /** Probability of the class aimed at, or the value. */
  readonly predicted: number;
  /** For each column changed one half, and its distance in standard deviations; another level or a gap counts one. */
  readonly cost: number;
}

/** The cheapest changes found, of different columns each; none where three columns did not do. */
export interface Changes {
  readonly list: readonly Change[];
  /** Rows that were tried. */
  readonly tried: number;
}

/** How far a row made up by a person is from those of training. */
export interface Distance {
  /** Columns with a value that no training row comes near: outside its range, or a level that is not there. */
  readonly outside: readonly string[];
  /** Distance to the nearest training row, by that of 99 in 100 training rows to theirs: above 1 is far. */
  readonly nearest: number;
}
