import { EngineError } from '#lib/recipe/errors.ts';
import { RandomState } from './random.ts';

type Seed = number | RandomState | null;

const generatorOf = (seed: Seed): RandomState | null =>
  typeof seed === 'number' ? new RandomState(seed) : seed;

/** Row numbers of one fold, both ascending, as scikit-learn's splitters give them. */
export interface Fold {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * scikit-learn's `KFold(nSplits, shuffle=seed is not None, random_state=seed)`.
 * @param seed null keeps the order of the rows; a generator goes on from where it is
 * @throws EngineError 'split-invalid' for fewer than 2 folds, 'too-few-rows' for more folds than rows
 */
export function kFold(nSamples: number, nSplits: number, seed: Seed): Fold[] {
  checkFolds(nSplits, nSamples, 'rows');
  const order = Int32Array.from({ length: nSamples }, (_, i) => i);
  generatorOf(seed)?.shuffle(order);
  const foldOf = new Int32Array(nSamples);
  blocks(nSamples, nSplits).forEach(([start, stop], fold) => {
    for (let i = start; i < stop; i += 1) foldOf[order[i]!] = fold;
  });
  return foldsOf(foldOf, nSplits);
}

/**
 * scikit-learn's `StratifiedKFold`: every fold has each class in its share of the whole.
 * @param codes class of each row; any integers
 * @throws EngineError 'too-few-rows' when every class has fewer rows than there are folds
 */
export function stratifiedKFold(codes: Int32Array, nSplits: number, seed: Seed): Fold[] {
  checkFolds(nSplits, codes.length, 'rows');
  const { numbers, counts } = inOrderOfAppearance(codes);
  const largest = Math.max(...counts);
  if (nSplits > largest) throw tooManyFolds(nSplits, largest, 'rows of the largest class');
  const rng = generatorOf(seed);
  const dealt = counts.map((count, c) => {
    const offset = counts.slice(0, c).reduce((a, b) => a + b, 0);
    const folds = roundRobin(offset, count, nSplits);
    rng?.shuffle(folds);
    return folds;
  });
  const next = new Int32Array(counts.length);
  const foldOf = numbers.map((c) => {
    const fold = dealt[c]![next[c]!]!;
    next[c]! += 1;
    return fold;
  });
  return foldsOf(foldOf, nSplits);
}

/**
 * scikit-learn's `GroupKFold`: no group is in two folds. Without a seed the largest group goes to the
 * smallest fold; with one, shuffled groups are dealt in equal numbers.
 * @param groups group of each row, numbered in sorted order of the groups
 * @throws EngineError 'too-few-rows' for more folds than groups
 */
export function groupKFold(groups: Int32Array, nSplits: number, seed: number | null): Fold[] {
  checkFolds(nSplits, groups.length, 'rows');
  const sizes = new Map<number, number>();
  for (const g of groups) sizes.set(g, (sizes.get(g) ?? 0) + 1);
  const ids = Int32Array.from(sizes.keys()).sort();
  checkFolds(nSplits, ids.length, 'groups');
  const foldOfGroup =
    seed === null ? lightestFirst(ids, sizes, nSplits) : dealGroups(ids, nSplits, seed);
  return foldsOf(
    groups.map((g) => foldOfGroup.get(g)!),
    nSplits,
  );
}

/**
 * scikit-learn's `RepeatedKFold` and `RepeatedStratifiedKFold`: one generator for all repeats, each in turn.
 * @param codes class of each row to stratify by, or null
 */
export function repeatedFolds(
  nSamples: number,
  codes: Int32Array | null,
  { nSplits, nRepeats, seed }: { nSplits: number; nRepeats: number; seed: number },
): Fold[] {
  const rng = new RandomState(seed);
  return Array.from({ length: nRepeats }, () =>
    codes ? stratifiedKFold(codes, nSplits, rng) : kFold(nSamples, nSplits, rng),
  ).flat();
}

export interface TimeSeriesInput {
  readonly nSamples: number;
  readonly nSplits: number;
  /** Rows of each test part; null for nSamples ÷ (nSplits + 1), rounded down. */
  readonly testSize?: number | null;
  /** At most this many of the latest training rows; null for all. */
  readonly maxTrainSize?: number | null;
  /** Rows left out between training and test. */
  readonly gap?: number;
}

/**
 * scikit-learn's `TimeSeriesSplit`: training rows always come before test rows.
 * @throws EngineError 'too-few-rows' when the first fold would have nothing to train on
 */
export function timeSeriesSplit(input: TimeSeriesInput): Fold[] {
  const { nSamples, nSplits, maxTrainSize = null, gap = 0 } = input;
  checkFolds(nSplits, nSamples - 1, 'rows after the first');
  const testSize = input.testSize ?? Math.floor(nSamples / (nSplits + 1));
  const first = nSamples - nSplits * testSize;
  if (first - gap <= 0) throw noHistory(input, testSize);
  return Array.from({ length: nSplits }, (_, k) => {
    const start = first + k * testSize;
    const stop = start - gap;
    const from = maxTrainSize ? Math.max(0, stop - maxTrainSize) : 0;
    return { train: range(from, stop), test: range(start, start + testSize) };
  });
}

/** Consecutive blocks whose sizes differ by at most one, the larger first. */
function blocks(n: number, k: number): readonly (readonly [number, number])[] {
  const small = Math.floor(n / k);
  const larger = n % k;
  return Array.from({ length: k }, (_, i) => {
    const start = i * small + Math.min(i, larger);
    return [start, start + small + (i < larger ? 1 : 0)] as const;
  });
}

export function foldsOf(foldOf: Int32Array, nSplits: number): Fold[] {
  const all = range(0, foldOf.length);
  return Array.from({ length: nSplits }, (_, fold) => ({
    train: all.filter((i) => foldOf[i] !== fold),
    test: all.filter((i) => foldOf[i] === fold),
  }));
}

function inOrderOfAppearance(codes: Int32Array): { numbers: Int32Array; counts: number[] } {
  const seen = new Map<number, number>();
  const counts: number[] = [];
  const numbers = codes.map((code) => {
    const known = seen.get(code) ?? seen.size;
    seen.set(code, known);
    counts[known] = (counts[known] ?? 0) + 1;
    return known;
  });
  return { numbers, counts };
}

/** Folds of one class, ascending: its rows stand at `offset`… of all rows sorted by class, dealt one by one. */
function roundRobin(offset: number, count: number, nSplits: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => (offset + i) % nSplits).sort();
}

