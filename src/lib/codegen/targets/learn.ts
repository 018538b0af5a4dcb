import { isClassification } from '#lib/recipe/profile.ts';
import type { Lane, Transform } from '../lanes.ts';
import { downscalingKey } from '../oversized.ts';
import type { MetricLowering } from '../registry.ts';
import type { Plan } from '../pipeline.ts';
import { description, isWithoutTarget } from './unsupervised.ts';
import type { SequenceStep } from '../sequence.ts';
import type { Import } from '../python/imports.ts';
import type { Py } from '../python/ir.ts';
import { marked } from '../python/layout.ts';
import { definitionsOf, flat, importsOf, printLiteral } from '../python/print.ts';
import { constantOf, textList } from './data.ts';
import { lines, type Fragment } from './fragment.ts';
import { ownMetrics } from './ownMetrics.ts';
import { scoring } from './score.ts';

const text = printLiteral;
const pipeline: Import = ['sklearn.pipeline', 'Pipeline'];
const columnTransformer: Import = ['sklearn.compose', 'ColumnTransformer'];

/** `build_preprocessor()` and what it needs; empty without learned steps. */
export function preprocessor(plan: Plan): readonly Fragment[] {
  const own = modelClasses(plan);
  if (plan.preparation.kind === 'none') return own;
  return plan.preparation.kind === 'lanes'
    ? [...own, ...definitions(plan.preparation), fromLanes(plan, plan.preparation.lanes)]
    : [
        ...own,
        ...definitions(plan.preparation),
        onColumns,
        fromSequence(plan, plan.preparation.steps),
      ];
}

/** Classes of our own that the model is made of, each once. */
const modelClasses = ({ model }: Plan): readonly Fragment[] =>
  model ? [...new Set(definitionsOf(model.py))] : [];

/** Classes of our own that the steps construct, each once. */
function definitions(preparation: Exclude<Plan['preparation'], { kind: 'none' }>): Fragment[] {
  const all =
    preparation.kind === 'lanes'
      ? preparation.lanes.flatMap((l) => l.transforms.map((t) => t.py))
      : preparation.steps.map((s) => s.py);
  return [...new Set(all.flatMap(definitionsOf))];
}

function fromLanes(plan: Plan, lanes: readonly Lane[]): Fragment {
  const mark = marker(plan);
  const variables = lanes.filter((l) => l.transforms.length > 1);
  const entries = lanes.map((lane) => {
    const columns = columnsOf(lane, lanes);
    const what = lane.transforms.length === 0 ? '"passthrough"' : lane.name;
    const only = lane.transforms.length === 1 ? lane.transforms[0]! : null;
    const entry = `("${lane.name}", ${only ? flat(only.py) : what}, ${columns})`;
    return only ? mark(only.keys, entry) : entry;
  });
  return {
    imports: [
      columnTransformer,
      ...(variables.length > 0 ? [pipeline] : []),
      ...lanes.flatMap((l) => l.transforms.flatMap((t) => importsOf(t.py))),
    ],
    code: lines(
      'def build_preprocessor() -> ColumnTransformer:',
      lanes.some((l) => l.transforms.some((t) => t.keys.includes(downscalingKey)))
        ? [
            '    """Return the learned steps: one lane for the columns that share a chain.',
            '',
            '    Columns of enormous size are brought down last, so that the solver can work.',
            '    """',
          ]
        : '    """Return the learned steps: one lane for the columns that share a chain."""',
      variables.map(
        (l) => `    ${l.name} = Pipeline([${l.transforms.map((t) => named(t, mark)).join(', ')}])`,
      ),
      `    return ColumnTransformer([${entries.join(', ')}], verbose_feature_names_out=False)${namesColumns(plan) ? '.set_output(transform="pandas")' : ''}`,
    ),
  };
}

/** Whether the model asks for columns by name: then it must get a frame, not an array. */
const namesColumns = ({ model }: Plan): boolean => model !== null && takesNames(model.py);

