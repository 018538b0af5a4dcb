import { isClassification } from '#lib/recipe/profile.ts';
import { defineLearnedLowering } from '#lib/codegen/lowering.ts';
import type { Helper } from '#lib/codegen/python/helpers.ts';
import { construct, constructLocal, lit } from '#lib/codegen/python/ir.ts';
import type { treeBins as spec } from './spec.ts';

export const treeBins = defineLearnedLowering<typeof spec>({
  kind: 'learned',
  sklearn: ({ maxDepth, minSamplesLeaf, encode }, _, { task }) =>
    constructLocal('TreeBins', discretizer, {
      tree: construct(
        'sklearn.tree',
        task !== null && isClassification(task)
          ? 'DecisionTreeClassifier'
          : 'DecisionTreeRegressor',
        { max_depth: lit(maxDepth), min_samples_leaf: lit(minSamplesLeaf), random_state: lit(0) },
      ),
      encode: lit(encode),
    }),
});

/** scikit-learn has no such transformer. */
const discretizer: Helper = {
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
  code: `class TreeBins(TransformerMixin, BaseEstimator):
    """Put each column into the bins that a tree on it alone makes of the target."""

    def __init__(self, tree: Any, encode: str = "onehot") -> None:
        self.tree = tree
        self.encode = encode

    def fit(self, X: pd.DataFrame, y: Any) -> Self:
        """Learn the edges of each column."""
        cells = validate_data(self, X, dtype="float64")
        self.edges_ = [self.edges(column, y) for column in cells.T]
        return self

    def edges(self, column: np.ndarray, y: Any) -> np.ndarray:
        """Return the thresholds of a tree; ranks keep trees from rounding values."""
        levels, ranks = np.unique(column, return_inverse=True)
        tree = clone(self.tree).fit(ranks.reshape(-1, 1), y).tree_
        below = np.sort(np.floor(tree.threshold[tree.feature >= 0])).astype(int)
        middle = levels[below] / 2 + levels[below + 1] / 2
        return np.where(middle < levels[below + 1], middle, levels[below])

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the bin of each number, or a 0/1 column for each bin."""
        cells = validate_data(
            self, X, reset=False, dtype="float64", ensure_all_finite=False
        )
        made = []
        for column, edges in zip(cells.T, self.edges_, strict=True):
            bins = np.searchsorted(edges, column, side="left").astype("float64")
            bins[np.isnan(column)] = np.nan
            if self.encode == "ordinal":
                made.append(bins[:, None])
                continue
            ones = (bins[:, None] == np.arange(len(edges) + 1)).astype("float64")
            ones[np.isnan(column)] = np.nan
            made.append(ones)
        return np.hstack(made)

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Return the columns' names, or one for each bin."""
        names = _check_feature_names_in(self, input_features)
        if self.encode == "ordinal":
            return np.array(names, dtype=object)
        return np.array(
            [
                f"{name}_bin{k}"
                for name, edges in zip(names, self.edges_, strict=True)
                for k in range(len(edges) + 1)
            ],
            dtype=object,
        )`,
};
