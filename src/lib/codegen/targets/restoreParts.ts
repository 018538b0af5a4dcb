import { printLiteral } from '../python/print.ts';
import type { Fragment } from './fragment.ts';
import { packageVersion } from './requirements.ts';

/** The parts of restore.py that are the same for all recipes. */

export const versionConstant: Fragment = {
  code: `VERSION = ${printLiteral(packageVersion('scikit-learn'))}`,
};

export const restoreDoc = `Make model.pkl with the parameters learned in the browser; made by Tabwise.

Usage: python restore.py

Reads model.json, and needs neither the data nor a training.
`;

export const replaced: Fragment = {
  imports: [
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Replaced(TransformerMixin, BaseEstimator):
    """Put what a fitted transformer makes of some columns in their place."""

    def __init__(
        self,
        columns: list[str],
        transformer: Any,
        names: list[str],
        adds: bool = False,
    ) -> None:
        self.columns = columns
        self.transformer = transformer
        self.names = names
        self.adds = adds

    def __sklearn_is_fitted__(self) -> bool:
        """Return True: all was learned in the browser."""
        return True

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn nothing."""
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns that pass, and the new ones after them."""
        made = pd.DataFrame(self.transformer.transform(X[self.columns]))
        made.index, made.columns = X.index, pd.Index(self.names)
        rest = X if self.adds else X.drop(columns=self.columns)
        return pd.concat([rest, made], axis=1)`,
};

export const matrix: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `class Matrix(TransformerMixin, BaseEstimator):
    """Return the columns that the model takes as numbers, in its order."""

    def __init__(self, columns: list[str]) -> None:
        self.columns = columns

    def __sklearn_is_fitted__(self) -> bool:
        """Return True: there is nothing to learn."""
        return True

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn nothing."""
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray:
        """Return the matrix."""
        return X[self.columns].to_numpy(dtype="float64")`,
};

/** @param version of model.json */
export const read = (version: number): Fragment => ({
  imports: [
    ['hashlib', ''],
    ['json', ''],
    ['sys', ''],
    ['pathlib', 'Path'],
    ['typing', 'Any'],
  ],
  code: `def read(path: Path) -> Any:
    """Return the fitted run, once its checksum is found to be right."""
    if not path.exists():
        sys.exit(f"there is no {path}")
    text = path.read_text(encoding="utf-8")
    try:
        document = json.loads(text)
    except ValueError as error:
        sys.exit(f"{path} is not JSON: {error}")
    form = (document.get("format"), document.get("version"))
    if form != ("tabwise-model", ${version}):
        sys.exit(f"{path} has another form: {form}")
    start = '"run": '
    line = next(k for k in text.split("\\n") if k.startswith(start))
    found = hashlib.sha256(line.removeprefix(start).encode()).hexdigest()
    if found != document["sha256"]:
        sys.exit(f"{path} was changed after it was written: its checksum is not right")
    return document["run"]`,
});

export const fitted: Fragment = {
  imports: [
    ['collections.abc', 'Callable'],
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: `def fitted(
    step: dict[str, Any],
    columns: list[str],
    made: Any,
    restored: Callable[[Any, dict[str, Any], list[str]], list[str]],
    adds: bool = False,
) -> Replaced:
    """Return a transformer that knows what the step has learned."""
    made.n_features_in_ = len(columns)
    made.feature_names_in_ = np.array(columns, dtype=object)
    return Replaced(columns, made, restored(made, step, columns), adds)`,
};

export const restoreMain: Fragment = {
  imports: [
    ['sys', ''],
    ['pathlib', 'Path'],
    ['joblib', ''],
    ['sklearn', ''],
  ],
  code: `def main() -> None:
    """Read model.json and write model.pkl."""
    if sklearn.__version__ != VERSION:
        print(f"tried with scikit-learn {VERSION} only", file=sys.stderr)
    joblib.dump(build(read(Path("model.json"))), "model.pkl")
    training = Path("training.json")
    if not training.exists():
        # inference.py compares rows with it; what training held is not in model.json.
        training.write_text("{}", encoding="utf-8")
    print("wrote model.pkl")`,
};

/** Pickle finds classes by their module: run as a script, this one is called something else. */
export const restoreGuard: Fragment = {
  code: `if __name__ == "__main__":
    from restore import main as restored  # So that model.pkl finds the classes above.

    restored()`,
};
