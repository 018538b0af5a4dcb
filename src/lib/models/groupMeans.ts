import type { Matrix } from '#lib/engine/matrix.ts';
import { fitting, integers, list, record, unless } from '#lib/engine/state.ts';
import { coefficients } from './forms.ts';

/** What a model that finds groups keeps of them; −1 is the label of a row in no group. */
export interface Grouped {
  readonly labels: Int32Array;
  readonly means: readonly Float64Array[];
}

/** Fields of `Grouped`. */
export const grouped = { labels: integers({ least: -1 }), means: list(coefficients) };

/** For `fitting`: a mean for each label. */
export const eachHasMean = ({ labels, means }: Grouped): string | null =>
  unless([labels.every((label) => label < means.length), 'a group has no mean']);

export const groupedForm = fitting(record<Grouped>(grouped), eachHasMean);

/** Labels by which a group without rows is none: those after it move down. */
export function withoutGaps(labels: Int32Array): Int32Array {
  const held = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  const places = new Map(held.map((label, at) => [label, at]));
  return labels.map((label) => places.get(label) ?? label);
}

/** Mean of each column in each group from 0 upwards, NaN in one without rows; rows in no group are left out. */
export function groupMeans(X: Pick<Matrix, 'columns'>, labels: Int32Array): Float64Array[] {
  const groups = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const means = Array.from({ length: groups }, () => new Float64Array(X.columns.length));
  const counts = new Float64Array(groups);
  for (const label of labels) if (label >= 0) counts[label]! += 1;
  for (const [j, x] of X.columns.entries()) {
    for (let i = 0; i < labels.length; i += 1) if (labels[i]! >= 0) means[labels[i]!]![j]! += x[i]!;
    for (let c = 0; c < groups; c += 1) means[c]![j]! /= counts[c]!;
  }
  return means;
}
