import { pythonOf, type Restorer } from '#lib/codegen/restoring.ts';
import { picked } from './scaling.ts';

const levelsOf = pythonOf(
  `def levels_of(state: dict[str, Any]) -> np.ndarray:
    """Return the levels of a column; missing is nan, and the last."""
    found = [level for level, _ in state["levels"]]
    return np.array([np.nan if k is None else k for k in found], dtype=object)`,
  ['numpy', 'np'],
  ['typing', 'Any'],
);

const encoder = (code: string, ...more: Parameters<typeof pythonOf>[1][]): Restorer => ({
  helper: pythonOf(code, ['typing', 'Any'], ...more),
  uses: [picked, levelsOf],
});

const namesOf = `    return [name for state in states for name in state["names"]]`;

/** A level of the rare ones' column; where that column is left out, all levels are rare or there is only one. */
const groupsOf = pythonOf(
  `def rare_levels(state: dict[str, Any]) -> np.ndarray | None:
    """Return the places of the levels that share a column, or None."""
    at = np.array([place for _, place in state["levels"]])
    if len(state["names"]) == 0 and len(at) > 1:
        return np.arange(len(at))
    rare = np.flatnonzero(at == state["unknown"]) if state["unknown"] >= 0 else at[:0]
    return rare if len(rare) > 0 else None`,
  ['numpy', 'np'],
  ['typing', 'Any'],
);

export const oneHot: Restorer = {
  uses: [picked, levelsOf, groupsOf],
  helper: pythonOf(
    `def one_hot_encoder(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a OneHotEncoder its levels, those that are rare, and those left out."""
    states = picked(step, columns, step["state"])
    made.categories_ = [levels_of(state) for state in states]
    made._infrequent_indices = [rare_levels(state) for state in states]
    made._infrequent_enabled = any(r is not None for r in made._infrequent_indices)
    made._default_to_infrequent_mappings = []
    pairs = zip(made.categories_, made._infrequent_indices, strict=True)
    for levels, rare in pairs:
        places = np.arange(len(levels))
        if rare is not None:
            places = np.cumsum(~np.isin(places, rare)) - 1
            places[rare] = len(levels) - len(rare)
        made._default_to_infrequent_mappings.append(None if rare is None else places)
    gone = [any(at < 0 for _, at in state["levels"]) for state in states]
    first = [0 if dropped else None for dropped in gone]
    made.drop_idx_ = np.array(first, dtype=object) if any(gone) else None
    made._drop_idx_after_grouping = made.drop_idx_
    made._n_features_outs = [len(state["names"]) for state in states]
${namesOf}`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
};

export const ordinal = encoder(
  `def ordinal_encoder(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give an OrdinalEncoder its levels in order."""
    states = picked(step, columns, step["state"])
    made.categories_, made._missing_indices = [], {}
    for j, state in enumerate(states):
        levels = list(state["levels"])
        if state["missing"] != step["params"]["unknownValue"]:
            made._missing_indices[j] = len(levels)
            levels.append(np.nan)
        made.categories_.append(np.array(levels, dtype=object))
    made._infrequent_enabled = False
    return columns`,
  ['numpy', 'np'],
);

export const targetEncode = encoder(
  `def target_encoder(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a TargetEncoder the mean of each level."""
    states = picked(step, columns, step["state"])
    made.categories_ = [levels_of(state) for state in states]
    made.encodings_ = [
        np.array([means[k] for _, means in state["levels"]], dtype="float64")
        for state in states
        for k in range(len(state["names"]))
    ]
    means = np.array(states[0]["unknown"], dtype="float64")
    made.target_type_ = made.target_type
    made.target_mean_ = means if made.target_type == "multiclass" else means[0]
    made.classes_ = np.arange(len(means)) if len(means) > 1 else None
    made._infrequent_enabled = False
${namesOf}`,
  ['numpy', 'np'],
);

const known = `[{k: v[0] for k, v in state["levels"]} for state in states]`;

export const frequencyEncode =
  encoder(`def frequency_encoder(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a FrequencyEncoder the share of each level."""
    states = picked(step, columns, step["state"])
    made.shares_ = ${known}
${namesOf}`);

export const weightOfEvidence =
  encoder(`def evidence_encoder(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a WeightOfEvidence the weight of each level."""
    states = picked(step, columns, step["state"])
    made.weights_ = ${known}
${namesOf}`);

export const binaryEncode = encoder(
  `def binary_encoder(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give a BinaryEncoder its levels in order."""
    states = picked(step, columns, step["state"])
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    codes.categories_ = [levels_of(state) for state in states]
    lasts = [len(levels) - 1 for levels in codes.categories_]
    ends = [levels[last] for levels, last in zip(codes.categories_, lasts, strict=True)]
    gaps = [j for j, level in enumerate(ends) if isinstance(level, float)]
    codes._missing_indices = {j: lasts[j] for j in gaps}
    codes._infrequent_enabled = False
    codes.n_features_in_ = len(columns)
    codes.feature_names_in_ = np.array(columns, dtype=object)
    made.codes_, made.missing_ = codes, lasts
    made.widths_ = [len(state["names"]) for state in states]
${namesOf}`,
  ['numpy', 'np'],
  ['sklearn.preprocessing', 'OrdinalEncoder'],
);

export const textTerms = encoder(
  `def text_terms(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give TextTerms the words of each column, and their weights."""
    states = picked(step, columns, step["state"])
    made.words_ = [state["words"] for state in states]
    made.weights_ = []
    for state in states:
        words: Any = TfidfVectorizer(
            vocabulary=state["words"] or None, sublinear_tf=made.sublinear_tf
        )
        if state["words"]:
            words.idf_ = np.array(state["idf"], dtype="float64")
        made.weights_.append(words if state["words"] else None)
${namesOf}`,
  ['numpy', 'np'],
  ['sklearn.feature_extraction.text', 'TfidfVectorizer'],
);

export const groupStatistics: Restorer = {
  helper: pythonOf(
    `def group_figures(made: Any, step: dict[str, Any], columns: list[str]) -> list[str]:
    """Give GroupStatistics the figures of each group."""
    made.feature_names_in_ = np.array(columns, dtype=object)
    made.figures_ = {
        (state["number"], state["by"]): (dict(state["levels"]), state["other"])
        for state in step["state"]
    }
    return columns + [state["name"] for state in step["state"]]`,
    ['numpy', 'np'],
    ['typing', 'Any'],
  ),
};
