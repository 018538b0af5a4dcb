import type { ParamsOf } from '#lib/recipe/step.ts';
import { normalQuantile } from '#lib/engine/distributions.ts';
import { RandomState } from '#lib/engine/random.ts';
import { fitting, list, number, unless } from '#lib/engine/state.ts';
import { quantiles } from '#lib/engine/stats.ts';
import { columnScaler } from '../byColumn.ts';
import { counted } from '../../words.ts';
import type { quantileTransform as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

const marksForm = fitting(list(number({ infinite: true })), (marks) =>
  unless(
    [marks.length > 0, 'it has no quantile'],
    [() => marks.every((q, k) => k === 0 || marks[k - 1]! <= q), 'its quantiles are not in order'],
  ),
);

/** QuantileTransformer with the recipe's seed: the same rows are drawn. */
export const quantileTransform = columnScaler<Params, readonly number[]>({
  id: 'quantileTransform',
  form: marksForm,
  learn: (values, { params, seed }) => {
    const n = Math.max(1, Math.min(params.nQuantiles, values.length));
    const drawn = sampled(values, params.subsample, seed);
    const found = quantiles(
      drawn,
      references(n).map((q) => (q * 100) / 100),
    );
    // Every drawn cell may be missing; the column then has no order that the sample knows of.
    return found.map((q) => (Number.isNaN(q) ? 0 : q));
  },
  apply: (x, marks, { outputDistribution }) => {
    const normal = outputDistribution === 'normal';
    const [low, high] = [marks[0]!, marks.at(-1)!];
    const share = between(x, marks);
    if (!normal) return x === low ? 0 : x === high ? 1 : share;
    const p = x - threshold < low ? 0 : x + threshold > high ? 1 : share;
    return Math.min(Math.max(normalQuantile(p), lowest), highest);
  },
  words: (marks, { outputDistribution }) =>
    `${counted(marks.length, 'quantile')} to ${outputDistribution}`,
});

const threshold = 1e-7;
const lowest = normalQuantile(threshold - Number.EPSILON);
const highest = normalQuantile(1 - (threshold - Number.EPSILON));

/** The k-th of numpy.linspace(0, 1, n). */
const reference = (k: number, n: number): number =>
  k === n - 1 && n > 1 ? 1 : k * (1 / (n - 1 || 1));

const references = (n: number): number[] => Array.from({ length: n }, (_, k) => reference(k, n));

/** sklearn.utils.resample(replace=False). */
function sampled(values: Float64Array, size: number | null, seed: number): Float64Array {
  if (size === null || size >= values.length) return values;
  const rows = new RandomState(seed).permutation(values.length);
  return Float64Array.from(rows.subarray(0, size), (i) => values[i]!);
}

/** The mean of the highest and the lowest share that a repeated mark stands for. */
function between(x: number, marks: readonly number[]): number {
  const n = marks.length;
  const up = interpolated(
    x,
    n,
    (k) => marks[k]!,
    (k) => reference(k, n),
  );
  const down = interpolated(
    -x,
    n,
    (k) => -marks[n - 1 - k]!,
    (k) => -reference(n - 1 - k, n),
  );
  return 0.5 * (up - down);
}

type At = (k: number) => number;

/** numpy.interp: the segment is that of the last mark at or below x. */
function interpolated(x: number, n: number, mark: At, share: At): number {
  if (x > mark(n - 1)) return share(n - 1);
  if (x < mark(0)) return share(0);
  let [low, high] = [0, n];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (mark(middle) <= x) low = middle;
    else high = middle;
  }
  if (low === n - 1 || mark(low) === x) return share(low);
  const slope = (share(low + 1) - share(low)) / (mark(low + 1) - mark(low));
  return slope * (x - mark(low)) + share(low);
}
