import type { Fragment } from './fragment.ts';

/** The parts of explain.py that take trees apart; `contributions` is the last. */
export const treeParts = (boosted: boolean): readonly Fragment[] => [
  shapes,
  boosted ? boostedTrees : averagedTrees,
  leaves,
  byDepth,
  added,
  contributions,
];

const shapes: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['typing', 'NamedTuple'],
  ],
  code: `class Tree(NamedTuple):
    """The nodes of one tree; a leaf has no column, which is -1 or less."""

    column: np.ndarray
    threshold: np.ndarray  # Rows at or below it go left.
    left: np.ndarray
    right: np.ndarray
    missing_left: np.ndarray
    rows: np.ndarray  # Training rows that were there.
    value: np.ndarray  # Nodes x outputs.


class Step(NamedTuple):
    """What a way to a leaf asks of one column."""

    low: float = -np.inf
    high: float = np.inf
    missing: bool = True
    share: float = 1.0  # Of the training rows that went this way.


class Leaves(NamedTuple):
    """Leaves whose ways ask for equally many columns, each array leaves x columns."""

    column: np.ndarray
    low: np.ndarray
    high: np.ndarray
    missing: np.ndarray
    share: np.ndarray
    value: np.ndarray  # Leaves x outputs.`,
};

/** Trees whose answers are averaged; the first child of a restored node need not be the next. */
const averagedTrees: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: `def trees(model: Any) -> tuple[np.ndarray, list[Tree]]:
    """Return what stands before the trees, and the trees of the fitted model."""
    fitted = [one.tree_ for one in getattr(model, "estimators_", [model])]
    return np.zeros(fitted[0].value.shape[2]), [
        Tree(
            tree.feature,
            tree.threshold,
            tree.children_left,
            tree.children_right,
            tree.missing_go_to_left,
            tree.n_node_samples,
            tree.value[:, 0, :] / len(fitted),
        )
        for tree in fitted
    ]`,
};

/** Each of the boosted trees adds to one output. */
const boostedTrees: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: `def trees(model: Any) -> tuple[np.ndarray, list[Tree]]:
    """Return what stands before the trees, and the trees of the fitted model."""
    start = model._baseline_prediction.ravel()
    found = []
    for together in model._predictors:
        for output, predictor in enumerate(together):
            nodes = predictor.nodes
            value = np.zeros((len(nodes), len(start)))
            value[:, output] = nodes["value"]
            found.append(
                Tree(
                    np.where(nodes["is_leaf"], -1, nodes["feature_idx"].astype("int64")),
                    nodes["num_threshold"],
                    nodes["left"],
                    nodes["right"],
                    nodes["missing_go_to_left"],
                    nodes["count"],
                    value,
                )
            )
    return start, found`,
};

const leaves: Fragment = {
  imports: [
    ['collections.abc', 'Iterator'],
    ['numpy', 'np'],
  ],
  code: `def ways(tree: Tree) -> Iterator[tuple[dict[int, Step], np.ndarray]]:
    """Yield for each leaf what the way to it asks of each column, and its value."""
    stack: list[tuple[int, dict[int, Step]]] = [(0, {})]
    while stack:
        node, way = stack.pop()
        column = int(tree.column[node])
        if column < 0:
            yield way, tree.value[node]
            continue
        at, goes_left = float(tree.threshold[node]), bool(tree.missing_left[node])
        left, right = int(tree.left[node]), int(tree.right[node])
        step = way.get(column, Step())
        for child, low, high, missing in (
            (left, step.low, min(step.high, at), step.missing and goes_left),
            (right, max(step.low, at), step.high, step.missing and not goes_left),
        ):
            share = step.share * float(tree.rows[child]) / float(tree.rows[node])
            stack.append((child, {**way, column: Step(low, high, missing, share)}))`,
};

const byDepth: Fragment = {
  imports: [
    ['functools', 'cache'],
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: `@cache
def taken_apart(model: Any) -> tuple[np.ndarray, list[Leaves]]:
    """Return what a row that nothing is known of is told, and all leaves."""
    start, all_trees = trees(model)
    start = start.astype("float64")
    grouped: dict[int, list[tuple[dict[int, Step], np.ndarray]]] = {}
    for tree in all_trees:
        for way, value in ways(tree):
            share = np.prod([step.share for step in way.values()])
            start += share * value
            if way:
                grouped.setdefault(len(way), []).append((way, value))
    found = []
    for leaves in grouped.values():
        steps = [list(way.values()) for way, _ in leaves]
        found.append(
            Leaves(
                np.array([list(way) for way, _ in leaves]),
                np.array([[step.low for step in own] for own in steps]),
                np.array([[step.high for step in own] for own in steps]),
                np.array([[step.missing for step in own] for own in steps]),
                np.array([[step.share for step in own] for own in steps]),
                np.array([value for _, value in leaves]),
            )
        )
    return start, found`,
};

const added: Fragment = {
  imports: [['numpy', 'np']],
  code: `def added(leaves: Leaves, row: np.ndarray) -> np.ndarray:
    """Return columns x outputs: what each column of a row adds in these leaves.

    The Shapley values of a leaf are integrals of polynomials from 0 to 1, which these
    points and weights (Gauss and Legendre) give exactly.
    """
    cell = row[leaves.column]
    inside = (cell > leaves.low) & (cell <= leaves.high)
    gain = np.where(np.isnan(cell), leaves.missing, inside) - leaves.share
    points, weights = np.polynomial.legendre.leggauss(gain.shape[1] // 2 + 1)
    part = np.zeros_like(gain)
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        factors = leaves.share + point * gain
        part += weight * factors.prod(axis=1, keepdims=True) / factors
    part *= gain
    return np.column_stack(
        [
            np.bincount(
                leaves.column.ravel(), (part * value[:, np.newaxis]).ravel(), len(row)
            )
            for value in leaves.value.T
        ]
    )`,
};

const contributions: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['sklearn.pipeline', 'Pipeline'],
  ],
  code: `def contributions(model: Pipeline, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the start of each output, and rows x outputs x columns of the matrix."""
    start, all_leaves = taken_apart(model[-1])
    parts = np.zeros((len(matrix), len(start), matrix.shape[1]))
    for own, row in zip(parts, matrix, strict=True):
        for leaves in all_leaves:
            own += added(leaves, row).T
    return start, parts`,
};
