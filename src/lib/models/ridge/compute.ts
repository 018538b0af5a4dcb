import { addScaled, affine, cholesky, choleskySolve, dot, gram } from '#lib/engine/linalg.ts';
import type { Columns } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import { record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { explainLinear, fitLinear, minimumNorm } from '../linearRegression/compute.ts';
import type { LinearFitted } from '../linearRegression/compute.ts';
import type { RidgeSpec } from './spec.ts';
import { linear } from '../forms.ts';

export const ridgeCompute = defineModelCompute<RidgeSpec>()<LinearFitted>({
  state: { version: 1, form: record(linear) },
  takesWeights: true,
  *fit(input) {
    checkInput(input, 'ridge');
    const { alpha } = input.params;
    return yield* fitLinear(input, (columns, target) =>
      alpha === 0 ? minimumNorm(columns, target) : penalised(columns, target, alpha),
    );
  },
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainLinear,
});

/** (XᵀX + αI)⁻¹ Xᵀy, or on wide data the same as Xᵀ(XXᵀ + αI)⁻¹ y, whichever system is smaller. */
function* penalised(
  columns: Columns,
  y: Float64Array,
  alpha: number,
): Generator<number, Float64Array> {
  if (columns.length > y.length) {
    const dual = yield* solve(transposed(columns, y.length), y, alpha);
    return Float64Array.from(columns, (x) => dot(x, dual));
  }
  const target = Float64Array.from(columns, (x) => dot(x, y));
  return yield* solve(columns, target, alpha);
}

function* solve(
  columns: Columns,
  target: Float64Array,
  alpha: number,
): Generator<number, Float64Array> {
  const p = columns.length;
  const a = yield* gram(columns);
  for (let j = 0; j < p; j += 1) a[j * p + j]! += alpha;
  const kept = a.slice();
  if (!(yield* cholesky(a, p))) return yield* minimumNorm(columnsOf(kept, p), target);
  const x = choleskySolve(a, p, target);
  // One step of refinement against rounding in the factor.
  const rest = target.slice();
  for (let j = 0; j < p; j += 1) addScaled(rest, -x[j]!, kept.subarray(j * p, j * p + p));
  addScaled(x, 1, choleskySolve(a, p, rest));
  return x;
}

const columnsOf = (a: Float64Array, p: number): Float64Array[] =>
  Array.from({ length: p }, (_, j) => a.subarray(j * p, j * p + p));

function transposed(columns: Columns, rows: number): Float64Array[] {
  return Array.from({ length: rows }, (_, i) => Float64Array.from(columns, (x) => x[i]!));
}
