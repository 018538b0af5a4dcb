import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { dropSparse as spec } from './spec.ts';

export const dropSparse = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ threshold }) => constructLocal('DropSparse', dropper, { threshold: lit(threshold) }),
});

/** scikit-learn has no such transformer; feature-engine's DropMissingData drops rows. */
const dropper: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class DropSparse(TransformerMixin, BaseEstimator):
    """Drop columns of which more than a share is missing."""

    def __init__(self, threshold: float = 0.6) -> None:
        self.threshold = threshold

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn which columns stay."""
        self.kept_ = list(X.columns[X.isna().mean() <= self.threshold])
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns that stay."""
        return X[self.kept_]

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the columns that stay."""
        return np.array(self.kept_, dtype=object)`,
};
