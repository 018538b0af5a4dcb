import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { explainDescent } from '../descent/fit.ts';
import type { DescentFitted } from '../descent/fit.ts';
import { descend, rowsByName, valueSeed } from '../sgd/descent.ts';
import { heldBack, watching } from '../sgd/watch.ts';
import { valueLosses } from '../sgd/losses.ts';
import type { SgdRegressorSpec } from './spec.ts';
import { descent } from '../forms.ts';

export const sgdRegressorCompute = defineModelCompute<SgdRegressorSpec>()<DescentFitted>({
  state: { version: 1, form: record(descent) },
  takesWeights: true,
  fit,
  predict: (fitted, X) => affine(X.columns, fitted.coefficients, fitted.intercept, X.rows),
  explain: explainDescent,
});

function* fit(input: FitInput<ParamsOf<SgdRegressorSpec>>): Generator<Progress, DescentFitted> {
  checkInput(input, 'sgdRegressor');
  const { X, y, params, seed, weight } = input;
  yield { share: 0 };
  const { x, placed } = rowsByName(X);
  const held = heldBack(input, null, 'sgdRegressor');
  const watch = watching({ x, y, held, weight }, 'values');
  const rows = { x, p: X.columns.length, y, weight: weight ?? null, watch };
  const loss = valueLosses[params.loss](params.epsilon);
  const work = descend(rows, loss, params, { seed: valueSeed(seed), model: 'sgdRegressor' });
  let share = 0;
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: (share = Math.max(share, turn.value)) };
  const { w, intercept, iterations, converged } = turn.value;
  yield { share: 1, note: `${iterations} passes` };
  return { coefficients: placed(w), intercept, iterations, converged };
}
