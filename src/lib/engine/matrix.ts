/**
 * What a model gets: `columns[j][i]` is feature j of row i, finite unless the model takes missing values.
 * Column-major, so that trees scan and dot products stream.
 */
export interface Matrix {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}
