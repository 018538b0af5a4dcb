import type { Cut } from '#lib/recipe/decision.ts';
import type { GroupCell } from '#lib/recipe/fairness.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import { printLiteral } from '../python/print.ts';
import { textList } from './data.ts';
import { lines, type Fragment } from './fragment.ts';

/** The wrapper that train.py, restore.py and the notebook put around the fitted pipeline; nothing where labels are cut at 0.5. */
export const decided = (model: string, { called }: Pick<Plan, 'called'>): string =>
  called ? `Decided(${model})` : model;

/** THRESHOLD, `thresholds(rows)` and the class `Decided`, whose label is cut there; none without a kept threshold. */
export function decision(plan: Plan): readonly Fragment[] {
  if (!plan.called) return [];
  const { cut } = plan.called;
  return [
    {
      imports: [
        ['numpy', 'np'],
        ['pandas', 'pd'],
      ],
      code: lines(
        `THRESHOLD = ${printLiteral(cut.threshold)}`,
        '',
        '',
        'def thresholds(rows: pd.DataFrame) -> np.ndarray:',
        '    """Return the probability above which each row gets the second label."""',
        '    found = np.full(len(rows), THRESHOLD)',
        cut.groups ? groupLines(cut.groups, plan) : [],
        '    return found',
      ),
    },
    wrapper,
  ];
}

function groupLines({ columns, of }: NonNullable<Cut['groups']>, plan: Plan): readonly string[] {
  const numeric = new Set(plan.features.filter((c) => isNumeric(c.type)).map((c) => c.name));
  return of.flatMap(({ cells, threshold }) => {
    const masks = cells.map((cell, c) => {
      const name = columns[c]!;
      const levels = of.flatMap((g) => levelOf(g.cells[c]!));
      return maskOf(cell, `rows[${printLiteral(name)}]`, numeric.has(name), levels);
    });
    return [`    found[(${masks.join(' & ')}).to_numpy()] = ${printLiteral(threshold)}`];
  });
}

const levelOf = (cell: GroupCell): readonly string[] => (cell.kind === 'level' ? [cell.level] : []);

function maskOf(
  cell: GroupCell,
  column: string,
  numeric: boolean,
  levels: readonly string[],
): string {
  const literal = (level: string): string => printLiteral(numeric ? Number(level) : level);
  switch (cell.kind) {
    case 'missing':
      return `${column}.isna()`;
    case 'level':
      return `(${column} == ${literal(cell.level)})`;
    case 'other': {
      const known = numeric
        ? `[${[...new Set(levels)].map(literal).join(', ')}]`
        : textList([...new Set(levels)]);
      return `(${column}.notna() & ~${column}.isin(${known}))`;
    }
    case 'range': {
      const from = cell.from === null ? [] : [`(${column} >= ${printLiteral(cell.from)})`];
      const to = cell.to === null ? [] : [`(${column} < ${printLiteral(cell.to)})`];
      return [...from, ...to].join(' & ') || `${column}.notna()`;
    }
  }
}

const wrapper: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['pandas', 'pd'],
    ['sklearn.base', 'BaseEstimator'],
    ['sklearn.base', 'ClassifierMixin'],
    ['sklearn.pipeline', 'Pipeline'],
    ['typing', 'Any'],
  ],
  code: `class Decided(ClassifierMixin, BaseEstimator):
    """A fitted pipeline with its label cut at a threshold; its probabilities stay."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    def __sklearn_is_fitted__(self) -> bool:
        """Return True: the pipeline is."""
        return True

    @property
    def classes_(self) -> np.ndarray:
        """Return the two labels."""
        return self.pipeline.classes_

    @property
    def steps(self) -> list[Any]:
        """Return the steps of the pipeline."""
        return self.pipeline.steps

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Return the probabilities of both labels."""
        return self.pipeline.predict_proba(X)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """Return the second label where its probability is above the threshold."""
        above = self.predict_proba(X)[:, 1] > thresholds(X)
        return self.classes_[above.astype(int)]`,
};
