import { EngineError } from '#lib/recipe/errors.ts';
import { dot, mean, moved } from '#lib/engine/linalg.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { NearRows } from '#lib/engine/kernels/near.ts';
import { nearest } from '#lib/engine/kernels/reference/near.ts';
import type { Metric, Nearest, Rows } from '#lib/engine/kernels/reference/near.ts';
import {
  growTree,
  nearestInTree,
  nearTreeForm,
  treeFault,
  treeWins,
} from '#lib/engine/nearTree.ts';
import type { NearTree } from '#lib/engine/nearTree.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import {
  count,
  doubles,
  fitting,
  oneOf,
  order,
  orNull,
  record,
  unless,
  whole,
} from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import type { KNeighborsSpec } from './spec.ts';

export interface KNeighborsFitted {
  readonly rows: Rows;
  /** null where all rows are looked at sooner. */
  readonly tree: NearTree | null;
  /** Which matrix column stands at each place of a row: those that vary most come first. */
  readonly order: Int32Array;
  /** Values, or class codes. */
  readonly y: Float64Array;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly k: number;
  readonly weights: 'uniform' | 'distance';
  readonly metric: Metric;
}

/** Numbers to hold and to search: with the copies that the kernels search they are a gigabyte. */
const mostValues = 5e7;
/** Rows copied between two yields, times columns. */
const breath = 1e6;

const neighboursForm = fitting(
  record<KNeighborsFitted>({
    rows: record<Rows>({ values: doubles(), count, width: count }),
    tree: orNull(nearTreeForm),
    order: order(),
    y: doubles(),
    nClasses: count,
    k: whole({ least: 1 }),
    weights: oneOf(['uniform', 'distance']),
    metric: oneOf(['euclidean', 'manhattan']),
  }),
  ({ rows, tree, y, nClasses, k }, { features, classes, classified }) =>
    unless(
      [rows.width === features && y.length === rows.count, 'its rows are not those of the columns'],
      [rows.values.length === rows.count * rows.width, 'its rows are not whole'],
      [k <= rows.count, 'it asks for more neighbours than it has rows'],
      [nClasses === (classified ? classes : 0), 'it is for other classes'],
      [
        !classified || y.every((c) => Number.isInteger(c) && c >= 0 && c < classes),
        'a row is of no class',
      ],
    ) ??
    (tree && treeFault(rows, tree)),
);

export const kNeighborsCompute = defineModelCompute<KNeighborsSpec>()<KNeighborsFitted>({
  state: { version: 1, form: neighboursForm },
  fit,
  predict,
  explain: () => ({}),
});

type Input = FitInput<ParamsOf<KNeighborsSpec>>;

function* fit(input: Input): Generator<Progress, KNeighborsFitted> {
  checkInput(input, 'kNeighbors');
  const { X, y, task, nClasses, params } = input;
  checkSize(X, params.nNeighbors);
  yield { share: 0 };
  const order = yield* widestFirst(X);
  const rows = yield* rowsOf(X, order);
  const tree = treeWins(rows) ? yield* treeOf(rows) : null;
  yield { share: 1, note: `${X.rows} rows kept` };
  return {
    rows,
    tree,
    order,
    y: y.slice(),
    nClasses: task === 'regression' ? 0 : nClasses,
    k: params.nNeighbors,
    weights: params.weights,
    metric: params.metric,
  };
}

function checkSize(X: Matrix, k: number): void {
  if (k > X.rows) {
    throw new EngineError({
      code: 'too-few-rows',
      what: `${k} neighbours are asked for, and there are ${X.rows} training rows`,
      where: { model: 'kNeighbors' },
      remedy: `Set the number of neighbours to ${X.rows} or less, or give training a larger share.`,
    });
  }
  const values = X.rows * X.columns.length;
  if (values <= mostValues) return;
  throw new EngineError({
    code: 'size-limit',
    what: `Every answer would search ${X.rows} rows × ${X.columns.length} columns = ${values} numbers; the most is ${mostValues}`,
    where: { model: 'kNeighbors' },
    remedy:
      'Take a sample of the rows, drop columns, or choose gradient boosting, which learns once and answers fast.',
  });
}

