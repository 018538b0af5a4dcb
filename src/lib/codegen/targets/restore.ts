import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { learnedInOrder, type Plan } from '../pipeline.ts';
import type { Helper } from '../python/helpers.ts';
import type { Import } from '../python/imports.ts';
import type { Py } from '../python/ir.ts';
import { definitionsOf, flat, importsOf, printLiteral } from '../python/print.ts';
import { modelLowering, type Registry } from '../registry.ts';
import { functionName, type Restorer, type Restoring, type Restorings } from '../restoring.ts';
import { textList } from './data.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { modelFormat } from './modelJson.ts';
import { packageVersion } from './requirements.ts';

/** A fitted run of the recipe, and how the parts of its state go back to scikit-learn. */
export interface Trained {
  readonly run: FittedRun;
  readonly steps: Restorings;
  /** Of the transformers that steps put beside their own. */
  readonly beside: Readonly<Record<string, Restorer>>;
  readonly models: Restorings;
  /** Models and steps whose states hold training rows, number by number. */
  readonly rowKeepers: ReadonlySet<string>;
  /** Whether such rows may leave with the project. */
  readonly rows: boolean;
}

type PlacedStep = ReturnType<typeof learnedInOrder>[number];

interface Part {
  readonly name: string;
  readonly py: Py;
  readonly restorer: Restorer;
  readonly step: PlacedStep;
  readonly adds: boolean;
}

/** Why model.json is left out, as a sentence; or null. */
export function withheld({ run, rowKeepers, rows }: Trained): string | null {
  const keeper = [...run.steps.map((s) => s.step), run.model].find((id) => rowKeepers.has(id));
  return keeper === undefined || rows
    ? null
    : `${keeper} keeps rows of the training data, which are not in this folder: \`model.json\` is left out. Export with the rows to have it.`;
}

/** Why restore.py cannot be written for this run, by name, as a sentence; or null. */
export function unrestorable({ run, steps, models }: Trained, { model }: Plan): string | null {
  for (const { step, params } of run.steps) {
    const why = refusal(steps[step], params);
    if (why !== null) return `The step ${step} cannot be restored: ${why}.`;
  }
  const why = refusal(models[run.model], model!.choice.params);
  return why === null ? null : `The model ${run.model} cannot be restored: ${why}.`;
}

function refusal(
  restoring: Restoring | undefined,
  params: Readonly<Record<string, unknown>>,
): string | null {
  if (restoring === undefined) return 'this version of Tabwise has no way to';
  return typeof restoring === 'string' ? restoring : (restoring.refuses?.(params) ?? null);
}

/** restore.py: model.pkl from model.json. Only where `unrestorable` says null. */
export function restore(recipe: Recipe, plan: Plan, registry: Registry, trained: Trained): string {
  const parts = learnedInOrder(recipe, plan, registry).flatMap((step) => partsOf(step, trained));
  const { choice } = plan.model!;
  const model = {
    py: modelLowering(registry, choice.model).sklearn(choice.params, recipe.task!, recipe.seed),
    restorer: trained.models[choice.model] as Restorer,
  };
  const restorers = [...parts.map((p) => p.restorer), model.restorer];
  const helpers = new Set(restorers.flatMap((r) => [...(r.uses ?? []), r.helper]));
  return moduleOf({
    doc,
    constants: { code: `VERSION = ${printLiteral(packageVersion('scikit-learn'))}` },
    definitions: [
      ...(parts.length > 0 ? [replaced] : []),
      matrix,
      read,
      ...([...helpers].some((h) => h.code.includes('labels(')) ? [labels(plan)] : []),
      ...helpers,
      ...(parts.length > 0 ? [fitted] : []),
      build(parts, model),
      main,
      guard,
    ],
  }).code;
}

function partsOf(step: PlacedStep, { run, steps, beside }: Trained): Part[] {
  const { step: id } = run.steps[step.place]!;
  const restorer = steps[id] as Restorer;
  const own = { name: step.name, py: restorer.instead ?? step.py, restorer, step, adds: false };
  const extra = step.beside && beside[id];
  return extra
    ? [{ name: `${step.name}_missing`, py: step.beside, restorer: extra, step, adds: true }, own]
    : [own];
}

const doc = `Make model.pkl with the parameters learned in the browser; made by Tabwise.

Usage: python restore.py

Reads model.json, and needs neither the data nor a training.
`;

const replaced: Fragment = {
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

const matrix: Fragment = {
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

const read: Fragment = {
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
    if form != (${printLiteral(modelFormat.format)}, ${modelFormat.version}):
        sys.exit(f"{path} has another form: {form}")
    start = '"run": '
    line = next(k for k in text.split("\\n") if k.startswith(start))
    found = hashlib.sha256(line.removeprefix(start).encode()).hexdigest()
    if found != document["sha256"]:
        sys.exit(f"{path} was changed after it was written: its checksum is not right")
    return document["run"]`,
};

/** Classes that are fractions are numbers to train.py only where all are whole. */
const labels = ({ target }: Plan): Fragment => ({
  imports: [
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def labels(run: dict[str, Any]) -> np.ndarray:',
    '    """Return the classes as train.py has them."""',
    '    found = np.array(run["classes"], dtype=object)',
    (target?.fractions ?? false) && [
      '    numbers = found.astype("float64")',
      '    return numbers if (numbers % 1 == 0).all() else found',
    ],
    !target?.fractions &&
      (target?.dtype === 'int64' || target?.dtype === 'float64'
        ? `    return found.astype(${printLiteral(target.dtype)})`
        : '    return found'),
  ),
});

const fitted: Fragment = {
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

/** `build(run)`: the pipeline, step by step as the browser ran them. */
function build(
  parts: readonly Part[],
  model: { readonly py: Py; readonly restorer: Restorer },
): Fragment {
  const entries = parts.map(({ name, py, restorer, step, adds }) => {
    const of = `steps[${step.place}], ${textList(step.columns)}, ${flat(py)}, ${functionName(restorer.helper)}`;
    return `("${name}", fitted(${of}${adds ? ', adds=True' : ''}))`;
  });
  const { before } = model.restorer;
  const all = [
    ...entries,
    '("matrix", Matrix(run["features"]))',
    ...(before ? [`("${before.name}", ${before.code})`] : []),
    '("model", model)',
  ];
  return {
    imports: [
      ['sklearn.pipeline', 'Pipeline'],
      ['typing', 'Any'],
      ...[...parts.map((p) => p.py), model.py].flatMap(importedBy),
    ],
    code: lines(
      'def build(run: dict[str, Any]) -> Pipeline:',
      '    """Return the steps in order and the model, with all that they have learned."""',
      parts.length > 0 && '    steps = run["steps"]',
      `    model = ${flat(model.py)}`,
      '    model.n_features_in_ = len(run["features"])',
      `    ${functionName(model.restorer.helper)}(model, run["modelState"], run)`,
      `    return Pipeline([${all.join(', ')}])`,
    ),
  };
}

/** The project's own classes stand in preprocessing.py. */
const importedBy = (py: Py): readonly Import[] => [
  ...importsOf(py),
  ...definitionsOf(py).flatMap(({ code }: Helper): Import[] => {
    const found = /^class (\w+)/.exec(code)?.[1];
    return found === undefined ? [] : [['preprocessing', found]];
  }),
];

const main: Fragment = {
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
const guard: Fragment = {
  code: `if __name__ == "__main__":
    from restore import main as restored  # So that model.pkl finds the classes above.

    restored()`,
};
