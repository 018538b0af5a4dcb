import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { hashEncode as spec } from './spec.ts';

export const hashEncode = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ nFeatures, alternateSign }) =>
    constructLocal('HashEncoder', encoder, {
      n_features: lit(nFeatures),
      alternate_sign: lit(alternateSign),
    }),
});

/** scikit-learn's FeatureHasher takes lists of texts, not columns. */
const encoder: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.feature_extraction', 'FeatureHasher'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class HashEncoder(TransformerMixin, BaseEstimator):
    """Spread the levels of columns over new ones by a hash of "column=level"."""

    def __init__(self, n_features: int = 16, alternate_sign: bool = True) -> None:
        self.n_features = n_features
        self.alternate_sign = alternate_sign

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn nothing but the columns' names."""
        validate_data(self, X, skip_check_array=True)
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the sums of each row's levels; missing cells add nothing."""
        validate_data(self, X, reset=False, skip_check_array=True)
        hasher = FeatureHasher(
            self.n_features, input_type="string", alternate_sign=self.alternate_sign
        )
        named = [
            [f"{name}={level}" if pd.notna(level) else None for level in X[name]]
            for name in X.columns
        ]
        rows = ([text for text in row if text] for row in zip(*named, strict=True))
        return hasher.transform(rows).toarray()

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the names of the new columns."""
        return np.array([f"hash{k}" for k in range(self.n_features)], dtype=object)`,
};
