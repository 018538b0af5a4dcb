import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { construct, constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { flagUnusual as spec } from './spec.ts';

export const flagUnusual = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  together: true,
  sklearn: ({ contamination, nEstimators }, _, { seed }) =>
    constructLocal('UnusualFlag', marker, {
      forest: construct('sklearn.ensemble', 'IsolationForest', {
        n_estimators: lit(nEstimators),
        contamination: lit(contamination),
        random_state: lit(seed),
      }),
    }),
});

/** scikit-learn has the forest, and no transformer that makes a column of it. */
const marker: Helper = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.base', 'clone'],
    ['sklearn.utils.validation', '_check_feature_names_in'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class UnusualFlag(TransformerMixin, BaseEstimator):
    """Keep the numbers, and add a 1 for each row that the forest calls unusual."""

    def __init__(self, forest: Any) -> None:
        self.forest = forest

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn what usual rows are."""
        self.forest_ = clone(self.forest).fit(validate_data(self, X, dtype="float64"))
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the numbers and the flag."""
        cells = validate_data(self, X, reset=False, dtype="float64")
        return np.column_stack([cells, self.forest_.predict(cells) == -1])

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the columns' names and that of the flag."""
        names = list(_check_feature_names_in(self, input_features))
        return np.array([*names, "unusual"], dtype=object)`,
};
