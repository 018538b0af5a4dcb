import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';

/** What each column's numbers are, as arrays: the state of these columns in the order of the object's columns. */
export const picked = pythonOf(
  `def picked(step: dict[str, Any], columns: list[str], states: list[Any]) -> list[Any]:
    """Return what was learned of these columns, in their order."""
    return [states[step["columns"].index(name)] for name in columns]`,
  ['typing', 'Any'],
);

export const field = pythonOf(
  `def field(states: list[Any], name: str) -> np.ndarray:
    """Return one number of each state."""
    return np.array([state[name] for state in states], dtype="float64")`,
  ['numpy', 'np'],
  ['typing', 'Any'],
);

const scaler = (code: string, ...more: Parameters<typeof pythonOf>[1][]): Restorer => ({
  helper: pythonOf(code, ['typing', 'Any'], ...more),
  uses: [picked, field],
});

export const standardScale =
  scaler(`def standard_scaler(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a StandardScaler means and deviations."""
    states = picked(step, columns, step["state"])
    made.mean_, made.scale_ = field(states, "mean"), field(states, "scale")
    made.var_ = made.scale_**2
    return columns`);

export const minMaxScale =
  scaler(`def min_max_scaler(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a MinMaxScaler its ranges."""
    states = picked(step, columns, step["state"])
    made.scale_, made.min_ = field(states, "scale"), field(states, "offset")
    made.data_min_, made.data_max_ = field(states, "low"), field(states, "high")
    made.data_range_ = made.data_max_ - made.data_min_
    return columns`);

export const maxAbsScale = scaler(
  `def max_abs_scaler(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a MaxAbsScaler its sizes."""
    made.scale_ = np.array(picked(step, columns, step["state"]), dtype="float64")
    made.max_abs_ = made.scale_
    return columns`,
  ['numpy', 'np'],
);

export const robustScale =
  scaler(`def robust_scaler(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a RobustScaler medians and spreads."""
    states = picked(step, columns, step["state"])
    made.center_, made.scale_ = field(states, "center"), field(states, "scale")
    return columns`);

export const powerTransform = scaler(
  `def power_transformer(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a PowerTransformer its powers, and what scales their results."""
    states = picked(step, columns, step["state"])
    made.lambdas_ = field(states, "lambda")
    made._scaler = StandardScaler()
    made._scaler.mean_ = field(states, "mean")
    made._scaler.scale_ = field(states, "scale")
    made._scaler.n_features_in_ = len(columns)
    return columns`,
  ['sklearn.preprocessing', 'StandardScaler'],
);

export const quantileTransform = scaler(
  `def quantile_transformer(
    made: Any, step: dict[str, Any], columns: list[str]
) -> list[str]:
    """Give a QuantileTransformer its quantiles."""
    states = picked(step, columns, step["state"])
    made.quantiles_ = np.array(states, dtype="float64").T
    made.n_quantiles_ = len(made.quantiles_)
    made.references_ = np.linspace(0, 1, made.n_quantiles_)
    return columns`,
  ['numpy', 'np'],
);

const limits = `    made.low_ = np.array([-np.inf if s is None else s["low"] for s in states])
    made.high_ = np.array([np.inf if s is None else s["high"] for s in states])`;

export const winsorize = scaler(
  `def winsorizer(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a Winsorizer its limits."""
    states = picked(step, columns, step["state"])
${limits}
    return columns`,
  ['numpy', 'np'],
);

export const flagOutliers = scaler(
  `def outlier_flags(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give OutlierFlags the limits of each column."""
    found = picked(step, columns, step["state"])
    states = [state["limits"] for state in found]
${limits}
    return columns + [state["name"] for state in found]`,
  ['numpy', 'np'],
);

export const kBins = scaler(
  `def bins(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a KBinsDiscretizer its edges."""
    states = picked(step, columns, step["state"])
    made.n_bins_ = np.array([len(state["edges"]) + 1 for state in states])
    made.bin_edges_ = np.empty(len(states), dtype=object)
    for j, state in enumerate(states):
        made.bin_edges_[j] = np.array([-np.inf, *state["edges"], np.inf])
    if made.encode != "ordinal":
        levels = [np.arange(n) for n in made.n_bins_]
        made._encoder = OneHotEncoder(categories=levels, sparse_output=False)
        made._encoder.fit(np.zeros((1, len(states))))
    return [name for state in states for name in state["names"]]`,
  ['numpy', 'np'],
  ['sklearn.preprocessing', 'OneHotEncoder'],
);

/** Transformers that learn nothing but how many columns there are. */
const structure = `    made.fit(pd.DataFrame(np.zeros((1, len(columns))), columns=columns))`;

export const normalizeRows: Restorer = {
  helper: pythonOf(
    `def normalizer(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Tell a Normalizer its columns; there is nothing else to know."""
${structure}
    return columns`,
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['typing', 'Any'],
  ),
};

export const polynomial: Restorer = {
  helper: pythonOf(
    `def polynomials(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Tell PolynomialFeatures its columns; there is nothing else to know."""
${structure}
    return columns + step["state"]`,
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['typing', 'Any'],
  ),
};

export const hashEncode: Restorer = {
  helper: pythonOf(
    `def hashes(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Return the names of the hashes' columns; there is nothing else to know."""
    return list(step["state"])`,
    ['typing', 'Any'],
  ),
};

export const treeBins = scaler(
  `def tree_bins(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give TreeBins its edges."""
    states = picked(step, columns, step["state"])
    made.edges_ = [np.array(state["edges"], dtype="float64") for state in states]
    return [name for state in states for name in state["names"]]`,
  ['numpy', 'np'],
);