const takesNames = (py: Py): boolean =>
  py.kind === 'call' &&
  py.kwargs.some(
    ([key, value]) =>
      takesNames(value) ||
      (['categorical_features', 'columns', 'monotonic_cst'].includes(key) &&
        value.kind !== 'literal'),
  );

const named = (t: Transform, mark: Marker): string => mark(t.keys, `("${t.name}", ${flat(t.py)})`);

/** The constant of the lane whose columns these are, or the columns themselves. */
function columnsOf(lane: Lane, lanes: readonly Lane[]): string {
  const own = lanes.find((l) => !l.side && l.columns.join('\0') === lane.columns.join('\0'));
  return own ? constantOf(own.name) : textList(lane.columns);
}

/** Names of new columns are the engine's, so that a later step finds the columns it names. */
const onColumns: Fragment = {
  imports: [
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'TransformerMixin'],
    ['sklearn.base', 'clone'],
    ['typing', 'Any'],
    ['typing', 'Self'],
  ],
  code: `def free_name(name: str, taken: set[str]) -> str:
    """Return the name, or the first of name_2, name_3, … that is not taken yet."""
    free = name
    number = 2
    while free in taken:
        free = f"{name}_{number}"
        number += 1
    taken.add(free)
    return free


class OnColumns(TransformerMixin, BaseEstimator):
    """Replace some columns by a transformer's, and let the others pass by name."""

    def __init__(
        self, columns: list[str], transformer: Any, beside: Any = None
    ) -> None:
        self.columns = columns
        self.transformer = transformer
        self.beside = beside

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """Learn from these columns; \`beside\` adds a column for each."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None) -> pd.DataFrame:
        """Learn, and return the rows as later steps learn from them."""
        part = X[self.columns]
        taken = set(X.columns) - set(self.columns)
        self.main_ = clone(self.transformer)
        made = self.main_.fit_transform(part, y)
        self.names_ = [free_name(n, taken) for n in self.main_.get_feature_names_out()]
        if self.beside is not None:
            taken = set(X.columns)
            self.beside_ = clone(self.beside).fit(part)
            self.marks_ = [free_name(f"{c}_missing", taken) for c in self.columns]
        return self.joined(X, made)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the columns that are left, and the new ones after them."""
        return self.joined(X, self.main_.transform(X[self.columns]))

    def joined(self, X: pd.DataFrame, made: Any) -> pd.DataFrame:
        """Return the columns that pass with those made of the others."""
        parts = [pd.DataFrame(made, X.index, self.names_)]
        if self.beside is not None:
            marks = self.beside_.transform(X[self.columns]).astype("float64")
            parts.append(pd.DataFrame(marks, X.index, self.marks_))
        return pd.concat([X.drop(columns=self.columns), *parts], axis=1)`,
};

function fromSequence(plan: Plan, steps: readonly SequenceStep[]): Fragment {
  const mark = marker(plan);
  const entries = steps.map((s) => {
    const transformers = [s.py, ...(s.beside ? [s.beside] : [])].map(flat).join(', ');
    return mark([s.key], `("${s.name}", OnColumns(${textList(s.columns)}, ${transformers}))`);
  });
  return {
    imports: [
      pipeline,
      ...steps.flatMap((s) => [...importsOf(s.py), ...(s.beside ? importsOf(s.beside) : [])]),
    ],
    code: lines(
      'def build_preprocessor() -> Pipeline:',
      '    """Return the learned steps in order; a later one works on columns made before."""',
      `    return Pipeline([${entries.join(', ')}])`,
    ),
  };
}

type Marker = (keys: readonly string[], code: string) => string;

const marker =
  (plan: Plan): Marker =>
  (keys, code) =>
    keys
      .map((key) => plan.keys.indexOf(key))
      .filter((index) => index >= 0)
      .reduce((inner, index) => marked(index, inner), code);

