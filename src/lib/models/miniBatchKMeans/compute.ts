import { CentredRows } from '#lib/engine/kernels/kmeans.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { centresForm, nearestCentre, type CentresFitted } from '../centres.ts';
import { checkInput } from '../check.ts';
import { equalDrawer, plusPlusPicks, randomPicks } from '../kMeans/seeds.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { checkGroups } from '../unsupervised.ts';
import { Batches, labelled, type Settled, type Table } from './batches.ts';
import type { MiniBatchKMeansSpec } from './spec.ts';

/** Sculley 2010, as scikit-learn's MiniBatchKMeans: the same draws, batches and ends. */
export const miniBatchKMeansCompute = defineModelCompute<MiniBatchKMeansSpec>()<CentresFitted>({
  state: { version: 1, form: centresForm },
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
  const { X, params, seed } = input;
  checkGroups(X.rows, params.nClusters, 'miniBatchKMeans');
  yield { share: 0 };
  const table = { x: rowMajorOf(X.columns, X.rows), rows: X.rows, width: X.columns.length };
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
    const picks =
      init === 'random'
        ? randomPicks(among?.length ?? n, nClusters, random)
        : yield* spreadPicks(X, among, nClusters, random);
    const centres = rowsAt(
      table,
      picks.map((pick) => among?.[pick] ?? pick),
    );
    const inertia = starts === 1 ? 0 : (yield* labelled(taken(table, judges), centres)).inertia;
    if (best && !(inertia < least)) continue;
    best = centres;
    least = inertia;
  }
  return best!;
}

/** Too few to hold the centres are made three for each. */
const startSize = (n: number, asked: number, groups: number): number =>
  Math.min(n, asked < groups ? 3 * groups : asked);

function spreadPicks(
  X: Matrix,
  among: Int32Array | null,
  k: number,
  random: RandomState,
): Generator<void, number[]> {
  const columns = among ? X.columns.map((x) => Float64Array.from(among, (i) => x[i]!)) : X.columns;
  return plusPlusPicks(new CentredRows(columns, among?.length ?? X.rows), k, random);
}

const drawnRows = (n: number, size: number, random: RandomState): Int32Array =>
  Int32Array.from({ length: size }, () => random.randint(0, n));

function rowsAt({ x, width }: Table, picks: ArrayLike<number>): Float64Array {
  const out = new Float64Array(picks.length * width);
  for (let at = 0; at < picks.length; at += 1)
    out.set(x.subarray(picks[at]! * width, (picks[at]! + 1) * width), at * width);
  return out;
}

const taken = (table: Table, picks: Int32Array): Table => ({
  x: rowsAt(table, picks),
  rows: picks.length,
  width: table.width,
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
  const draw = equalDrawer(table.rows);
  for (let step = 0; step < most; step += 1) {
    const rows = Int32Array.from({ length: size }, () => draw(random.randomSample()));
    const share = Math.max((0.9 * step) / most, (0.9 * step) / (step + 60));
    const ended = yield* silent(batches.turn(taken(table, rows)), share);
    if (ended) return { centres: batches.centres, steps: step + 1, converged: true };
    yield { share, note: `batch ${step + 1} of at most ${most}` };
  }
  return { centres: batches.centres, steps: most, converged: false };
}
