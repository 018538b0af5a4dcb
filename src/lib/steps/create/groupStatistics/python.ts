import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { groupStatistics as spec } from './spec.ts';

export const groupStatistics = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ statistic }) =>
    constructLocal('GroupStatistics', statistics, { statistic: lit(statistic) }),
});

/** scikit-learn has no such transformer. */
const statistics: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class GroupStatistics(TransformerMixin, BaseEstimator):
    """Add a figure of each number among the rows of the fit in the same category."""

    def __init__(self, statistic: str = "mean") -> None:
        self.statistic = statistic

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the figure of each group, and that of all rows for other groups."""
        of = "mean" if self.statistic == "deviation" else self.statistic
        self.feature_names_in_ = np.array(X.columns, dtype=object)
        numbers = list(X.select_dtypes("number").columns)
        self.figures_ = {}
        for number in numbers:
            other = 0.0 if of == "count" else np.nan_to_num(X[number].agg(of))
            for by in X.columns.drop(numbers):
                known = X.groupby(by)[number].agg(of).dropna()
                self.figures_[number, by] = (known.to_dict(), float(other))
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns and the figures of their groups."""
        out = X.copy()
        for (number, by), (known, other) in self.figures_.items():
            figure = X[by].map(known).astype("float64").fillna(other)
            new = X[number] - figure if self.statistic == "deviation" else figure
            out[f"{number}_{self.statistic}_by_{by}"] = new
        return out

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the columns' names and those of the figures."""
        new = [f"{n}_{self.statistic}_by_{by}" for n, by in self.figures_]
        return np.array([*self.feature_names_in_, *new], dtype=object)`,
};
