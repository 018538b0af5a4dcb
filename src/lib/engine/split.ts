import { EngineError } from '#lib/recipe/errors.ts';
import type { Split } from '#lib/recipe/recipe.ts';
import { parts, type Part } from '#lib/recipe/run.ts';
import { RandomState } from './random.ts';
import {
  takeColumn,
  takeRows,
  type Column,
  type Table,
  type TrainTable,
  type TrainTarget,
} from './table.ts';

/** Row numbers of each part, in the order scikit-learn gives them. */
export interface Parts {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
  /** Rows in no part: their cell of the split column is missing or another word. */
  readonly left: Int32Array;
}

export interface SplitInput {
  readonly split: Extract<Split, { method: 'random' | 'column' }>;
  readonly nSamples: number;
  /** Class of each row, numbered in the order numpy sorts the classes; null for regression. */
  readonly strata: Int32Array | null;
  /** Cells of the split column; null where the method is not `column`. */
  readonly parts: readonly (string | null)[] | null;
  /** Names of the classes, for errors. */
  readonly classes?: readonly string[];
}

/**
 * The parts of an experiment: the test part from all rows, then the validation part from the rest, both by
 * `train_test_split` with the split's seed. A share of 0 gives an empty part.
 * @throws EngineError 'split-invalid' or 'too-few-rows' with the share, the class or the words at fault
 */
export function splitRows({ split, nSamples, strata, parts, classes }: SplitInput): Parts {
  if (split.method === 'column') return splitByColumn(parts ?? [], split.column);
  if (split.test + split.validation >= 1) throw nothingToTrainOn(split.test, split.validation);
  const stratify = split.stratify ? strata : null;
  const named = { seed: split.seed, ...(classes && { classes }) };
  const all = Int32Array.from({ length: nSamples }, (_, i) => i);
  const first =
    split.test === 0
      ? { train: all, test: none }
      : trainTestSplit({ ...named, nSamples, testSize: split.test, stratify });
  if (split.validation === 0) return { ...first, validation: none, left: none };
  const rest = first.train;
  const second = trainTestSplit({
    ...named,
    nSamples: rest.length,
    testSize: validationShare(split),
    stratify: stratify && take(stratify, rest),
    part: 'validation',
  });
  return {
    train: take(rest, second.train),
    validation: take(rest, second.test),
    test: first.test,
    left: none,
  };
}

/** The share that the validation part has of the rows left by the test part; exported Python computes the same double. */
export const validationShare = (split: {
  readonly validation: number;
  readonly test: number;
}): number => split.validation / (1 - split.test);

/** The only way to rows that a fit may see. */
export const trainRows = (table: Table, index: Int32Array): TrainTable =>
  takeRows(table, index) as TrainTable;

/**
 * The rows of each part, column after column, so that a large table can go while its parts come.
 * @param taken hears of each column that is copied
 */
export function takeParts(
  table: Table,
  rows: Readonly<Record<Part, Int32Array>>,
  taken?: (name: string) => void,
): { readonly train: TrainTable; readonly validation: Table; readonly test: Table } {
  const columns = { train: new Map(), validation: new Map(), test: new Map() } as Record<
    Part,
    Map<string, Column>
  >;
  for (const [name, c] of table.columns) {
    for (const p of parts) columns[p].set(name, takeColumn(c, rows[p]));
    taken?.(name);
  }
  const of = (p: Part): Table => ({ rows: rows[p].length, columns: columns[p] });
  return { train: of('train') as TrainTable, validation: of('validation'), test: of('test') };
}

/** The target of exactly these training rows; null for a task without a target. */
export function trainTarget(
  rows: TrainTable,
  target: Pick<TrainTarget, 'task' | 'classes'>,
  y: Float64Array,
): TrainTarget | null {
  return y.length === rows.rows && y.length > 0
    ? ({ task: target.task, classes: target.classes, y } as TrainTarget)
    : null;
}

/**
 * Training rows that a balancing step takes twice or leaves out, and those that it makes. They are rows of a fit and of
 * nothing else: a part that is predicted never comes here.
 */
