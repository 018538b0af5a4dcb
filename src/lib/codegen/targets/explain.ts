import type { Explaining } from '#lib/recipe/explaining.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { jsonText } from '../text.ts';
import type { Plan } from '../pipeline.ts';
import { treeParts } from './explainTrees.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { restores, type Trained } from './restore.ts';

/** Models that explain.py takes apart, tree by tree. */
const boosted = 'histGradientBoosting';
const grown = new Set(['decisionTree', 'randomForest', 'extraTrees', boosted]);

/** What the service needs to explain its answers, or why it does not explain them, as a sentence. */
export type Explained = Explaining | string;

/** Why /explain answers 501, or what it explains by. */
export function explainedBy(
  plan: Plan,
  trained: Trained | undefined,
  explaining: Explaining | null | undefined,
): Explained {
  if (!trained || explaining === undefined)
    return 'The project was written without a trained model: train the recipe as it stands, and export again.';
  if (!restores(plan, trained))
    return 'The model of the browser cannot be restored here, so there is nothing to explain exactly.';
  if (explaining === null || (explaining.sums === null && !grown.has(trained.run.model)))
    return 'This kind of model is neither a weighted sum nor trees, which is what this service takes apart. The Explain page of Tabwise says what its columns add.';
  return explaining;
}

/** explanation.json: what explain.py reads. All of it is ASCII. */
export const explanationJson = (
  { scale, classes, shown, features, groups, sums }: Explaining,
  run: FittedRun,
): string =>
  `${jsonText(
    {
      scale,
      classes,
      shown,
      labels: shown.map((k) => (classes === null ? null : run.classes![classes[k]!]!)),
      features,
      columns: groups.map((group) => group.columns),
      places: groups.map((group) => group.features),
      ...(sums && {
        weights: sums.weights.map((own) => Array.from(own)),
        intercept: sums.intercept,
        means: Array.from(sums.means),
      }),
    },
    1,
  ).replace(/\n {3,}/g, ' ')}\n`;

/** explain.py: what each column adds to an answer, as the browser works it out. */
export const explainer = (explaining: Explaining, model: string): string =>
  moduleOf({
    doc: explaining.sums ? sumsDoc : treesDoc,
    constants: about,
    definitions: [
      ...(explaining.sums ? [sums] : treeParts(model === boosted)),
      answered(explaining),
      said(explaining),
      explain,
    ],
  }).code;

const sumsDoc = `Say what each column adds to an answer; made by Tabwise.

Shapley values of a weighted sum (Lundberg and Lee 2017, corollary 1): the weight of a
column times its distance from the mean of the training rows.
`;

const treesDoc = `Say what each column adds to an answer; made by Tabwise.

Shapley values of trees, exactly (path-dependent, Lundberg et al. 2020): where a column
is not known, a row goes down both ways by the share of training rows that did.
`;

const about: Fragment = {
  imports: [
    ['json', ''],
    ['pathlib', 'Path'],
    ['typing', 'Any'],
  ],
  code: lines(
    'ABOUT: dict[str, Any] = json.loads(',
    '    Path(__file__).with_name("explanation.json").read_text(encoding="utf-8")',
    ')',
    'TOLERANCE = 1e-6',
  ),
};

const sums: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['sklearn.pipeline', 'Pipeline'],
  ],
  code: `def contributions(model: Pipeline, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the start of each output, and rows x outputs x columns of the matrix."""
    weights = np.array(ABOUT["weights"])
    means = np.array(ABOUT["means"])
    start = weights @ means + np.array(ABOUT["intercept"])
    return start, (matrix - means)[:, np.newaxis, :] * weights`,
};

/** What the contributions add up to, made into what the model says. */
function answered({ scale, classes }: Explaining): Fragment {
  const one = classes?.length === 1;
  const body: Readonly<Record<string, readonly string[]>> = {
    logarithm: ['    return np.exp(added)'],
    'log-odds': one
      ? ['    return 1 / (1 + np.exp(-added))']
      : [
          '    each = 1 / (1 + np.exp(-added))',
          '    return each / each.sum(axis=1, keepdims=True)',
        ],
    score: [
      '    powers = np.exp(added - added.max(axis=1, keepdims=True))',
      '    return powers / powers.sum(axis=1, keepdims=True)',
    ],
  };
  return {
    imports: [['numpy', 'np']],
    code: lines(
      'def answered(added: np.ndarray) -> np.ndarray:',
      '    """Return what the model says where its columns add up to this."""',
      body[scale] ?? ['    return added'],
    ),
  };
}

/** What the model says itself, for each output. */
function said({ scale, classes }: Explaining): Fragment {
  const way =
    classes === null ? 'predict' : scale === 'decision' ? 'decision_function' : 'predict_proba';
  const all = `model.${way}(rows)`;
  return {
    imports: [
      ['numpy', 'np'],
      ['pandas', 'pd'],
      ['sklearn.pipeline', 'Pipeline'],
    ],
    code: lines(
      'def said(model: Pipeline, rows: pd.DataFrame) -> np.ndarray:',
      '    """Return what the model says of rows, one column for each output."""',
      way === 'predict_proba'
        ? `    return ${all}[:, ABOUT["classes"]]`
        : `    return ${all}.reshape(len(rows), -1)`,
    ),
  };
}

const explain: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.pipeline', 'Pipeline'],
    ['typing', 'Any'],
  ],
  code: `def explain(model: Pipeline, rows: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Return for each row what the columns of the file add, one entry for each output.

    Raises ArithmeticError where they do not add up to what the model says.
    """
    matrix = np.asarray(model[:-1].transform(rows), dtype="float64")
    start, parts = contributions(model, matrix)
    told, wanted = answered(start + parts.sum(axis=2)), said(model, rows)
    apart = np.abs(told - wanted) / np.maximum(1, np.abs(wanted))
    if not (apart <= TOLERANCE).all():
        raise ArithmeticError("the contributions do not add up to the prediction")
    labels = list(zip(ABOUT["shown"], ABOUT["labels"], strict=True))
    return [
        [
            {
                "label": label,
                "start": float(start[k]),
                "contributions": [
                    {"columns": columns, "value": float(own[k][places].sum())}
                    for columns, places in zip(
                        ABOUT["columns"], ABOUT["places"], strict=True
                    )
                ],
            }
            for k, label in labels
        ]
        for own in parts
    ]`,
};
