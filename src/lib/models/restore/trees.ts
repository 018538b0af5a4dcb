import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';

const head = (name: string): string =>
  `def ${name}(made: Any, state: dict[str, Any], run: dict[str, Any]) -> None:`;

/**
 * scikit-learn's trees round what they compare to single precision, and a threshold in the middle of two values is often
 * a value of a third row. So they are given how many thresholds lie below a value, which no rounding changes.
 */
const places = pythonOf(
  `class Places(TransformerMixin, BaseEstimator):
    """Replace each number by how many of its column's thresholds lie below it.

    Trees compare single precision, which would move rows that lie at a threshold.
    """

    def __init__(self, thresholds: list[np.ndarray]) -> None:
        self.thresholds = thresholds

    def __sklearn_is_fitted__(self) -> bool:
        """Return True: the trees were grown in the browser."""
        return True

    def fit(self, X: np.ndarray, y: Any = None) -> Self:
        """Learn nothing."""
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Return the numbers of thresholds; a missing number stays missing."""
        pairs = zip(X.T, self.thresholds, strict=True)
        found = [np.where(np.isnan(x), x, np.searchsorted(t, x)) for x, t in pairs]
        return np.column_stack(found)`,
  ['numpy', 'np'],
  ['sklearn.base', 'BaseEstimator'],
  ['sklearn.base', 'TransformerMixin'],
  ['typing', 'Any'],
  ['typing', 'Self'],
);

const thresholds = pythonOf(
  `def thresholds(run: dict[str, Any]) -> list[np.ndarray]:
    """Return the thresholds of each column in all trees, ascending."""
    state = run["modelState"]
    trees = state.get("trees", [state])
    feature = np.concatenate([np.array(t["feature"], dtype=int) for t in trees])
    values = [np.array(t["threshold"], dtype="float64") for t in trees]
    value = np.concatenate(values)
    return [np.unique(value[feature == j]) for j in range(len(run["features"]))]`,
  ['numpy', 'np'],
  ['typing', 'Any'],
);

const before = { name: 'places', code: 'Places(thresholds(run))' };

/** How pure a node was is not kept: scikit-learn would work importances out of it, and says nan. */
const grown = pythonOf(
  `def grown(
    made: Any, state: dict[str, Any], known: list[np.ndarray], classes: Any
) -> None:
    """Give a decision tree its nodes; the first child of a node is the next node."""
    feature = np.array(state["feature"], dtype="int64")
    inner = feature >= 0
    nodes = np.zeros(len(feature), dtype=NODE_DTYPE)
    nodes["left_child"] = np.where(inner, np.arange(len(feature)) + 1, -1)
    nodes["right_child"] = np.where(inner, state["right"], -1)
    nodes["feature"] = np.where(inner, feature, -2)
    nodes["threshold"] = -2.0
    value = np.array(state["threshold"], dtype="float64")
    for j, values in enumerate(known):
        here = feature == j
        nodes["threshold"][here] = np.searchsorted(values, value[here])
    nodes["impurity"] = np.nan
    nodes["n_node_samples"] = state["samples"]
    nodes["weighted_n_node_samples"] = state["samples"]
    nodes["missing_go_to_left"] = state["missingLeft"]
    width = 1 if classes is None else len(classes)
    values = np.array(state["value"], dtype="float64").reshape(-1, 1, width)
    made.n_outputs_ = 1
    made.n_features_in_ = made.max_features_ = len(known)
    if classes is not None:
        made.classes_, made.n_classes_ = classes, np.int64(width)
    widths = np.array([width], dtype=np.intp)
    made.tree_ = Tree(made.n_features_in_, widths, 1)
    made.tree_.__setstate__(
        {
            "max_depth": int(state["depth"]),
            "node_count": len(nodes),
            "nodes": nodes,
            "values": values,
        }
    )`,
  ['numpy', 'np'],
  ['sklearn.tree._tree', 'NODE_DTYPE'],
  ['sklearn.tree._tree', 'Tree'],
  ['typing', 'Any'],
);

export const decisionTree: Restorer = {
  uses: [places, thresholds, grown],
  before,
  helper: pythonOf(
    `${head('decision_tree')}
    """Give a decision tree its nodes."""
    classes = None if run["classes"] is None else labels(run)
    grown(made, state, thresholds(run), classes)`,
    ['typing', 'Any'],
  ),
};

