import { CentredRows } from '#lib/engine/kernels/kmeans.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { centresForm, nearestCentre, type CentresFitted } from '../centres.ts';
import { checkInput } from '../check.ts';
import { plusPlusPicks, randomPicks, rowDrawer, type Counting } from '../kMeans/seeds.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { checkCounted, checkGroups } from '../unsupervised.ts';
import { Batches, labelled, type Settled, type Table } from './batches.ts';
import type { MiniBatchKMeansSpec } from './spec.ts';

/** Sculley 2010, as scikit-learn's MiniBatchKMeans: the same draws, batches and ends. */
export const miniBatchKMeansCompute = defineModelCompute<MiniBatchKMeansSpec>()<CentresFitted>({
  state: { version: 1, form: centresForm },
  takesWeights: true,
  fit,
  describe: ({ labels }) => ({ labels }),
  predict: ({ centres }, X) => nearestCentre(centres, X),
  explain: ({ centres, iterations, converged }, names) => ({
    means: centres.map((centre) => names.map((name, j) => [name, centre[j]!] as const)),
    iterations,
    converged,
  }),
});

type Input = FitInput<ParamsOf<MiniBatchKMeansSpec>>;

function* fit(input: Input): Generator<Progress, CentresFitted> {
  checkInput(input, 'miniBatchKMeans');
  const { X, params, seed, weight } = input;
  checkGroups(X.rows, params.nClusters, 'miniBatchKMeans');
  yield { share: 0 };
  const table = {
    x: rowMajorOf(X.columns, X.rows),
    rows: X.rows,
    width: X.columns.length,
    weight,
  };
  const random = new RandomState(seed);
  const centres = yield* silent(firstCentres(X, table, params, random), 0);
  const settled = yield* turns(table, centres, params, random);
  const { labels, inertia } = yield* silent(labelled(table, settled.centres), 0.9);
  yield { share: 1 };
  const { width } = table;
  return {
    centres: Array.from({ length: params.nClusters }, (_, c) =>
      settled.centres.slice(c * width, c * width + width),
    ),
    labels,
    inertia,
    iterations: settled.steps,
    converged: settled.converged,
  };
}

function* silent<T>(work: Generator<void, T>, share: number): Generator<Progress, T> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share };
  return turn.value;
}

/** The starts that leave the least on rows drawn to judge them; scikit-learn draws those also for a single start. */
function* firstCentres(
  X: Matrix,
  table: Table,
  { nInit, init, nClusters, batchSize, initSize }: Input['params'],
  random: RandomState,
): Generator<void, Float64Array> {
  const n = X.rows;
  const batch = Math.min(batchSize, n);
  const size = startSize(n, initSize ?? 3 * batch, nClusters);
  const judges = drawnRows(n, size, random);
  const starts = nInit === 'auto' ? (init === 'random' ? 3 : 1) : nInit;
  let best: Float64Array | null = null;
  let least = Infinity;
  for (let start = 0; start < starts; start += 1) {
    const among = size < n ? drawnRows(n, size, random) : null;
    const counting = countingOf(table, among);
    checkCounted(counting.weight, nClusters, 'miniBatchKMeans');
    const picks =
      init === 'random'
        ? randomPicks(counting, nClusters, random)
        : yield* spreadPicks(columnsAt(X, among), counting, nClusters, random);
    const centres = rowsAt(
      table,
      picks.map((pick) => among?.[pick] ?? pick),
    );
    const inertia = starts === 1 ? 0 : (yield* labelled(judged(table, judges), centres)).inertia;
    if (best && !(inertia < least)) continue;
    best = centres;
    least = inertia;
  }
  return best!;
}

/** Too few to hold the centres are made three for each. */
const startSize = (n: number, asked: number, groups: number): number =>
  Math.min(n, asked < groups ? 3 * groups : asked);

const spreadPicks = (
  columns: readonly Float64Array[],
  { rows, weight }: Counting,
  k: number,
  random: RandomState,
): Generator<void, number[]> => plusPlusPicks(new CentredRows(columns, rows, weight), k, random);

const columnsAt = ({ columns }: Matrix, among: Int32Array | null): readonly Float64Array[] =>
  among ? columns.map((x) => Float64Array.from(among, (i) => x[i]!)) : columns;

const countingOf = ({ rows, weight }: Table, among: Int32Array | null): Counting => ({
  rows: among?.length ?? rows,
  weight: !weight ? null : among ? Float64Array.from(among, (i) => weight[i]!) : weight,
});

const drawnRows = (n: number, size: number, random: RandomState): Int32Array =>
  Int32Array.from({ length: size }, () => random.randint(0, n));

function rowsAt({ x, width }: Table, picks: ArrayLike<number>): Float64Array {
  const out = new Float64Array(picks.length * width);
  for (let at = 0; at < picks.length; at += 1)
    out.set(x.subarray(picks[at]! * width, (picks[at]! + 1) * width), at * width);
  return out;
}

/** Of a batch: its rows are drawn by what they count, and count the same in it. */
const taken = (table: Table, picks: Int32Array): Table => ({
  x: rowsAt(table, picks),
  rows: picks.length,
  width: table.width,
});

const judged = (table: Table, picks: Int32Array): Table => ({
  ...taken(table, picks),
  weight: countingOf(table, picks).weight ?? undefined,
});

function* turns(
  table: Table,
  centres: Float64Array,
  params: Input['params'],
  random: RandomState,
): Generator<Progress, Settled> {
  const size = Math.min(params.batchSize, table.rows);
  const most = Math.floor((params.maxIter * table.rows) / size);
  const batches = new Batches(table, centres, { ...params, size }, random);
  const draw = rowDrawer(countingOf(table, null));
  for (let step = 0; step < most; step += 1) {
    const rows = Int32Array.from({ length: size }, () => draw(random.randomSample()));
    const share = Math.max((0.9 * step) / most, (0.9 * step) / (step + 60));
    const ended = yield* silent(batches.turn(taken(table, rows)), share);
    if (ended) return { centres: batches.centres, steps: step + 1, converged: true };
    yield { share, note: `batch ${step + 1} of at most ${most}` };
  }
  return { centres: batches.centres, steps: most, converged: false };
}
