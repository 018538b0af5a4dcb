import { log } from '#lib/engine/elementary.ts';
import { cholesky, choleskySolve, dot, mean, moved } from '#lib/engine/linalg.ts';
import { signed } from '#lib/engine/principal.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { TrainTable } from '#lib/engine/table.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { allEqual, newNames, numbersOf } from '../columns.ts';
import { countWithin, linear, plainRows, type Linear } from '../linear.ts';
import { rotated } from './rotate.ts';
import type { factorAnalysis as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;
type Input = StepInput<Params, TrainTable>;

/**
 * scikit-learn's FactorAnalysis with svd_method = 'lapack' (Barber 2012, algorithm 21.1). The largest loading of each
 * factor is made positive, here and in the exported code, as scikit-learn leaves the signs open.
 */
export const factorAnalysis = defineLearned<typeof spec>()<Linear>({
  kind: 'learned',
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Linear> {
    const values = numbersOf(table, columns, 'factorAnalysis', 2);
    const means = values.map((x) => mean(x));
    const centred = values.map((x, j) => moved(x, means[j]!));
    if (centred.every((x) => x.every((y) => y === 0)))
      throw allEqual('factorAnalysis', columns, table.rows);
    const most = Math.min(table.rows, columns.length);
    const count = countWithin('factorAnalysis', params.nComponents, most);
    const { loadings, noise, settled } = yield* searched(centred, count, params);
    const turned = params.rotation === null ? loadings : yield* rotated(loadings, params.rotation);
    return {
      names: newNames(table, columns, 'factor', count),
      means,
      components: plainRows(yield* expected(turned.map(signed), noise)),
      share: null,
      settled,
    };
  }),
  ...linear('factorAnalysis'),
});

/** What scikit-learn adds to a deviation, and the least variance of a column's own noise. */
const small = 1e-12;

interface Searched {
  /** One list of p for each factor. */
  readonly loadings: Float64Array[];
  /** Each column's own variance. */
  readonly noise: Float64Array;
  readonly settled: boolean;
}

function* searched(
  centred: readonly Float64Array[],
  count: number,
  { maxIter, tol }: Params,
): Generator<number, Searched> {
  const n = centred[0]!.length;
  const p = centred.length;
  const variances = centred.map((x) => dot(x, x) / n);
  let noise = new Float64Array(p).fill(1);
  let before = -Infinity;
  for (let turn = 0; ; turn += 1) {
    const deviations = noise.map((x) => Math.sqrt(x) + small);
    const { values, vectors } = yield* spectrumOf(
      centred.map((x, j) => moved(x, 0, 1 / (deviations[j]! * Math.sqrt(n)))),
    );
    const loadings = Array.from({ length: count }, (_, k) => {
      const size = Math.sqrt(Math.max((values[k] ?? 0) ** 2 - 1, 0));
      return Float64Array.from(deviations, (d, j) => size * (vectors[k]?.[j] ?? 0) * d);
    });
    const likelihood = likelihoodOf(values, count, { noise, n });
    if (likelihood - before < tol) return { loadings, noise, settled: true };
    before = likelihood;
    noise = noise.map((_, j) =>
      Math.max(variances[j]! - loadings.reduce((sum, w) => sum + w[j]! * w[j]!, 0), small),
    );
    yield turn / maxIter;
    if (turn + 1 === maxIter) return { loadings, noise, settled: false };
  }
}

function likelihoodOf(
  values: Float64Array,
  count: number,
  { noise, n }: { readonly noise: Float64Array; readonly n: number },
): number {
  let sum = noise.length * log(2 * Math.PI) + count;
  for (let k = 0; k < count; k += 1) sum += log((values[k] ?? 0) ** 2);
  for (let k = count; k < values.length; k += 1) sum += values[k]! ** 2;
  for (const x of noise) sum += log(x);
  return (-n / 2) * sum;
}

/** Weights of the expected factors: (I + W Ψ⁻¹ W')⁻¹ W Ψ⁻¹. */
function* expected(
  loadings: readonly Float64Array[],
  noise: Float64Array,
): Generator<number, Float64Array[]> {
  const k = loadings.length;
  const weighed = loadings.map((w) => w.map((x, j) => x / noise[j]!));
  const within = Float64Array.from({ length: k * k }, (_, at) => {
    const [a, b] = [Math.floor(at / k), at % k];
    return dot(weighed[a]!, loadings[b]!) + +(a === b);
  });
  yield* cholesky(within, k);
  const out = weighed.map((w) => w.slice());
  for (let j = 0; j < noise.length; j += 1) {
    const solved = choleskySolve(
      within,
      k,
      Float64Array.from(weighed, (w) => w[j]!),
    );
    for (let a = 0; a < k; a += 1) out[a]![j] = solved[a]!;
  }
  return out;
}