export const forest: Restorer = {
  uses: [places, thresholds, grown],
  before,
  helper: pythonOf(
    `${head('forest')}
    """Give a forest its trees, which know classes by number."""
    made.n_outputs_ = 1
    numbers = None
    if run["classes"] is not None:
        made.classes_ = labels(run)
        made.n_classes_ = len(made.classes_)
        numbers = np.arange(made.n_classes_, dtype="float64")
    known = thresholds(run)
    made.estimators_ = []
    for tree in state["trees"]:
        one = clone(made.estimator).set_params(
            **{name: getattr(made, name) for name in made.estimator_params}
        )
        grown(one, tree, known, numbers)
        made.estimators_.append(one)`,
    ['numpy', 'np'],
    ['sklearn.base', 'clone'],
    ['typing', 'Any'],
  ),
};

export const adaBoost: Restorer = {
  uses: [places, thresholds, grown],
  before,
  helper: pythonOf(
    `${head('boosted_words')}
    """Give an AdaBoost model its trees, and what the word of each counts."""
    classes = None
    if run["classes"] is not None:
        classes = labels(run)
        made.classes_ = classes[state["classes"]]
        made.n_classes_ = len(made.classes_)
    made.estimator_weights_ = np.array(state["weights"], dtype="float64")
    known = thresholds(run)
    made.estimators_ = []
    for tree in state["trees"]:
        one = clone(made.estimator)
        grown(one, tree, known, classes)
        made.estimators_.append(one)`,
    ['numpy', 'np'],
    ['sklearn.base', 'clone'],
    ['typing', 'Any'],
  ),
};

export const histGradientBoosting: Restorer = {
  refuses: (params) =>
    (params['categoricalFeatures'] as readonly string[] | null)?.length
      ? 'columns of categories are numbered inside the boosted trees'
      : null,
  helper: pythonOf(
    `${head('boosted_trees')}
    """Give a HistGradientBoosting model its trees, one for each output in turn."""
    outputs = len(state["base"])
    made._preprocessor = made._is_categorical_remapped = made.is_categorical_ = None
    made._n_features = len(run["features"])
    made.n_trees_per_iteration_ = outputs
    if run["classes"] is not None:
        made.classes_ = labels(run)[state["classes"]]
    made._loss = made._get_loss(sample_weight=None)
    made._baseline_prediction = np.array(state["base"], dtype="float64").reshape(1, -1)
    made._bin_mapper = _BinMapper()
    made._bin_mapper.is_categorical_ = np.zeros(made._n_features, dtype="uint8")
    made._bin_mapper.bin_thresholds_ = []
    trees = state["trees"]
    none: Any = np.zeros((0, 8), dtype="uint32")
    found = []
    for start, end in zip(trees["start"], trees["start"][1:], strict=False):
        feature = np.array(trees["feature"][start:end], dtype="int64")
        inner = feature >= 0
        left = np.array(trees["left"][start:end], dtype="int64") - start
        nodes = np.zeros(end - start, dtype=PREDICTOR_RECORD_DTYPE)
        nodes["value"] = np.array(trees["value"][start:end], dtype="float64")
        nodes["count"] = trees["count"][start:end]
        nodes["feature_idx"] = np.where(inner, feature, 0)
        threshold = np.array(trees["threshold"][start:end], dtype="float64")
        nodes["num_threshold"] = threshold
        nodes["missing_go_to_left"] = trees["missingLeft"][start:end]
        nodes["left"] = np.where(inner, left, 0)
        nodes["right"] = np.where(inner, left + 1, 0)
        nodes["is_leaf"] = ~inner
        found.append(TreePredictor(nodes, none, none))
    made._predictors = [found[i : i + outputs] for i in range(0, len(found), outputs)]
    made.do_early_stopping_ = False
    made.train_score_ = made.validation_score_ = np.array([])`,
    ['numpy', 'np'],
    ['sklearn.ensemble._hist_gradient_boosting.binning', '_BinMapper'],
    ['sklearn.ensemble._hist_gradient_boosting.common', 'PREDICTOR_RECORD_DTYPE'],
    ['sklearn.ensemble._hist_gradient_boosting.predictor', 'TreePredictor'],
    ['typing', 'Any'],
  ),
};
