import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { frequencyEncode as spec } from './spec.ts';

export const frequencyEncode = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ normalize }) =>
    constructLocal('FrequencyEncoder', encoder, { normalize: lit(normalize) }),
});

/** scikit-learn has no such transformer; the parameter is named as that of pandas' value_counts. */
const encoder: Helper = {
  imports: [
    ['collections', 'Counter'],
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'OneToOneFeatureMixin'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.utils.validation', 'validate_data'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class FrequencyEncoder(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Replace each level by how often training rows hold it; 0 if never."""

    def __init__(self, normalize: bool = True) -> None:
        self.normalize = normalize

    @staticmethod
    def levels(X: Any) -> list[list[Any]]:
        """Return the levels of each column; missing is None."""
        cells = pd.DataFrame(X).astype(object)
        return cells.where(cells.notna(), None).to_numpy().T.tolist()

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Count the levels of each column."""
        validate_data(self, X, skip_check_array=True)
        rows = len(X) if self.normalize else 1
        counted = [Counter(column) for column in self.levels(X)]
        self.shares_ = [{k: n / rows for k, n in c.items()} for c in counted]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the share or number of each cell's level."""
        validate_data(self, X, reset=False, skip_check_array=True)
        known = zip(self.shares_, self.levels(X), strict=True)
        columns = [[shares.get(k, 0) for k in cells] for shares, cells in known]
        return np.array(columns, dtype="float64").T`,
};
