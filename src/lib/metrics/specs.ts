import type { Task } from '#lib/recipe/profile.ts';
import { anywhere, evenly, ofShares } from './traits.ts';
import {
  averaged,
  labels,
  own,
  ofMatrix,
  probabilities,
  python,
  values,
  type SklearnMetric,
} from './build.ts';

/** What is data about a metric; its score stands in scores.ts. */
export interface MetricSpec {
  /** scikit-learn's name. */
  readonly id: MetricId;
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  readonly tasks: readonly Task[];
  readonly better: 'higher' | 'lower';
  readonly needs: 'labels' | 'probabilities' | 'values' | 'matrix';
  readonly sklearn: SklearnMetric;
}

const both = ['binary', 'multiclass'] as const;
const binary = ['binary'] as const;
const multiclass = ['multiclass'] as const;

const entries = {
  accuracy: {
    ...labels('Accuracy', both, 'accuracy_score'),
    summary: 'Share of rows whose class is predicted right.',
  },
  balanced_accuracy: {
    ...labels('Balanced accuracy', both, 'balanced_accuracy_score'),
    summary: 'Share of each class that is predicted right, averaged over the classes.',
  },
  roc_auc: {
    ...probabilities('ROC AUC', binary, 'roc_auc_score', 'positive'),
    summary:
      'How often a random row of the positive class gets a higher score than one of the other.',
  },
  roc_auc_ovr: {
    ...probabilities('ROC AUC, one against the rest', multiclass, 'roc_auc_score', 'probabilities'),
    ...python('roc_auc_score', 'probabilities', { multi_class: 'ovr' }, 'labels'),
    summary: 'ROC AUC of each class against all others, averaged over the classes.',
  },
  roc_auc_ovr_weighted: {
    ...probabilities(
      'ROC AUC, one against the rest, weighted',
      multiclass,
      'roc_auc_score',
      'probabilities',
    ),
    ...python(
      'roc_auc_score',
      'probabilities',
      { multi_class: 'ovr', average: 'weighted' },
      'labels',
    ),
    summary: 'ROC AUC of each class against all others, weighted by the rows of each class.',
  },
  roc_auc_ovo: {
    ...probabilities('ROC AUC, one against one', multiclass, 'roc_auc_score', 'probabilities'),
    ...python('roc_auc_score', 'probabilities', { multi_class: 'ovo' }, 'labels'),
    summary: 'ROC AUC of each pair of classes, averaged over the pairs.',
  },
  roc_auc_ovo_weighted: {
    ...probabilities(
      'ROC AUC, one against one, weighted',
      multiclass,
      'roc_auc_score',
      'probabilities',
    ),
    ...python(
      'roc_auc_score',
      'probabilities',
      { multi_class: 'ovo', average: 'weighted' },
      'labels',
    ),
    summary: 'ROC AUC of each pair of classes, weighted by the rows of the pair.',
  },
  average_precision: {
    ...probabilities(
      'Average precision',
      binary,
      'average_precision_score',
      'positive',
      'pos_label',
    ),
    summary: 'Area under the precision-recall curve, in steps.',
  },
  gain_at_10: {
    ...probabilities('Gain at 10 %', binary, 'gain_at', 'positive'),
    ...own('gain_at', 'positive', { share: 0.1 }, 'pos_label'),
    summary: 'Share of all positive rows among the tenth of rows with the highest scores.',
  },
  lift_at_10: {
    ...probabilities('Lift at 10 %', binary, 'lift_at', 'positive'),
    ...own('lift_at', 'positive', { share: 0.1 }, 'pos_label'),
    summary:
      'How many times as many positive rows the tenth with the highest scores holds as a random tenth.',
  },
  top_2_accuracy: {
    ...probabilities('Accuracy, top 2', multiclass, 'top_k_accuracy_score', 'probabilities'),
    ...python('top_k_accuracy_score', 'probabilities', { k: 2 }, 'labels'),
    summary: 'Share of rows whose class is one of the two with the highest probability.',
  },
  top_3_accuracy: {
    ...probabilities('Accuracy, top 3', multiclass, 'top_accuracy', 'probabilities'),
    ...own('top_accuracy', 'probabilities', { k: 3 }, 'labels'),
    summary: 'Share of rows whose class is one of the three with the highest probability.',
  },
  precision: {
    ...labels('Precision', binary, 'precision_score', { zero_division: 0 }, 'pos_label'),
    summary: 'Share of rows called positive that are positive.',
  },
  recall: {
    ...labels('Recall', binary, 'recall_score', { zero_division: 0 }, 'pos_label'),
    summary: 'Share of positive rows that are called positive.',
  },
  f1: {
    ...labels('F1', binary, 'f1_score', { zero_division: 0 }, 'pos_label'),
    summary: 'Harmonic mean of precision and recall.',
  },
  f2: {
    ...labels('F2', binary, 'fbeta_score', { beta: 2, zero_division: 0 }, 'pos_label'),
    summary: 'As F1, but recall counts twice as much as precision.',
  },
  f05: {
    ...labels('F0.5', binary, 'fbeta_score', { beta: 0.5, zero_division: 0 }, 'pos_label'),
    summary: 'As F1, but precision counts twice as much as recall.',
  },
  precision_macro: {
    ...averaged('Precision, macro', 'precision_score', 'macro'),
    summary: 'Precision of each class, all classes counting the same.',
  },
  recall_macro: {
    ...averaged('Recall, macro', 'recall_score', 'macro'),
    summary: 'Recall of each class, all classes counting the same.',
  },
  f1_macro: {
    ...averaged('F1, macro', 'f1_score', 'macro'),
    summary: 'F1 of each class, all classes counting the same.',
  },
  f2_macro: {
    ...averaged('F2, macro', 'fbeta_score', 'macro', { beta: 2 }),
    summary: 'F2 of each class, all classes counting the same.',
  },
  precision_weighted: {
    ...averaged('Precision, weighted', 'precision_score', 'weighted'),
    summary: 'Precision of each class, weighted by its rows.',
  },
  recall_weighted: {
    ...averaged('Recall, weighted', 'recall_score', 'weighted'),
    summary: 'Recall of each class, weighted by its rows.',
  },
  f1_weighted: {
    ...averaged('F1, weighted', 'f1_score', 'weighted'),
    summary: 'F1 of each class, weighted by its rows.',
  },
  f2_weighted: {
    ...averaged('F2, weighted', 'fbeta_score', 'weighted', { beta: 2 }),
    summary: 'F2 of each class, weighted by its rows.',
  },
  matthews_corrcoef: {
    ...labels('Matthews correlation', both, 'matthews_corrcoef'),
    summary: 'Correlation of true and predicted classes, −1 to 1; 0 is no better than chance.',
  },
  cohen_kappa: {
    ...labels('Cohen’s kappa', both, 'cohen_kappa_score'),
    summary: 'Agreement of true and predicted classes beyond chance; 1 is perfect.',
  },
  log_loss: {
    ...probabilities('Log loss', both, 'log_loss', 'probabilities', 'labels'),
    better: 'lower',
    summary: 'Mean of −log of the probability given to the true class.',
  },
  brier: {
    ...probabilities('Brier score', both, 'brier_score_loss', 'probabilities', 'labels'),
    better: 'lower',
    summary: 'Mean squared error of the probabilities; 0 to 1 for two classes, 0 to 2 for more.',
  },
  r2: {
    ...values('R²', 'r2_score'),
    better: 'higher',
    summary: 'Share of the variance that is explained; 0 is no better than the mean.',
  },
  rmse: {
    ...values('RMSE', 'root_mean_squared_error'),
    summary: 'Root of the mean squared error, in the unit of the target.',
  },
  mae: {
    ...values('MAE', 'mean_absolute_error'),
    summary: 'Mean absolute error, in the unit of the target.',
  },
  mse: { ...values('MSE', 'mean_squared_error'), summary: 'Mean squared error.' },
  mape: {
    ...values('MAPE', 'mean_absolute_percentage_error'),
    summary: 'Mean absolute error as a share of the true value; huge where a true value is 0.',
  },
  smape: {
    ...values('SMAPE', 'smape'),
    ...own('smape', 'values'),
    summary:
      'Mean of twice the absolute error over the sum of the two sizes, 0 to 2; a row of two zeros counts as 0.',
  },
  median_absolute_error: {
    ...values('Median absolute error', 'median_absolute_error'),
    summary: 'Half of the rows are off by less than this.',
  },
  explained_variance: {
    ...values('Explained variance', 'explained_variance_score'),
    better: 'higher',
    summary: 'As R², but a constant error is forgiven.',
  },
  max_error: {
    ...values('Largest error', 'max_error'),
    summary: 'The worst row’s absolute error.',
  },
  rmsle: {
    ...values('RMSLE', 'root_mean_squared_log_error'),
    summary: 'RMSE of log(1 + value); for targets above −1 that spread over magnitudes.',
  },
  pinball_10: {
    ...values('Pinball loss, 0.1', 'mean_pinball_loss', { alpha: 0.1 }),
    summary:
      'Loss of a guess at the value that a tenth of rows stay below: too high costs 0.9, too low 0.1 of the error.',
  },
  pinball_90: {
    ...values('Pinball loss, 0.9', 'mean_pinball_loss', { alpha: 0.9 }),
    summary:
      'Loss of a guess at the value that nine tenths of rows stay below: too low costs 0.9, too high 0.1 of the error.',
  },
  silhouette: {
    ...ofMatrix('Silhouette', 'silhouette_score', 'higher'),
    summary:
      'How much nearer rows are to their own group than to the next one, −1 to 1; 0 is no separation.',
  },
  calinski_harabasz: {
    ...ofMatrix('Calinski-Harabasz', 'calinski_harabasz_score', 'higher'),
    summary: 'Spread between the groups over the spread within them; for round groups.',
  },
  davies_bouldin: {
    ...ofMatrix('Davies-Bouldin', 'davies_bouldin_score', 'lower'),
    summary: 'How alike each group is to the one most like it; 0 is best.',
  },
} satisfies Readonly<
  Record<
    string,
    Omit<MetricSpec, 'id' | 'sklearn'> & {
      sklearn: Omit<SklearnMetric, 'varied' | 'weighted' | 'shares'>;
    }
  >
>;

export type MetricId = keyof typeof entries;

/** All metrics, in the order tables show them. */
export const metricSpecs: readonly MetricSpec[] = (Object.keys(entries) as MetricId[]).map(
  metricSpec,
);

export function metricSpec(id: MetricId): MetricSpec {
  const entry = entries[id];
  return {
    id,
    ...entry,
    sklearn: {
      ...entry.sklearn,
      varied: !anywhere.has(id),
      weighted: !evenly.has(id),
      shares: ofShares.has(id),
    },
  };
}

export const metricsFor = (task: Task): readonly MetricSpec[] =>
  metricSpecs.filter((m) => m.tasks.includes(task));

/**
 * The score that ranks runs. Binary: ROC AUC, which needs no threshold and does not rise with a rare class
 * left out. Multiclass: accuracy, which is defined on every part, even one that lacks a class, as AUC is not.
 * Regression: R², which has no unit and is 0 for the baseline.
 */
export const primaryMetric = (task: Task): MetricId => primaries[task];

const primaries = {
  binary: 'roc_auc',
  multiclass: 'accuracy',
  regression: 'r2',
  clustering: 'silhouette',
  anomaly: 'silhouette',
} as const;
