import { lines, type Fragment } from './fragment.ts';

/** Metrics that scikit-learn lacks, as functions of the exported code; the same definitions as in src/lib/metrics. */
const gain: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['sklearn.metrics', 'roc_curve'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def gain_at(y: Any, scores: Any, share: float, pos_label: Any, sample_weight: Any = None) -> float:',
    '    """Return the part of the positive rows in the `share` with the highest scores.',
    '',
    '    Rows of one score count in part where only some of them fit.',
    '    """',
    '    weights = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)',
    '    fpr, tpr, _ = roc_curve(y, scores, pos_label=pos_label, sample_weight=weights, drop_intermediate=False)',
    '    positive = weights[np.asarray(y) == pos_label].sum() / weights.sum()',
    '    return float(np.interp(share, fpr * (1 - positive) + tpr * positive, tpr))',
  ),
};

const lift: Fragment = {
  imports: [['typing', 'Any']],
  code: lines(
    'def lift_at(y: Any, scores: Any, share: float, pos_label: Any, sample_weight: Any = None) -> float:',
    '    """Return the gain over what a random choice of as many rows holds."""',
    '    return gain_at(y, scores, share, pos_label, sample_weight) / share',
  ),
};

const smape: Fragment = {
  imports: [
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def smape(y: Any, predicted: Any, sample_weight: Any = None) -> float:',
    '    """Return the mean of twice the error over the sum of both sizes; 0 / 0 is 0."""',
    '    sizes = np.abs(y) + np.abs(predicted)',
    '    errors = 2 * np.abs(y - predicted) / np.where(sizes == 0, 1, sizes)',
    '    return float(np.average(errors, weights=sample_weight))',
  ),
};

const top: Fragment = {
  imports: [
    ['sklearn.metrics', 'top_k_accuracy_score'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def top_accuracy(y: Any, probabilities: Any, k: int, labels: Any, sample_weight: Any = None) -> float:',
    '    """Return the share of rows whose class is among the k most probable ones."""',
    '    if len(labels) <= k:',
    '        raise ValueError("Every row is among the top.")',
    '    return top_k_accuracy_score(y, probabilities, k=k, labels=labels, sample_weight=sample_weight)',
  ),
};

/** By the name of the metric's function; `lift_at` calls `gain_at`. */
export const ownMetrics: ReadonlyMap<string, readonly Fragment[]> = new Map([
  ['gain_at', [gain]],
  ['lift_at', [gain, lift]],
  ['smape', [smape]],
  ['top_accuracy', [top]],
]);
