import type { Matrix } from '#lib/engine/matrix.ts';

/** Mean of each column in each group from 0 upwards; rows in no group are left out. */
export function groupMeans(X: Matrix, labels: Int32Array): Float64Array[] {
  const groups = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const means = Array.from({ length: groups }, () => new Float64Array(X.columns.length));
  const counts = new Float64Array(groups);
  for (const label of labels) if (label >= 0) counts[label]! += 1;
  for (const [j, x] of X.columns.entries()) {
    for (let i = 0; i < X.rows; i += 1) if (labels[i]! >= 0) means[labels[i]!]![j]! += x[i]!;
    for (let c = 0; c < groups; c += 1) means[c]![j]! /= counts[c]!;
  }
  return means;
}