function lightestFirst(
  ids: Int32Array,
  sizes: ReadonlyMap<number, number>,
  nSplits: number,
): ReadonlyMap<number, number> {
  // A reversed stable sort: of two groups of one size the later comes first.
  const order = [...ids].sort((a, b) => sizes.get(a)! - sizes.get(b)!).reverse();
  const load = new Array<number>(nSplits).fill(0);
  const foldOf = new Map<number, number>();
  for (const g of order) {
    const fold = load.indexOf(Math.min(...load));
    load[fold]! += sizes.get(g)!;
    foldOf.set(g, fold);
  }
  return foldOf;
}

function dealGroups(ids: Int32Array, nSplits: number, seed: number): ReadonlyMap<number, number> {
  const shuffled = new RandomState(seed).permutation(ids);
  return new Map(
    blocks(ids.length, nSplits).flatMap(([start, stop], fold) =>
      [...shuffled.subarray(start, stop)].map((g) => [g, fold] as const),
    ),
  );
}

const range = (start: number, stop: number): Int32Array =>
  Int32Array.from({ length: stop - start }, (_, i) => start + i);

export function checkFolds(nSplits: number, available: number, of: string): void {
  if (!Number.isInteger(nSplits) || nSplits < 2) {
    throw new EngineError({
      code: 'split-invalid',
      what: `${nSplits} folds were asked for`,
      where: {},
      remedy: 'Use a whole number of folds, at least 2.',
    });
  }
  if (nSplits > available) throw tooManyFolds(nSplits, available, of);
}

const tooManyFolds = (nSplits: number, available: number, of: string): EngineError =>
  new EngineError({
    code: 'too-few-rows',
    what: `${nSplits} folds are more than the ${available} ${of}`,
    where: {},
    remedy: available < 2 ? 'Use a table with more rows.' : `Use ${available} folds or fewer.`,
  });

const noHistory = (
  { nSamples, nSplits, gap = 0 }: TimeSeriesInput,
  testSize: number,
): EngineError =>
  new EngineError({
    code: 'too-few-rows',
    what: `${nSplits} folds of ${testSize} test rows and a gap of ${gap} leave no row to train on out of ${nSamples}`,
    where: {},
    remedy: 'Use fewer folds, a smaller test part or a smaller gap.',
  });
