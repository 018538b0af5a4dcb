import { completed } from '#lib/engine/principal.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { TrainTable } from '#lib/engine/table.ts';
import { mean, moved } from '#lib/engine/linalg.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { newNames, numbersOf } from '../columns.ts';
import { countWithin, linear, plainRows, type Linear } from '../linear.ts';
import type { incrementalPca as spec } from './spec.ts';

type Input = StepInput<ParamsOf<typeof spec>, TrainTable>;

/**
 * scikit-learn's IncrementalPCA (Ross, Lim, Lin & Yang 2008): batches of rows in their order, each decomposed together
 * with what was kept of those before.
 */
export const incrementalPca = defineLearned<typeof spec>()<Linear>({
  kind: 'learned',
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Linear> {
    const values = numbersOf(table, columns, 'incrementalPca', 2);
    const p = columns.length;
    const batches = batchesOf(table.rows, params.batchSize ?? 5 * p, params.nComponents ?? 0);
    const first = batches[0]![1];
    const count = countIn(params, Math.min(first, p), first);
    let state = begun(p);
    for (const [at, [from, to]] of batches.entries()) {
      state = yield* part(taught(state, values, { from, to, count }), at, batches.length);
      yield (at + 1) / batches.length;
    }
    const weights = completed(state.components, count, p);
    const kept = state.sizes.slice(0, count).reduce((sum, s) => sum + s * s, 0);
    return {
      names: newNames(table, columns, 'incrementalpca', count),
      means: Array.from(state.means),
      components: plainRows(
        weights.map((w, k) => {
          const size = params.whiten ? spread(state.sizes[k] ?? 0, table.rows) : 1;
          return w.map((x) => x / size);
        }),
      ),
      share: state.total > 0 ? Math.min(1, kept / state.total) : 1,
      settled: true,
    };
  }),
  ...linear('incrementalPca'),
});

function countIn({ nComponents }: ParamsOf<typeof spec>, most: number, firstBatch: number): number {
  if (nComponents === null || nComponents <= firstBatch)
    return countWithin('incrementalPca', nComponents, most);
  throw new EngineError({
    code: 'params-invalid',
    what: `${nComponents} components are asked for, and the first batch has ${firstBatch} rows`,
    where: { step: 'incrementalPca' },
    remedy: 'Make the batches larger, or ask for fewer components.',
  });
}

/** Standard deviation along a direction; scikit-learn divides by at least the rounding error of its type. */
const spread = (size: number, rows: number): number =>
  Math.max(size / Math.sqrt(rows - 1), Number.EPSILON);

/** scikit-learn's gen_batches: the last takes in what would be too few rows for the components. */
function batchesOf(rows: number, size: number, least: number): [from: number, to: number][] {
  const out: [number, number][] = [];
  let from = 0;
  for (let k = 0; k < Math.floor(rows / size); k += 1) {
    if (from + size + least > rows) continue;
    out.push([from, from + size]);
    from += size;
  }
  if (from < rows) out.push([from, rows]);
  return out;
}

interface State {
  readonly rows: number;
  readonly means: Float64Array;
  readonly components: readonly Float64Array[];
  /** Singular values of the components. */
  readonly sizes: readonly number[];
  /** Σ of squares about the means, of all columns. */
  readonly total: number;
}

const begun = (p: number): State => ({
  rows: 0,
  means: new Float64Array(p),
  components: [],
  sizes: [],
  total: 0,
});

/** One more batch: old directions with their sizes, the batch about its own means, and the step between the means. */
function* taught(
  { rows, means, components, sizes, total }: State,
  values: readonly Float64Array[],
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): Generator<number, State> {
  const size = to - from;
  const all = rows + size;
  const batch = values.map((x) => x.subarray(from, to));
  const own = batch.map((x) => mean(x));
  const apart = Math.sqrt((rows / all) * size);
  let squares = total;
  const stacked = batch.map((x, j) => {
    const centred = moved(x, own[j]!);
    for (let i = 0; i < size; i += 1) squares += centred[i]! ** 2;
    if (rows === 0) return centred;
    const step = apart * (means[j]! - own[j]!);
    squares += step * step;
    return Float64Array.from([...components.map((c, k) => sizes[k]! * c[j]!), ...centred, step]);
  });
  const found = yield* spectrumOf(stacked);
  return {
    rows: all,
    means: means.map((m, j) => m + ((own[j]! - m) * size) / all),
    components: found.vectors.slice(0, count),
    sizes: Array.from(found.values.subarray(0, count)),
    total: squares,
  };
}

function* part<T>(work: Generator<number, T>, at: number, of: number): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield (at + turn.value) / of;
  }
}
