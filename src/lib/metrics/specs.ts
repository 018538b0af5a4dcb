import type { Task } from '#lib/recipe/profile.ts';

/** How Python computes the metric: `module.name(y_true, <takes>, **kwargs)`. */
export interface SklearnMetric {
  readonly module: 'sklearn.metrics';
  readonly name: string;
  /**
   * The second argument: predicted labels, the column of class 1 of `predict_proba`, all of `predict_proba`,
   * or predicted values. `matrix`: the metric is of the model's matrix and the labels of its rows.
   */
  readonly takes: 'labels' | 'positive' | 'probabilities' | 'values' | 'matrix';
  readonly kwargs: Readonly<Record<string, string | number | boolean>>;
  /**
   * A keyword that must also name classes: `pos_label` takes class 1, `labels` all classes in sorted order.
   * Without it scikit-learn guesses from the rows at hand, and fails on texts or on a part that lacks a class.
   */
  readonly classes?: 'pos_label' | 'labels';
  /** Without meaning where all true values are equal, as in a part that holds one class. */
  readonly varied: boolean;
  /** False where scikit-learn's function takes no `sample_weight`: every row counts the same in it. */
  readonly weighted: boolean;
}

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
  roc_auc_ovo: {
    ...probabilities('ROC AUC, one against one', multiclass, 'roc_auc_score', 'probabilities'),
    ...python('roc_auc_score', 'probabilities', { multi_class: 'ovo' }, 'labels'),
    summary: 'ROC AUC of each pair of classes, averaged over the pairs.',
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
    Omit<MetricSpec, 'id' | 'sklearn'> & { sklearn: Omit<SklearnMetric, 'varied' | 'weighted'> }
  >
>;

export type MetricId = keyof typeof entries;

/** No weights there: pairs of classes, the worst row, and matrices. */
const evenly: ReadonlySet<MetricId> = new Set([
  'roc_auc_ovo',
  'max_error',
  'silhouette',
  'calinski_harabasz',
  'davies_bouldin',
]);

/** Metrics that are defined wherever there is a row; the others compare classes, or divide by a variance. */
const anywhere: ReadonlySet<MetricId> = new Set<MetricId>([
  'accuracy',
  'log_loss',
  'brier',
  'rmse',
  'mae',
  'mse',
  'mape',
  'median_absolute_error',
  'max_error',
  'rmsle',
]);

/** All metrics, in the order tables show them. */
export const metricSpecs: readonly MetricSpec[] = (Object.keys(entries) as MetricId[]).map(
  metricSpec,
);

export function metricSpec(id: MetricId): MetricSpec {
  const entry = entries[id];
  return {
    id,
    ...entry,
    sklearn: { ...entry.sklearn, varied: !anywhere.has(id), weighted: !evenly.has(id) },
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

type Takes = SklearnMetric['takes'];
type Kwargs = SklearnMetric['kwargs'];
type Classes = SklearnMetric['classes'];

function python(name: string, takes: Takes, kwargs: Kwargs = {}, classes?: Classes) {
  const sklearn: Omit<SklearnMetric, 'varied' | 'weighted'> = {
    module: 'sklearn.metrics',
    name,
    takes,
    kwargs,
    ...(classes && { classes }),
  };
  return { sklearn };
}

function labels(
  title: string,
  tasks: readonly Task[],
  name: string,
  ...rest: readonly [kwargs?: Kwargs, classes?: Classes]
) {
  const sklearn = python(name, 'labels', ...rest);
  return { title, tasks, better: 'higher', needs: 'labels', ...sklearn } as const;
}

function averaged(title: string, name: string, average: 'macro' | 'weighted') {
  return labels(title, both, name, { average, zero_division: 0 });
}

function probabilities(
  title: string,
  tasks: readonly Task[],
  name: string,
  ...[takes, classes]: readonly [takes: Takes, classes?: Classes]
) {
  const sklearn = python(name, takes, {}, classes);
  return { title, tasks, better: 'higher', needs: 'probabilities', ...sklearn } as const;
}

function values(title: string, name: string) {
  const sklearn = python(name, 'values');
  const tasks: readonly Task[] = ['regression'];
  return { title, tasks, better: 'lower', needs: 'values', ...sklearn } as const;
}

function ofMatrix(title: string, name: string, better: 'higher' | 'lower') {
  const tasks: readonly Task[] = ['clustering'];
  return { title, tasks, better, needs: 'matrix', ...python(name, 'matrix') } as const;
}
