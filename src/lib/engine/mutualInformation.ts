import { RandomState } from './random.ts';
import { meanAndDeviation, sum } from './stats.ts';
import type { TrainTarget } from './table.ts';

const neighbours = 3;

/**
 * Mutual information of each column with the target in nats, never negative: scikit-learn's `mutual_info_classif` (Ross
 * 2014) and `mutual_info_regression` (Kraskov et al. 2004), with its noise from `random_state=seed`.
 * @param columns finite numbers
 */
export function mutualInformation(
  columns: readonly Float64Array[],
  target: Pick<TrainTarget, 'classes' | 'y'>,
  seed: number,
): number[] {
  const rng = new RandomState(seed);
  const n = target.y.length;
  const scaled = columns.map(withUnitDeviation);
  const sizes = scaled.map(noiseOf);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < scaled.length; j += 1) scaled[j]![i]! += sizes[j]! * rng.normal();
  if (target.classes !== null) return scaled.map((x) => withClasses(x, target.y));
  const y = withUnitDeviation(target.y);
  const size = noiseOf(y);
  for (let i = 0; i < n; i += 1) y[i]! += size * rng.normal();
  return scaled.map((x) => withValues(x, y));
}

/** sklearn.preprocessing.scale(with_mean=False): a constant column stays as it is. */
function withUnitDeviation(x: Float64Array): Float64Array {
  const { deviation } = meanAndDeviation(x);
  const by = x.every((v) => v === x[0]) || deviation === 0 ? 1 : deviation;
  return x.map((v) => v / by);
}

const noiseOf = (x: Float64Array): number => 1e-10 * Math.max(1, sum(x.map(Math.abs)) / x.length);

function withClasses(x: Float64Array, y: Float64Array): number {
  const rows = Map.groupBy(y.keys(), (i) => y[i]!);
  const groups = [...rows.values()].filter((g) => g.length > 1);
  const values = groups.map((g) => Float64Array.from(g, (i) => x[i]!).sort());
  const all = Float64Array.from(groups.flat(), (i) => x[i]!).sort();
  const own: number[] = [];
  const sizes: number[] = [];
  const within: number[] = [];
  for (const group of values) {
    const k = Math.min(neighbours, group.length - 1);
    for (let i = 0; i < group.length; i += 1) {
      own.push(digamma(k));
      sizes.push(digamma(group.length));
      within.push(digamma(countWithin(all, group[i]!, below(reach(group, i, k)))));
    }
  }
  const n = all.length;
  if (n === 0) return 0;
  return Math.max(0, digamma(n) + sum(own) / n - sum(sizes) / n - sum(within) / n);
}

function withValues(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  const [xs, ys] = [x, y].map((c) => c.slice().sort()) as [Float64Array, Float64Array];
  const counts = new Float64Array(n);
  const ordered = {
    x: Float64Array.from(order, (i) => x[i]!),
    y: Float64Array.from(order, (i) => y[i]!),
  };
  for (let i = 0; i < n; i += 1) {
    const radius = below(reachInPlane(ordered, i));
    counts[i] =
      digamma(countWithin(xs, ordered.x[i]!, radius)) +
      digamma(countWithin(ys, ordered.y[i]!, radius));
  }
  return Math.max(0, digamma(n) + digamma(neighbours) - sum(counts) / n);
}

/** Distance to the k-th nearest other number of an ascending list. */
function reach(sorted: Float64Array, at: number, k: number): number {
  let [low, high, found] = [at - 1, at + 1, 0];
  for (let taken = 0; taken < k; taken += 1) {
    const left = low >= 0 ? sorted[at]! - sorted[low]! : Infinity;
    const right = high < sorted.length ? sorted[high]! - sorted[at]! : Infinity;
    found = Math.min(left, right);
    if (left <= right) low -= 1;
    else high += 1;
  }
  return found;
}

/** The same in two dimensions by the larger difference; the points are ascending in x. */
function reachInPlane(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  at: number,
): number {
  const best = new Float64Array(neighbours).fill(Infinity);
  const offer = (i: number): void => {
    let d = Math.max(Math.abs(x[i]! - x[at]!), Math.abs(y[i]! - y[at]!));
    for (let k = 0; k < neighbours; k += 1) if (d < best[k]!) [best[k], d] = [d, best[k]!];
  };
  const farthest = (): number => best[neighbours - 1]!;
  let [low, high] = [at - 1, at + 1];
  for (;;) {
    const left = low >= 0 ? x[at]! - x[low]! : Infinity;
    const right = high < x.length ? x[high]! - x[at]! : Infinity;
    if (Math.min(left, right) >= farthest()) return farthest();
    if (left <= right) offer(low--);
    else offer(high++);
  }
}

/** How many of an ascending list lie within the radius of x, ends included. */
function countWithin(sorted: Float64Array, x: number, radius: number): number {
  const first = place(sorted, (v) => x - v > radius);
  const last = place(sorted, (v) => v - x <= radius);
  return last - first;
}

/** The first place whose number fails a test that all before pass. */
function place(sorted: Float64Array, passes: (v: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const word = new Float64Array(1);
const bits = new BigInt64Array(word.buffer);

/** The next double towards 0. */
function below(x: number): number {
  if (!(x > 0)) return 0;
  word[0] = x;
  bits[0]! -= 1n;
  return word[0];
}

const digammas: number[] = [NaN, -0.5772156649015329];

/** ψ(n) of a whole number n ≥ 1: harmonic numbers. */
function digamma(n: number): number {
  for (let k = digammas.length; k <= n; k += 1) digammas.push(digammas[k - 1]! + 1 / (k - 1));
  return digammas[n]!;
}
