/** A map of rows: each row as a point in two dimensions, near to what it is like. Data, for the page and the engine. */

export const mapMethods = ['pca', 'tsne', 'umap', 'mds'] as const;
export type MapMethod = (typeof mapMethods)[number];

export interface MapAsk {
  readonly method: MapMethod;
  /** Rows that each is laid beside: t-SNE's perplexity, UMAP's n_neighbors; others take no notice. */
  readonly neighbours: number;
  /** Whether columns are brought to mean 0 and standard deviation 1 first. */
  readonly standardise: boolean;
}

/** Up to this many rows are laid out; of more, a sample drawn with the recipe's seed. */
export const mapRowsMost: Readonly<Record<MapMethod, number>> = {
  pca: 10_000,
  tsne: 5000,
  umap: 5000,
  mds: 1500,
};

/** A column of the cleaned table at the rows of the map, for colours and for reading. */
export type MapColumn =
  | { readonly name: string; readonly kind: 'number'; readonly values: Float64Array }
  | {
      readonly name: string;
      readonly kind: 'category';
      /** Indexes levels; −1 is missing. */
      readonly codes: Int32Array;
      readonly levels: readonly string[];
    };

export interface MapResult {
  readonly ask: MapAsk;
  /** 0-based row of the file of each point. */
  readonly rid: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rows of the table after the cleaning steps, of which these are some or all. */
  readonly rowsOfAll: number;
  /** Columns of the matrix that decided the places. */
  readonly used: readonly string[];
  /** Columns that could not, each with the reason. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** Columns whose gaps were filled by their mean, for the map alone, with how many. */
  readonly filled: readonly { readonly name: string; readonly cells: number }[];
  /** Why the recipe's learned steps were not applied; null where they were. */
  readonly unprepared: string | null;
  /** PCA: share of the variance along x and y. t-SNE: divergence. MDS: stress-1. */
  readonly fit: readonly number[];
  readonly columns: readonly MapColumn[];
}
