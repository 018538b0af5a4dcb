import { affine, dot, product } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { explainDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import { standardised } from '../glm/fit.ts';
import { interiorPoint } from './interior.ts';
import { atVertex } from './vertex.ts';
import type { QuantileRegressorSpec } from './spec.ts';
import { descent } from '../forms.ts';

export const quantileRegressorCompute = defineModelCompute<QuantileRegressorSpec>()<DescentFitted>({
  state: { version: 1, form: record(descent) },
  takesWeights: true,
  fit,
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainDescent,
});

type Input = FitInput<ParamsOf<QuantileRegressorSpec>>;

/**
 * Least sum of quantile losses (Koenker and Bassett 1978) plus rows × alpha × Σ |w|. The penalty is two more rows a column,
 * with answer 0 and ± rows × alpha in that column: their losses at any quantile sum to it. So all is one linear program.
 * A row that counts w times is the row times w: the loss of w r is w times that of r. Weights are of mean 1 in it.
 */
function* fit(input: Input): Generator<Progress, DescentFitted> {
  checkInput(input, 'quantileRegressor');
  const { params } = input;
  const { X, y: answers, weight } = counting(input);
  const { quantile, alpha, fitIntercept } = params;
  const p = X.columns.length;
  // Well-conditioned columns and an answer of spread 1: the program is the same.
  const { columns, means, scales } = yield* standardised(X.columns, fitIntercept);
  const level = fitIntercept ? quantileOf(answers, quantile) : 0;
  const off = answers.map((value) => value - level);
  const unit = Math.sqrt(dot(off, off) / off.length) || 1;
  const extra = alpha > 0 ? 2 * p : 0;
  const rows = X.rows + extra;
  const y = new Float64Array(rows);
  for (let i = 0; i < X.rows; i += 1) y[i] = (weight[i]! * off[i]!) / unit;
  const held = columns.map((x, j) => {
    const out = new Float64Array(rows);
    out.set(product(weight, x));
    if (extra === 0 || j >= p) return out;
    out[X.rows + 2 * j] = (X.rows * alpha) / scales[j]!;
    out[X.rows + 2 * j + 1] = -out[X.rows + 2 * j]!;
    return out;
  });
  const program = { columns: held, y, quantile };
  let share = 0;
  const work = interiorPoint(program);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: (share = Math.max(share, turn.value)) };
  const theta = atVertex(program, turn.value.theta);
  yield { share: 1, note: `${turn.value.iterations} steps` };
  const coefficients = Float64Array.from({ length: p }, (_, j) => (unit * theta[j]!) / scales[j]!);
  const shift = dot(coefficients, means);
  const intercept = fitIntercept ? level + unit * theta[p]! - shift : 0;
  const { iterations, converged } = turn.value;
  return { coefficients, intercept, iterations, converged };
}

/** The rows that count something, and how much: 1 in the mean. */
function counting({ X, y, weight }: Input): Pick<Input, 'X' | 'y'> & { weight: Float64Array } {
  if (!weight) return { X, y, weight: new Float64Array(y.length).fill(1) };
  const kept = [...weight.keys()].filter((i) => weight[i]! > 0);
  const rows = (x: Float64Array): Float64Array => Float64Array.from(kept, (i) => x[i]!);
  const mean = weight.reduce((sum, w) => sum + w, 0) / kept.length;
  return {
    X: { ...X, rows: kept.length, columns: X.columns.map(rows) },
    y: rows(y),
    weight: rows(weight).map((w) => w / mean),
  };
}

const quantileOf = (y: Float64Array, q: number): number =>
  y.slice().sort()[Math.min(y.length - 1, Math.floor(q * y.length))]!;
