import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal } from '#lib/codegen/python/ir.ts';
import type { binaryEncode as spec } from './spec.ts';

export const binaryEncode = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: () => constructLocal('BinaryEncoder', encoder),
});

/** scikit-learn has no such transformer; category_encoders has one, which numbers the levels as they first appear. */
const encoder: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.preprocessing', 'OrdinalEncoder'],
    ['sklearn.utils.validation', '_check_feature_names_in'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class BinaryEncoder(TransformerMixin, BaseEstimator):
    """Number the levels in order, from 1, and write the numbers in binary digits."""

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn the levels; what is not among them is 0."""
        self.codes_ = OrdinalEncoder(
            handle_unknown="use_encoded_value", unknown_value=-1
        ).fit(X)
        self.n_features_in_ = self.codes_.n_features_in_
        if hasattr(self.codes_, "feature_names_in_"):
            self.feature_names_in_ = self.codes_.feature_names_in_
        self.missing_ = [len(c) - 1 for c in self.codes_.categories_]
        self.widths_ = [len(c).bit_length() for c in self.codes_.categories_]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the digits of each column, the highest first."""
        codes = self.codes_.transform(X)
        codes = np.where(np.isnan(codes), self.missing_, codes).astype("int64") + 1
        digits = [
            (codes[:, [j]] >> np.arange(width)[::-1]) & 1
            for j, width in enumerate(self.widths_)
        ]
        return np.hstack(digits).astype("float64")

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return a name for each digit."""
        columns = _check_feature_names_in(self, input_features)
        pairs = zip(columns, self.widths_, strict=True)
        names = [f"{name}_{k}" for name, width in pairs for k in range(width)]
        return np.array(names, dtype=object)`,
};
