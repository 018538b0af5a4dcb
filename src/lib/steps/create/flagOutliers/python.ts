import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { flagOutliers as spec } from './spec.ts';

export const flagOutliers = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ method, fold }) =>
    constructLocal('OutlierFlags', marker, { method: lit(method), fold: lit(fold) }),
});

/** scikit-learn has no such transformer. */
const marker: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.utils.validation', '_check_feature_names_in'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class OutlierFlags(TransformerMixin, BaseEstimator):
    """Keep the numbers, and add a 1 for each that lies far from those of the fit."""

    def __init__(self, method: str = "iqr", fold: float = 3.0) -> None:
        self.method = method
        self.fold = fold

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the limits of each column."""
        cells = validate_data(self, X, dtype="float64", ensure_all_finite=False)
        if self.method == "iqr":
            low, high = np.nanquantile(cells, [0.25, 0.75], axis=0)
            reach = self.fold * (high - low)
        else:
            middle = np.nanmean(cells, axis=0)
            reach = self.fold * np.nanstd(cells, axis=0)
            low, high = np.nanmin(cells, axis=0), np.nanmax(cells, axis=0)
        reach = np.where(high > low, reach, np.inf)
        if self.method == "zscore":
            low = high = middle
        self.low_, self.high_ = low - reach, high + reach
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the numbers and their flags; a missing cell is not far."""
        cells = validate_data(
            self, X, reset=False, dtype="float64", ensure_all_finite=False
        )
        return np.hstack([cells, (cells < self.low_) | (cells > self.high_)])

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the columns' names and those of the flags."""
        names = list(_check_feature_names_in(self, input_features))
        return np.array(names + [f"{n}_far" for n in names], dtype=object)`,
};
