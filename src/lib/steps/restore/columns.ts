import { construct, name } from '#lib/codegen/python/ir.ts';
import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';
import { picked } from './scaling.ts';

export const impute: Restorer = {
  uses: [picked],
  helper: pythonOf(
    `def simple_imputer(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a SimpleImputer what fills the gaps of each column."""
    fills = picked(step, columns, step["state"]["fills"])
    kind = object if any(isinstance(fill, str) for fill in fills) else "float64"
    made.statistics_ = np.array(fills, dtype=kind)
    made._fit_dtype = made._fill_dtype = made.statistics_.dtype
    made.indicator_ = None
    return columns`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
};

/** A MissingIndicator stands before the imputer, and adds to the table. */
export const imputeBeside: Restorer = {
  uses: [picked],
  helper: pythonOf(
    `def missing_indicator(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Tell a MissingIndicator its columns; there is nothing else to know."""
    made._precomputed = False
    made._n_features = len(columns)
    made.features_ = np.arange(len(columns))
    return picked(step, columns, step["state"]["indicators"])`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
};

const pick = pythonOf(
  `def pick(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return these columns."""
    return rows[names]`,
  ['pandas', 'pd'],
);

/** A selector keeps no scores that say by themselves what stays: the columns are named instead. */
const selector = (title: string, kept: string): Restorer => ({
  uses: [pick],
  instead: construct('sklearn.preprocessing', 'FunctionTransformer', { func: name('pick') }),
  helper: pythonOf(
    `def ${title}(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Name the columns that stay."""
    ${kept}
    names = [k for k, stays in zip(step["columns"], keep, strict=True) if stays]
    made.kw_args = {"names": [k for k in columns if k in names]}
    return list(made.kw_args["names"])`,
    ['typing', 'Any'],
  ),
});

export const selected = selector(
  'kept_columns',
  'keep = [v["keep"] for v in step["state"]["verdicts"]]',
);
export const dropSparse = selector(
  'full_columns',
  'keep = [share <= step["params"]["threshold"] for share in step["state"]]',
);

/** PCA and its like: what is taken from each column, and a list of weights for each new one. */
const weights = `    made.components_ = np.array(step["state"]["components"], dtype="float64")
    made.components_ = made.components_.reshape(-1, len(columns))
    made.n_components_ = len(made.components_)`;

const decomposition = (id: string, title: string, rest: string): Restorer => ({
  helper: pythonOf(
    `def ${id}(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give ${title} means and weights."""
${weights}
${rest}
    return list(step["state"]["names"])`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
});

const means = `    made.mean_ = np.array(step["state"]["means"], dtype="float64")`;
// The weights are those of whitened components already.
const whitened = `${means}
    made.whiten = False  # What whitening divides by is in the weights.`;

export const pca = decomposition('components', 'a PCA or IncrementalPCA', whitened);
export const fastIca = decomposition('independent_parts', 'a FastICA', means);
export const truncatedSvd: Restorer = {
  helper: pythonOf(
    `def singular_vectors(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a TruncatedSVD its weights."""
${weights}
    return list(step["state"]["names"])`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
};

const sums = pythonOf(
  `def weighted_sums(
    rows: pd.DataFrame, means: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return one sum of the columns for each list of weights."""
    return (rows.to_numpy(dtype="float64") - means) @ weights.T`,
  ['numpy', 'np'],
  ['pandas', 'pd'],
);

/** Factors and discriminants are weighted sums; scikit-learn's own objects work them out from other numbers. */
export const linearSums: Restorer = {
  uses: [sums],
  instead: construct('sklearn.preprocessing', 'FunctionTransformer', {
    func: name('weighted_sums'),
  }),
  helper: pythonOf(
    `def sums_of(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Name the means and weights of the sums."""
    weights = np.array(step["state"]["components"], dtype="float64")
    made.kw_args = {
        "means": np.array(step["state"]["means"], dtype="float64"),
        "weights": weights.reshape(-1, len(columns)),
    }
    return list(step["state"]["names"])`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
};
