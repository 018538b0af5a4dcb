import type { DisparityId, GroupCell, MeasureId } from './fairness.ts';

/** A group in words: `female`, `18 to under 65`, `missing`; two columns with a cross between. */
export const cellsText = (cells: readonly GroupCell[]): string => cells.map(cellText).join(' × ');

function cellText(cell: GroupCell): string {
  switch (cell.kind) {
    case 'level':
      return cell.level;
    case 'missing':
      return 'missing';
    case 'other':
      return 'all other';
    case 'range':
      return rangeText(cell.from, cell.to);
  }
}

function rangeText(from: number | null, to: number | null): string {
  if (from === null) return to === null ? 'any number' : `under ${numberText(to)}`;
  return to === null
    ? `${numberText(from)} or more`
    : `${numberText(from)} to under ${numberText(to)}`;
}

const numberText = (x: number): string => String(Number(x.toPrecision(6)));

interface Words {
  readonly title: string;
  readonly means: string;
}

export const measureWords: Readonly<Record<MeasureId, Words>> = {
  baseRate: { title: 'Base rate', means: 'Share of rows that are of the class.' },
  selectionRate: { title: 'Selected', means: 'Share of rows that the model calls so.' },
  tpr: {
    title: 'True positives',
    means: 'Of the rows that are of the class, the share that is called so.',
  },
  fpr: {
    title: 'False positives',
    means: 'Of the rows that are not, the share that is called so all the same.',
  },
  precision: { title: 'Precision', means: 'Of the rows that are called so, the share that is.' },
  accuracy: { title: 'Accuracy', means: 'Share of rows that are called right.' },
  auc: { title: 'ROC AUC', means: 'How often a row of the class ranks above one that is not.' },
  bias: {
    title: 'Bias',
    means: 'Mean of prediction less truth: above 0 the group is told too high.',
  },
  mae: { title: 'MAE', means: 'Mean distance of prediction and truth.' },
  rmse: { title: 'RMSE', means: 'Root of the mean squared distance.' },
  r2: { title: 'R²', means: 'Share of the group’s own variance that is told.' },
};

export const disparityWords: Readonly<Record<DisparityId, Words>> = {
  demographicParity: {
    title: 'Demographic parity',
    means: 'All groups are selected as often, whatever they are.',
  },
  equalOpportunity: {
    title: 'Equal opportunity',
    means: 'Who is of the class is found as often in each group: equal true positive rates.',
  },
  equalizedOdds: {
    title: 'Equalized odds',
    means:
      'Both errors are as frequent in each group: equal true and false positive rates; the wider gap of the two.',
  },
  predictiveParity: {
    title: 'Predictive parity',
    means: 'A call means the same in each group: equal precision.',
  },
  accuracyParity: { title: 'Equal accuracy', means: 'Calls are right as often in each group.' },
  bias: {
    title: 'Equal bias',
    means: 'No group is told higher or lower than another, on average.',
  },
  mae: { title: 'Equal MAE', means: 'Predictions are as far off in each group.' },
  rmse: { title: 'Equal RMSE', means: 'Large errors are as frequent in each group.' },
};
