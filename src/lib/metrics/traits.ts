import type { MetricId } from './specs.ts';

/** No weights there: pairs of classes, the worst row, and matrices. */
export const evenly: ReadonlySet<MetricId> = new Set([
  'roc_auc_ovo',
  'roc_auc_ovo_weighted',
  'max_error',
  'silhouette',
  'calinski_harabasz',
  'davies_bouldin',
]);

/** Those that an order of rows, or of a row's classes, is not enough for; scikit-learn's scorers ask `predict_proba` for them. */
export const ofShares: ReadonlySet<MetricId> = new Set<MetricId>([
  'roc_auc_ovr',
  'roc_auc_ovr_weighted',
  'roc_auc_ovo',
  'roc_auc_ovo_weighted',
  'log_loss',
  'brier',
]);

/** Whether the metric has no value for decision values. */
export const needsProbabilities = (id: MetricId): boolean => ofShares.has(id);

/** Metrics that are defined wherever there is a row; the others compare classes, or divide by a variance. */
export const anywhere: ReadonlySet<MetricId> = new Set<MetricId>([
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
  'smape',
  'pinball_10',
  'pinball_90',
  'top_2_accuracy',
  'top_3_accuracy',
]);
