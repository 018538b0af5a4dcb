import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { construct, constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { weightOfEvidence as spec } from './spec.ts';

export const weightOfEvidence = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ regularization, cv }, _, { seed }) =>
    constructLocal('WeightOfEvidence', encoder, {
      cv: construct('sklearn.model_selection', 'StratifiedKFold', {
        n_splits: lit(cv),
        shuffle: lit(true),
        random_state: lit(seed),
      }),
      regularization: lit(regularization),
    }),
});

/** scikit-learn has no such transformer; the formula is category_encoders' WOEEncoder, the cross-fitting TargetEncoder's. */
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
  code: `class WeightOfEvidence(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Replace each level by the logarithm of its odds against those of all rows."""

    def __init__(self, cv: Any, regularization: float = 1.0) -> None:
        self.cv = cv
        self.regularization = regularization

    @staticmethod
    def levels(X: Any) -> np.ndarray:
        """Return the levels of each column; missing is None."""
        cells = pd.DataFrame(X).astype(object)
        return cells.where(cells.notna(), None).to_numpy().T

    def weights(self, cells: np.ndarray, hits: np.ndarray) -> dict[Any, float]:
        """Return the weight of each level among these rows."""
        extra = self.regularization
        counts = Counter(cells.tolist())
        found = Counter(cells[hits == 1].tolist())
        total = hits.sum()
        rest = len(hits) - total
        return {
            level: np.log(
                ((found[level] + extra) / (total + 2 * extra))
                / ((n - found[level] + extra) / (rest + 2 * extra))
            )
            for level, n in counts.items()
        }

    def fit(self, X: pd.DataFrame, y: Any) -> Self:
        """Learn the weights from all rows, for rows that were not among them."""
        validate_data(self, X, skip_check_array=True)
        self.classes_, hits = np.unique(y, return_inverse=True)
        self.weights_ = [self.weights(cells, hits) for cells in self.levels(X)]
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any) -> np.ndarray:
        """Learn, and encode the rows of each fold by the other folds."""
        self.fit(X, y)
        hits = np.unique(y, return_inverse=True)[1]
        columns = self.levels(X)
        made = np.zeros(columns.T.shape)
        for train, test in self.cv.split(X, hits):
            for j, cells in enumerate(columns):
                weights = self.weights(cells[train], hits[train])
                made[test, j] = [weights.get(k, 0) for k in cells[test]]
        return made

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the weight of each cell's level; 0 for one not seen."""
        validate_data(self, X, reset=False, skip_check_array=True)
        known = zip(self.weights_, self.levels(X), strict=True)
        columns = [[weights.get(k, 0) for k in cells] for weights, cells in known]
        return np.array(columns, dtype="float64").T`,
};
