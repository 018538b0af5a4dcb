import { EngineError } from '#lib/recipe/errors.ts';
import { checkFolds, foldsOf, type Fold } from './crossValidate.ts';
import { RandomState } from './random.ts';

/**
 * scikit-learn's `StratifiedGroupKFold`: no group is in two folds, and the classes are as even over them as that
 * allows. Groups with the most uneven classes are dealt first, each to the fold where the shares of the classes then
 * vary least.
 * @param someCodes class of each row, numbered in sorted order
 * @param someGroups group of each row, numbered in sorted order
 * @param seed null deals groups in sorted order
 * @throws EngineError 'too-few-rows' for more folds than groups, or than rows of every class
 */
export function stratifiedGroupKFold(
  someCodes: Int32Array,
  someGroups: Int32Array,
  nSplits: number,
  seed: number | null,
): Fold[] {
  const codes = withoutHoles(someCodes);
  const groups = withoutHoles(someGroups);
  const nClasses = countOf(codes);
  const nGroups = countOf(groups);
  const total = new Float64Array(nClasses);
  const own = Array.from({ length: nGroups }, () => new Float64Array(nClasses));
  codes.forEach((c, i) => {
    total[c]! += 1;
    own[groups[i]!]![c]! += 1;
  });
  checkFolds(nSplits, nGroups, 'groups');
  if (total.every((n) => n < nSplits)) throw smallClasses(nSplits, Math.max(...total));
  const order = Int32Array.from({ length: nGroups }, (_, g) => g);
  if (seed !== null) new RandomState(seed).shuffle(order);
  const uneven = own.map((counts) => deviation(counts, pairwise));
  const dealt = [...order.keys()].sort((a, b) => uneven[order[b]!]! - uneven[order[a]!]! || a - b);
  const folds = Array.from({ length: nSplits }, () => new Float64Array(nClasses));
  const foldOf = new Int32Array(nGroups);
  for (const place of dealt) {
    const group = order[place]!;
    const best = bestFold(folds, total, own[group]!);
    folds[best]!.forEach((n, c, fold) => (fold[c] = n + own[group]![c]!));
    foldOf[group] = best;
  }
  return foldsOf(
    groups.map((g) => foldOf[g]!),
    nSplits,
  );
}

function withoutHoles(codes: Int32Array): Int32Array {
  const present = Int32Array.from(new Set(codes)).sort();
  const rank = new Map([...present].map((c, k) => [c, k]));
  return codes.map((c) => rank.get(c)!);
}

const countOf = (codes: Int32Array): number => codes.reduce((m, c) => Math.max(m, c), -1) + 1;

/** The fold where the shares of each class, with the group put there, deviate least; of equal ones the emptiest. */
function bestFold(
  folds: readonly Float64Array[],
  total: Float64Array,
  group: Float64Array,
): number {
  let [best, least, fewest] = [0, Infinity, Infinity];
  folds.forEach((fold, i) => {
    const spread = total.map((n, c) =>
      deviation(
        folds.map((f, k) => (f[c]! + (k === i ? group[c]! : 0)) / n),
        inTurn,
      ),
    );
    const value = pairwise(spread) / spread.length;
    const rows = fold.reduce((a, b) => a + b, 0);
    if (value < least || (isClose(value, least) && rows < fewest)) {
      [best, least, fewest] = [i, value, rows];
    }
  });
  return best;
}

/** numpy's isclose with its defaults. */
const isClose = (a: number, b: number): boolean =>
  a === b || (Number.isFinite(b) && Math.abs(a - b) <= 1e-8 + 1e-5 * Math.abs(b));

type Sum = (values: Values, from?: number, to?: number) => number;
type Values = ArrayLike<number>;

const inTurn: Sum = (values, from = 0, to = values.length) => {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += values[i]!;
  return sum;
};

/** numpy's sum along a contiguous axis: the order of its terms decides between folds that are equally good. */
const pairwise: Sum = (values, from = 0, to = values.length) => {
  const n = to - from;
  if (n < 8) return inTurn(values, from, to);
  if (n > 128) {
    const half = from + (n >> 1) - ((n >> 1) % 8);
    return pairwise(values, from, half) + pairwise(values, half, to);
  }
  const r = Array.from({ length: 8 }, (_, k) => values[from + k]!);
  let i = from + 8;
  for (; i + 8 <= to; i += 8) for (let k = 0; k < 8; k += 1) r[k]! += values[i + k]!;
  const eight = r[0]! + r[1]! + (r[2]! + r[3]!) + (r[4]! + r[5]! + (r[6]! + r[7]!));
  let sum = eight;
  for (; i < to; i += 1) sum += values[i]!;
  return sum;
};

/** Population standard deviation in two passes, as numpy has it. */
function deviation(values: Values, add: Sum): number {
  const centre = add(values) / values.length;
  const squares = Array.from(values, (v) => (v - centre) * (v - centre));
  return Math.sqrt(add(squares) / values.length);
}

const smallClasses = (nSplits: number, largest: number): EngineError =>
  new EngineError({
    code: 'too-few-rows',
    what: `${nSplits} folds are more than the ${largest} rows of the largest class`,
    where: {},
    remedy: largest < 2 ? 'Use a table with more rows.' : `Use ${largest} folds or fewer.`,
  });