export function rebalanced(
  rows: TrainTable,
  target: TrainTarget,
  after: { readonly table: Table; readonly y: Float64Array },
): { readonly table: TrainTable; readonly target: TrainTarget } {
  if (
    after.table.rows === after.y.length &&
    [...rows.columns.keys()].every((c) => after.table.columns.has(c))
  )
    return { table: after.table as TrainTable, target: { ...target, y: after.y } };
  throw new EngineError({
    code: 'unexpected',
    what: `A balancing step made ${after.table.rows} rows with ${after.y.length} targets`,
    where: {},
    remedy: 'Report this step: it must keep the columns and give each row a target.',
  });
}

/** Training rows after a step changed their columns: the rows are the same, so the brand stays. */
export const stillTrain = (before: TrainTable, after: Table): TrainTable => {
  if (after.rows === before.rows) return after as TrainTable;
  throw new EngineError({
    code: 'unexpected',
    what: `A learned step made ${after.rows} training rows of ${before.rows}`,
    where: {},
    remedy: 'Report this step: it must keep the rows it is given.',
  });
};

export interface TrainTestSplitInput {
  readonly nSamples: number;
  /** Share of the rows, above 0 and below 1. */
  readonly testSize: number;
  /** Class of each row, numbered in sorted order, to keep the shares of the classes; null for plain shuffling. */
  readonly stratify: Int32Array | null;
  /** Or a generator that goes on from where it is, as scikit-learn's own models hand theirs on. */
  readonly seed: number | RandomState;
  /** Names of the classes, for errors. */
  readonly classes?: readonly string[];
  /** What `test` is called in errors. */
  readonly part?: 'test' | 'validation';
}

/**
 * scikit-learn's `train_test_split(…, test_size, stratify, random_state)`: the same rows in the same order.
 * @throws EngineError 'split-invalid' or 'too-few-rows' where scikit-learn raises ValueError
 */
export function trainTestSplit(input: TrainTestSplitInput): {
  readonly train: Int32Array;
  readonly test: Int32Array;
} {
  const { nSamples, testSize, stratify, seed, part = 'test' } = input;
  if (!(testSize > 0 && testSize < 1)) throw shareOutside(part, testSize);
  const nTest = Math.ceil(testSize * nSamples);
  const nTrain = nSamples - nTest;
  if (nTrain < 1 || nTest < 1) throw emptyPart(part, testSize, nSamples);
  const rng = typeof seed === 'number' ? new RandomState(seed) : seed;
  if (stratify) return stratifiedShuffle(input, stratify, nTrain, rng);
  const order = rng.permutation(nSamples);
  return { train: order.slice(nTest), test: order.slice(0, nTest) };
}

/** StratifiedShuffleSplit: each class is shuffled and dealt by itself, then the parts are shuffled. */
function stratifiedShuffle(
  input: TrainTestSplitInput,
  codes: Int32Array,
  nTrain: number,
  rng: RandomState,
): { readonly train: Int32Array; readonly test: Int32Array } {
  const nTest = codes.length - nTrain;
  const members = rowsByClass(codes);
  checkClasses(input, members, nTrain);
  const counts = members.map(([, rows]) => rows.length);
  const trainCounts = approximateMode(counts, nTrain, rng);
  const remaining = counts.map((n, c) => n - trainCounts[c]!);
  const testCounts = approximateMode(remaining, nTest, rng);
  const train = new Int32Array(nTrain);
  const test = new Int32Array(nTest);
  let inTrain = 0;
  let inTest = 0;
  members.forEach(([, rows], c) => {
    const shuffled = take(rows, rng.permutation(rows.length));
    const stop = trainCounts[c]! + testCounts[c]!;
    train.set(shuffled.subarray(0, trainCounts[c]!), inTrain);
    test.set(shuffled.subarray(trainCounts[c]!, stop), inTest);
    inTrain += trainCounts[c]!;
    inTest += testCounts[c]!;
  });
  return { train: rng.permutation(train), test: rng.permutation(test) };
}

/**
 * scikit-learn's `_approximate_mode`: how many of each class to draw. Shares are floored, and what is missing
 * goes to the largest remainders, ties broken at random.
 */
