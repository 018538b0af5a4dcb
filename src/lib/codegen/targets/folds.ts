import { isClassification } from '#lib/recipe/profile.ts';
import type { Plan } from '../pipeline.ts';
import { lines, type Fragment } from './fragment.ts';
import { fitted } from './fit.ts';

/** The folds of a run that was cross-validated, row by row as the app made them (`foldsOf` in engine/assess.ts). */

/** What main, or a cell, does with them. */
export const foldsOfAll = 'cross_validate(open_rows(df))';

/** `open_rows`, `folds`, `over_folds` and `cross_validate`; none where the run was not cross-validated. */
export const crossValidation = (plan: Plan): readonly Fragment[] =>
  plan.folds === null ? [] : [openRows(plan), folds(plan), overFolds, crossValidate(plan)];

function openRows({ split }: Plan): Fragment {
  const timed = split.method === 'time';
  const order = timed ? 'order of time' : 'the order of the file';
  return {
    imports: [['pandas', 'pd']],
    code: lines(
      'def open_rows(df: pd.DataFrame) -> pd.DataFrame:',
      `    """Return the rows that are not for test, in ${order}."""`,
      '    parts = split(df.reset_index(drop=True))',
      '    rows = pd.concat([part for name, part in parts.items() if name != "test"])',
      `    return rows${timed ? '' : '.sort_index()'}`,
    ),
  };
}

/** Squares of a map and groups stay whole, classes keep their shares. */
function folds(plan: Plan): Fragment {
  const { name, keywords, by } = splitterOf(plan);
  return {
    imports: [
      ['numpy', 'np'],
      ['pandas', 'pd'],
      ['sklearn.model_selection', name],
    ],
    code: lines(
      'def folds(rows: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:',
      '    """Return the places of rows to learn from and of rows held out, fold by fold."""',
      `    splitter = ${name}(${keywords.join(', ')})`,
      `    return list(splitter.split(${['rows', ...by].join(', ')}))`,
    ),
  };
}

function splitterOf(plan: Plan): {
  readonly name: string;
  readonly keywords: readonly string[];
  readonly by: readonly string[];
} {
  const { split, seed, task } = plan;
  const { nSplits, nRepeats } = plan.folds!;
  const size = `n_splits=${nSplits}`;
  if (split.method === 'time')
    return { name: 'TimeSeriesSplit', keywords: [size, `gap=${split.gap}`], by: [] };
  const classes =
    task !== null && isClassification(task) && (split.method !== 'random' || split.stratify);
  const drawn = `random_state=${'seed' in split ? split.seed : seed}`;
  if (split.method === 'group' || split.method === 'block')
    return classes
      ? {
          name: 'StratifiedGroupKFold',
          keywords: [size, 'shuffle=True', drawn],
          by: ['rows[TARGET]', 'groups_of(rows)'],
        }
      : { name: 'GroupKFold', keywords: [size], by: ['groups=groups_of(rows)'] };
  const name = classes ? 'StratifiedKFold' : 'KFold';
  const by = classes ? ['rows[TARGET]'] : [];
  return nRepeats > 1
    ? { name: `Repeated${name}`, keywords: [size, `n_repeats=${nRepeats}`, drawn], by }
    : { name, keywords: [size, 'shuffle=True', drawn], by };
}

const overFolds: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['scipy', 'stats'],
  ],
  code: `def over_folds(
    values: list[float | None], shares: list[float]
) -> dict[str, float | None]:
    """Return mean and 95 % interval of a score over folds where it is defined.

    Folds share rows to learn from, so the variance is that of the corrected resampled
    t (Nadeau and Bengio 2003): \`shares\` are rows held out over rows learned from.
    """
    known = [i for i in range(len(values)) if values[i] is not None]
    if len(known) < 2:
        return {"mean": values[known[0]]} if known else {}
    found = np.array([values[i] for i in known])
    share = np.mean([shares[i] for i in known])
    error = np.sqrt(1 / len(known) + share) * found.std(ddof=1)
    reach = stats.t.ppf(0.975, len(known) - 1) * error
    mean = found.mean()
    return {"mean": mean, "low": mean - reach, "high": mean + reach}`,
};

function crossValidate(plan: Plan): Fragment {
  return {
    imports: [
      ['pandas', 'pd'],
      ['typing', 'Any'],
    ],
    code: lines(
      'def cross_validate(rows: pd.DataFrame) -> dict[str, Any]:',
      '    """Fit all anew on the rows of each fold to learn from, and score those held out."""',
      '    scores, shares = [], []',
      '    for rest, held in folds(rows):',
      '        learned, judged = rows.iloc[rest], rows.iloc[held]',
      '        model = build_pipeline()',
      `        ${fitted(plan, 'learned')}`,
      '        scores.append(evaluate(model, judged))',
      '        shares.append(len(held) / len(rest))',
      '    summary = {',
      '        name: over_folds([fold[name] for fold in scores], shares) for name in scores[0]',
      '    }',
      '    return {"summary": summary, "folds": scores}',
    ),
  };
}
