import type { Matrix } from '#lib/engine/matrix.ts';
import { RandomState } from '#lib/engine/random.ts';
import { notDefined, type NotDefined, type PreparedInput, type Score } from './input.ts';

/** Metrics of groups: how far apart they are in the matrix that the model got. Rows in no group (−1) are left out. */

/** Rows that the silhouette looks at: distances grow with their square. */
const silhouetteRows = 2000;

interface Grouped {
  /** Row-major. */
  readonly values: Float64Array;
  readonly width: number;
  /** Group of each row, renumbered from 0. */
  readonly labels: Int32Array;
  readonly sizes: readonly number[];
}

/** Mean of (b − a) / max(a, b): a the mean distance to the own group, b to the nearest other; Rousseeuw 1987. */
export const silhouette: Score = (input) => {
  const grouped = groupedOf(input, silhouetteRows);
  if ('reason' in grouped) return grouped;
  const { values, width, labels, sizes } = grouped;
  const n = labels.length;
  const k = sizes.length;
  const sums = new Float64Array(n * k);
  for (let i = 0; i < n; i += 1) {
    for (let other = i + 1; other < n; other += 1) {
      let square = 0;
      for (let j = i * width, l = other * width, end = j + width; j < end; j += 1, l += 1) {
        const d = values[j]! - values[l]!;
        square += d * d;
      }
      const distance = Math.sqrt(square);
      sums[i * k + labels[other]!]! += distance;
      sums[other * k + labels[i]!]! += distance;
    }
  }
  let total = 0;
  for (let i = 0; i < n; i += 1) total += silhouetteOf(i, sums, labels, sizes);
  return total / n;
};

function silhouetteOf(
  i: number,
  sums: Float64Array,
  labels: Int32Array,
  sizes: readonly number[],
): number {
  const own = labels[i]!;
  if (sizes[own] === 1) return 0;
  let next = Infinity;
  for (const [c, size] of sizes.entries())
    if (c !== own) next = Math.min(next, sums[i * sizes.length + c]! / size);
  const within = sums[i * sizes.length + own]! / (sizes[own]! - 1);
  const most = Math.max(within, next);
  return most === 0 ? 0 : (next - within) / most;
}

/** Spread between the groups over the spread within them, each by its degrees of freedom; 1 where there is none within. */
export const calinskiHarabasz: Score = (input) => {
  const grouped = groupedOf(input);
  if ('reason' in grouped) return grouped;
  const { labels, sizes } = grouped;
  const { centres, middle } = centresOf(grouped);
  const width = grouped.width;
  let between = 0;
  for (const [c, size] of sizes.entries())
    for (let j = 0; j < width; j += 1)
      between += size * (centres[c * width + j]! - middle[j]!) ** 2;
  let within = 0;
  for (let i = 0; i < labels.length; i += 1)
    for (let j = 0; j < width; j += 1)
      within += (grouped.values[i * width + j]! - centres[labels[i]! * width + j]!) ** 2;
  if (within === 0) return 1;
  return (between * (labels.length - sizes.length)) / (within * (sizes.length - 1));
};

/** Mean over groups of the worst (spread + spread of another) / distance between the two; Davies and Bouldin 1979. */
export const daviesBouldin: Score = (input) => {
  const grouped = groupedOf(input);
  if ('reason' in grouped) return grouped;
  const { labels, sizes, width, values } = grouped;
  const { centres } = centresOf(grouped);
  const distance = (a: Float64Array, i: number, b: Float64Array, l: number): number => {
    let square = 0;
    for (let j = 0; j < width; j += 1) square += (a[i * width + j]! - b[l * width + j]!) ** 2;
    return Math.sqrt(square);
  };
  const spread = new Float64Array(sizes.length);
  for (let i = 0; i < labels.length; i += 1)
    spread[labels[i]!]! += distance(values, i, centres, labels[i]!) / sizes[labels[i]!]!;
  const apart = (c: number, d: number): number => distance(centres, c, centres, d);
  const close = (x: number): boolean => Math.abs(x) <= 1e-8;
  if (spread.every(close) || sizes.every((_, c) => sizes.every((__, d) => close(apart(c, d)))))
    return 0;
  let total = 0;
  for (const c of sizes.keys()) {
    let worst = 0;
    for (const d of sizes.keys()) {
      const gap = apart(c, d);
      if (c !== d && gap > 0) worst = Math.max(worst, (spread[c]! + spread[d]!) / gap);
    }
    total += worst;
  }
  return total / sizes.length;
};

/** The rows that are in a group, perhaps a sample of them: scikit-learn's `permutation(n)[:most]`. */
function groupedOf(input: PreparedInput, most = Infinity): Grouped | NotDefined {
  const { matrix, predicted, seed = 0 } = input;
  if (!matrix) return notDefined('There is no matrix here.');
  const all = rowsInGroups(predicted);
  const rows = most === Infinity ? all : new RandomState(seed).permutation(all).slice(0, most);
  const found = [...new Set(rows.map((i) => predicted[i]!))].sort((a, b) => a - b);
  if (found.length < 2) return notDefined('There are fewer than 2 groups here.');
  if (found.length >= rows.length) return notDefined('Every row is a group of its own.');
  const place = new Map(found.map((label, c) => [label, c]));
  const labels = rows.map((i) => place.get(predicted[i]!)!);
  const sizes = found.map(() => 0);
  for (const c of labels) sizes[c]! += 1;
  return { values: rowMajor(matrix, rows), width: matrix.columns.length, labels, sizes };
}

function rowsInGroups(labels: Float64Array): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i += 1) if (labels[i]! >= 0) rows.push(i);
  return Int32Array.from(rows);
}

function rowMajor({ columns }: Matrix, rows: Int32Array): Float64Array {
  const width = columns.length;
  const out = new Float64Array(rows.length * width);
  for (const [j, x] of columns.entries())
    for (let i = 0; i < rows.length; i += 1) out[i * width + j] = x[rows[i]!]!;
  return out;
}

function centresOf({ values, width, labels, sizes }: Grouped): {
  readonly centres: Float64Array;
  readonly middle: Float64Array;
} {
  const centres = new Float64Array(sizes.length * width);
  const middle = new Float64Array(width);
  for (let i = 0; i < labels.length; i += 1)
    for (let j = 0; j < width; j += 1) {
      centres[labels[i]! * width + j]! += values[i * width + j]! / sizes[labels[i]!]!;
      middle[j]! += values[i * width + j]! / labels.length;
    }
  return { centres, middle };
}
