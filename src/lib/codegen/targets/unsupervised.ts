import { isSupervised } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { printLiteral as text } from '../python/print.ts';
import { lines, type Fragment } from './fragment.ts';
import { scoring } from './score.ts';

/** The parts of a script for a task without a target: every row gets a label or a score. */

/** A recipe that has a model, and nothing to predict. */
export const isWithoutTarget = (plan: Plan): boolean =>
  plan.model !== null && plan.task !== null && !isSupervised(plan.task);

/** `matrix`, `evaluate` and `answer`. */
export const description = (plan: Plan): readonly Fragment[] => [
  ...(plan.task === 'clustering' ? [matrix(plan), scoring, evaluation(plan)] : []),
  describe(plan),
];

const matrix = (plan: Plan): Fragment => ({
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.pipeline', 'Pipeline'],
  ],
  code: lines(
    'def matrix(model: Pipeline, rows: pd.DataFrame) -> np.ndarray:',
    '    """Return the numbers that the model itself gets."""',
    plan.preparation.kind === 'none'
      ? '    return np.asarray(rows[FEATURES], dtype=float)'
      : '    return np.asarray(model["prepare"].transform(rows[FEATURES]), dtype=float)',
  ),
});

/** Rows that the silhouette looks at, the same number as in the app. */
const silhouetteRows = 2000;

function evaluation(plan: Plan): Fragment {
  const scores = plan.metrics.map((m) => {
    const sampled =
      m.sklearn.name === 'silhouette_score'
        ? `, sample_size=min(${silhouetteRows}, len(grouped)), random_state=${plan.seed}`
        : '';
    return `${text(m.id)}: score(${m.sklearn.name}, grouped, labels[inside]${sampled})`;
  });
  return {
    imports: plan.metrics.map((m): Import => [m.sklearn.module, m.sklearn.name]),
    code: lines(
      'def evaluate(numbers: np.ndarray, labels: np.ndarray) -> dict[str, float | None]:',
      '    """Score how far apart the groups are; rows in no group are left out."""',
      '    inside = labels >= 0',
      '    grouped = numbers[inside]',
      `    return {${scores.join(', ')}}`,
    ),
  };
}

/** The table of answers for the rows of the fit. */
function describe(plan: Plan): Fragment {
  const imports: Import[] = [
    ['pandas', 'pd'],
    ['sklearn.pipeline', 'Pipeline'],
  ];
  const head = 'def answer(model: Pipeline, rows: pd.DataFrame) -> pd.DataFrame:';
  const scores = newRows(plan)
    ? 'model.decision_function(rows[FEATURES])'
    : 'model["model"].negative_outlier_factor_ - model["model"].offset_';
  return {
    imports,
    code: lines(
      head,
      plan.task === 'anomaly'
        ? '    """Fit the model, and return label and score of each row; -1 is unusual."""'
        : '    """Fit the model, and return the group of each row; -1 is in none."""',
      plan.weight !== null && [
        '    weights = rows[WEIGHT]',
        '    if not weights.between(0, float("inf"), inclusive="left").all():',
        '        raise ValueError("A row has no weight, or one below 0")',
      ],
      plan.weight === null
        ? '    labels = model.fit_predict(rows[FEATURES])'
        : '    labels = model.fit_predict(rows[FEATURES], model__sample_weight=weights)',
      '    table = pd.DataFrame({"label": labels}, rows.index)',
      plan.task === 'anomaly' && `    table["score"] = ${scores}`,
      '    return table',
    ),
  };
}

const newRows = (plan: Plan): boolean => plan.model!.newRows;

/** Statements from the loaded table `df` to `metrics` and `answers`. */
export function fitting(plan: Plan): readonly string[] {
  if (plan.task !== 'clustering')
    return [
      'model = build_pipeline()',
      'answers = answer(model, parts["train"])',
      'metrics = {"train": {"unusual": int((answers["label"] == -1).sum())}}',
    ];
  return [
    'model = build_pipeline()',
    'answers = answer(model, parts["train"])',
    'labels = answers["label"].to_numpy()',
    'metrics = {"train": evaluate(matrix(model, parts["train"]), labels)}',
    ...(newRows(plan)
      ? [
          'for name, rows in parts.items():',
          '    if name != "train":',
          '        found = model.predict(rows[FEATURES])',
          '        metrics[name] = evaluate(matrix(model, rows), found)',
        ]
      : []),
  ];
}

/** `extra` lines run after the model is fitted; `cleaned` is the expression of the table. */
export function describingMain(plan: Plan, cleaned: string, extra: readonly string[]): Fragment {
  return {
    imports: [
      ['argparse', ''],
      ['json', ''],
      ['pathlib', 'Path'],
      ['joblib', ''],
    ],
    code: lines(
      'def main() -> None:',
      '    """Load, clean, fit, describe each row and save."""',
      '    parser = argparse.ArgumentParser(description="Fit the model.")',
      '    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")',
      '    parser.add_argument("--predictions", help="write the training rows\' answers here")',
      '    args = parser.parse_args()',
      '',
      `    parts = split(${cleaned})`,
      fitting(plan).map((line) => `    ${line}`),
      '',
      '    joblib.dump(model, "model.pkl")',
      extra.map((line) => `    ${line}`),
      '    Path("metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")',
      '    if args.predictions:',
      '        answers.to_csv(args.predictions, index_label="row")',
      '    print(json.dumps(metrics))',
    ),
  };
}
