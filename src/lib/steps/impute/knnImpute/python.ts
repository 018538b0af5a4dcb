import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { knnImpute as spec } from './spec.ts';

export const knnImpute = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nNeighbors, weights }) =>
    constructLocal('NearestRowsImputer', imputer, {
      n_neighbors: lit(nNeighbors),
      weights: lit(weights),
    }),
});

/**
 * Not KNNImputer itself: which of equally near rows it takes is left to numpy's partition, and its distances are rounded
 * so that rows are hardly ever equally near. On numbers without ties both give the same.
 */
const imputer: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'OneToOneFeatureMixin'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class NearestRowsImputer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """KNNImputer, but that of rows equally near the first count."""

    def __init__(self, n_neighbors: int = 5, weights: str = "uniform") -> None:
        self.n_neighbors = n_neighbors
        self.weights = weights

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Keep the rows to compare with."""
        self.rows_ = validate_data(
            self, X, dtype="float64", ensure_all_finite="allow-nan"
        )
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the numbers, with gaps filled by the mean of the nearest rows."""
        cells = validate_data(
            self, X, reset=False, dtype="float64", ensure_all_finite="allow-nan"
        ).copy()
        for i in np.flatnonzero(np.isnan(cells).any(axis=1)):
            cells[i] = self.filled(cells[i])
        return cells

    def filled(self, row: np.ndarray) -> np.ndarray:
        """Return one row without gaps."""
        sums, common = np.zeros(len(self.rows_)), np.zeros(len(self.rows_))
        for column, x in zip(self.rows_.T, row, strict=True):
            squares = (column - x) ** 2
            known = ~np.isnan(squares)
            sums[known] += squares[known]
            common += known
        distances = np.sqrt(sums / np.maximum(common, 1) * len(row))
        result = row.copy()
        for j in np.flatnonzero(np.isnan(row)):
            column = self.rows_[:, j]
            near = np.flatnonzero(~np.isnan(column) & (common > 0))
            near = near[np.argsort(distances[near], kind="stable")][: self.n_neighbors]
            weights = np.ones(len(near))
            if self.weights == "distance":
                exact = distances[near] == 0
                weights = exact if exact.any() else 1 / distances[near]
            filled = np.nanmean(column)
            if len(near) > 0:
                filled = np.average(column[near], weights=weights)
            result[j] = filled
        return result`,
};