function approximateMode(counts: readonly number[], draws: number, rng: RandomState): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((n) => (n / total) * draws);
  const drawn = exact.map(Math.floor);
  let missing = Math.trunc(draws - drawn.reduce((a, b) => a + b, 0));
  const remainders = exact.map((x, c) => x - drawn[c]!);
  const descending = [...new Set(remainders)].sort((a, b) => b - a);
  for (const value of descending) {
    if (missing <= 0) break;
    const tied = remainders.flatMap((r, c) => (r === value ? [c] : []));
    const now = Math.min(tied.length, missing);
    for (const i of rng.choice(tied.length, now, false)) drawn[tied[i]!]! += 1;
    missing -= now;
  }
  return drawn;
}

/** Rows of each class that occurs, ascending by code and by row. */
function rowsByClass(codes: Int32Array): readonly (readonly [number, Int32Array])[] {
  const rows = new Map<number, number[]>();
  codes.forEach((code, i) => {
    const known = rows.get(code);
    if (known) known.push(i);
    else rows.set(code, [i]);
  });
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([code, list]) => [code, Int32Array.from(list)] as const);
}

const partWords: ReadonlyMap<string, 'train' | 'validation' | 'test'> = new Map([
  ['train', 'train'],
  ['validation', 'validation'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['dev', 'validation'],
  ['test', 'test'],
]);

function splitByColumn(cells: readonly (string | null)[], name: string): Parts {
  const rows = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  const left: number[] = [];
  cells.forEach((cell, i) => {
    const part = cell === null ? undefined : partWords.get(cell.trim().toLowerCase());
    (part ? rows[part] : left).push(i);
  });
  if (rows.train.length === 0) throw noTrainWord(cells, name);
  return {
    train: Int32Array.from(rows.train),
    validation: Int32Array.from(rows.validation),
    test: Int32Array.from(rows.test),
    left: Int32Array.from(left),
  };
}

const none = new Int32Array(0);

const take = (values: Int32Array, index: Int32Array): Int32Array => index.map((i) => values[i]!);

function checkClasses(
  { classes, part = 'test' }: TrainTestSplitInput,
  members: readonly (readonly [number, Int32Array])[],
  nTrain: number,
): void {
  const single = members.filter(([, rows]) => rows.length < 2).map(([code]) => code);
  if (single.length > 0) {
    const named = single.map((code) => `“${classes?.[code] ?? code}”`);
    throw problem(
      'too-few-rows',
      `${named.length === 1 ? 'Class' : 'Classes'} ${firstOf(named)} ${named.length === 1 ? 'has' : 'have'} 1 row to split, and keeping class proportions needs 2`,
      'Merge the rare class into another, drop its row, or do not stratify.',
    );
  }
  const nTest = members.reduce((n, [, rows]) => n + rows.length, 0) - nTrain;
  const [size, where] = nTrain < nTest ? [nTrain, 'training'] : [nTest, part];
  if (size >= members.length) return;
  throw problem(
    'split-invalid',
    `The ${where} part would have ${size} rows for ${members.length} classes`,
    `Give the ${where} part a larger share, or do not stratify.`,
  );
}

const shareOutside = (part: string, share: number): EngineError =>
  problem(
    'split-invalid',
    `The ${part} share is ${share}`,
    'Use a share above 0 and below 1, such as 0.2.',
  );

const nothingToTrainOn = (test: number, validation: number): EngineError =>
  problem(
    'split-invalid',
    `Test ${test} and validation ${validation} leave nothing to train on`,
    'Lower one of them, so that together they stay below 1.',
  );

const emptyPart = (part: string, share: number, n: number): EngineError =>
  problem(
    'too-few-rows',
    `${n} ${n === 1 ? 'row' : 'rows'} cannot be split with a ${part} share of ${share}: one part would be empty`,
    'Use a table with more rows, or set the share to 0.',
  );

function noTrainWord(cells: readonly (string | null)[], column: string): EngineError {
  const words = [...new Set(cells)].map((w) => (w === null ? 'missing cells' : `“${w}”`));
  return new EngineError({
    code: 'split-invalid',
    what: `No row is marked train; the column holds ${words.length ? firstOf(words) : 'nothing'}`,
    where: { column },
    remedy: 'Write train, validation or test in its cells, or split at random.',
  });
}

const firstOf = (words: readonly string[]): string =>
  words.length > 5
    ? `${words.slice(0, 5).join(', ')} and ${words.length - 5} more`
    : words.join(', ');

const problem = (
  code: 'split-invalid' | 'too-few-rows',
  what: string,
  remedy: string,
): EngineError => new EngineError({ code, what, where: {}, remedy });