/** `build_pipeline()`: preprocessing and model as one estimator. */
export function estimator(plan: Plan): Fragment | null {
  if (plan.model === null) return null;
  const prepare = plan.preparation.kind === 'none' ? '' : '("prepare", build_preprocessor()), ';
  return {
    imports: [pipeline, ...importsOf(plan.model.py)],
    code: lines(
      'def build_pipeline() -> Pipeline:',
      '    """Return preprocessing and model as one estimator, fitted on training rows only."""',
      `    return Pipeline([${prepare}("model", ${flat(plan.model.py)})])`,
    ),
  };
}

/** `score` and `evaluate`: every metric of the task by scikit-learn's definition. */
export function evaluation(plan: Plan): readonly Fragment[] {
  if (plan.model === null || plan.task === null) return [];
  if (isWithoutTarget(plan)) return description(plan);
  const classes = isClassification(plan.task);
  const decides = plan.model.decides;
  const metrics = plan.metrics.filter((m) => !(decides && m.sklearn.shares));
  const uses = (words: readonly string[]): boolean =>
    metrics.some((m) => words.includes(m.sklearn.takes));
  const scores = metrics.map(
    (m) => `${text(m.id)}: ${scoreOf(m.sklearn, plan.weight !== null, decides)}`,
  );
  const compares = metrics.some((m) => m.sklearn.varied);
  return [
    scoring,
    ...(compares ? [undefinedScore] : []),
    ...new Set(metrics.flatMap((m) => ownMetrics.get(m.sklearn.name) ?? [])),
    {
      imports: [
        pipeline,
        ['pandas', 'pd'],
        ...metrics
          .filter((m) => m.sklearn.module !== 'own')
          .map((m): Import => [m.sklearn.module, m.sklearn.name]),
      ],
      code: lines(
        'def evaluate(model: Pipeline, rows: pd.DataFrame) -> dict[str, float | None]:',
        '    """Score the model on these rows."""',
        '    y = rows[TARGET]',
        plan.weight !== null && '    weights = rows[WEIGHT]',
        '    predicted = model.predict(rows[FEATURES])',
        classes &&
          uses(['positive', 'probabilities']) &&
          (decides
            ? '    decisions = model.decision_function(rows[FEATURES])'
            : '    probabilities = model.predict_proba(rows[FEATURES])'),
        compares && '    compare = score if y.nunique() > 1 else undefined',
        `    return {${scores.join(', ')}}`,
      ),
    },
  ];
}

const undefinedScore: Fragment = {
  imports: [['typing', 'Any']],
  code: lines(
    'def undefined(*args: Any, **kwargs: Any) -> float | None:',
    '    """Return None: where all true values are equal there is nothing to compare."""',
    '    return None',
  ),
};

const taken: Readonly<Record<MetricLowering['takes'], string>> = {
  labels: 'predicted',
  values: 'predicted',
  positive: 'probabilities[:, 1]',
  probabilities: 'probabilities',
  matrix: 'labels',
};

/** The greater label is the positive class; naming it keeps scikit-learn from guessing. */
const classNames = { pos_label: 'model.classes_[1]', labels: 'model.classes_' } as const;

/** One decision value a row of two classes, one a class of more: scikit-learn's `decision_function`. */
const decided: Readonly<Record<MetricLowering['takes'], string>> = {
  ...taken,
  positive: 'decisions',
  probabilities: 'decisions',
};

function scoreOf(
  { name, takes, kwargs, classes, varied, weighted }: MetricLowering,
  weighs: boolean,
  decides: boolean,
): string {
  const words = Object.entries(kwargs).map(([k, v]) => `${k}=${text(v)}`);
  const named = classes === undefined ? [] : [`${classes}=${classNames[classes]}`];
  if (weighs && weighted) named.push('sample_weight=weights');
  return `${varied ? 'compare' : 'score'}(${[name, 'y', (decides ? decided : taken)[takes], ...words, ...named].join(', ')})`;
}