/** A sum that begins with the columns that vary most is soonest beyond the farthest neighbour. */
function* widestFirst(X: Matrix): Generator<Progress, Int32Array> {
  const spread: number[] = [];
  for (const [j, x] of X.columns.entries()) {
    const rest = moved(x, mean(x));
    spread.push(dot(rest, rest));
    yield { share: (0.3 * (j + 1)) / X.columns.length };
  }
  const places = [...spread.keys()];
  places.sort((a, b) => spread[b]! - spread[a]! || (X.names[a]! < X.names[b]! ? -1 : 1));
  return Int32Array.from(places);
}

function* rowsOf(X: Matrix, order: Int32Array): Generator<Progress, Rows> {
  const width = order.length;
  const values = new Float64Array(X.rows * width);
  let work = 0;
  for (let place = 0; place < width; place += 1) {
    const x = X.columns[order[place]!]!;
    for (let i = 0; i < X.rows; i += 1) values[i * width + place] = x[i]!;
    work += X.rows;
    if (work < breath) continue;
    work = 0;
    yield { share: 0.3 + (0.3 * (place + 1)) / width };
  }
  return { values, count: X.rows, width };
}

function* treeOf(rows: Rows): Generator<Progress, NearTree> {
  const work = growTree(rows);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: 0.6 + 0.39 * turn.value };
  return turn.value;
}

/** Queries that are copied at once, so that the copies stay small. */
const queriesAtOnce = 4096;

function predict(fitted: KNeighborsFitted, X: Matrix): Float64Array {
  const { order, k, metric, nClasses } = fitted;
  const width = Math.max(1, nClasses);
  const out = new Float64Array(X.rows * width);
  const search = searchOf(fitted, X.rows);
  for (let from = 0; from < X.rows; from += queriesAtOnce) {
    const part = { ...X, columns: X.columns.map((x) => x.subarray(from, from + queriesAtOnce)) };
    const count = Math.min(queriesAtOnce, X.rows - from);
    const queries = driveSync(rowsOf({ ...part, rows: count }, order));
    const found = search(queries);
    const distances = metric === 'euclidean' ? found.distances.map(Math.sqrt) : found.distances;
    for (let q = 0; q < count; q += 1) {
      const own = out.subarray((from + q) * width, (from + q + 1) * width);
      answer(
        fitted,
        distances.subarray(q * k, q * k + k),
        found.rows.subarray(q * k, q * k + k),
        own,
      );
    }
  }
  return out;
}

/** Fewer queries are answered before the rows are in the kernels' memory. */
const worthKernels = 24;

/** All ways find the same rows at the same distances, bit for bit. */
function searchOf(
  { rows, tree, k, metric }: KNeighborsFitted,
  queries: number,
): (queries: Rows) => Nearest {
  if (tree) return (asked) => nearestInTree(tree, rows, asked, { k, metric });
  if (queries < worthKernels) return (asked) => nearest(rows, asked, k, metric);
  const held = new NearRows(new Kernels(), rows, { metric });
  return (asked) => held.nearest(asked, k);
}

/** Weighted mean of the neighbours' values, or their weighted share of each class. */
function answer(
  { y, nClasses, weights }: KNeighborsFitted,
  distances: Float64Array,
  rows: Int32Array,
  out: Float64Array,
): void {
  // A neighbour in the same place leaves the others without a say.
  const same = weights === 'distance' && distances[0] === 0;
  let total = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const d = distances[i]!;
    const weight = weights === 'uniform' ? 1 : same ? Number(d === 0) : 1 / d;
    const value = y[rows[i]!]!;
    total += weight;
    if (nClasses === 0) out[0]! += weight * value;
    else out[value]! += weight;
  }
  for (let at = 0; at < out.length; at += 1) out[at]! /= total;
}
