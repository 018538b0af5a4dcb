import { exp } from '#lib/engine/elementary.ts';
import { affine } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { count, doubles, fitting, flag, list, oneOf, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import { descend, machineSeeds, orderSeed, rowsByName } from '../sgd/descent.ts';
import { classLosses } from '../sgd/losses.ts';
import { heldBack, watching } from '../sgd/watch.ts';
import type { SgdClassifierSpec } from './spec.ts';
import { coefficients, oneVersusRest, present } from '../forms.ts';

export interface SgdClassifierFitted {
  readonly nClasses: number;
  readonly present: readonly number[];
  readonly loss: keyof typeof classLosses;
  /** One for each present class, against all others; a single one, of the second, when there are two. */
  readonly coefficients: readonly Float64Array[];
  readonly intercept: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

const sgdForm = fitting(
  record<SgdClassifierFitted>({
    ...present,
    loss: oneOf(Object.keys(classLosses) as (keyof typeof classLosses)[]),
    coefficients: list(coefficients),
    intercept: doubles(),
    iterations: count,
    converged: flag,
  }),
  (fitted) => oneVersusRest(fitted),
);

export const sgdClassifierCompute = defineModelCompute<SgdClassifierSpec>()<SgdClassifierFitted>({
  state: { version: 1, form: sgdForm },
  takesWeights: true,
  fit,
  predict,
  explain: (fitted, names) => ({
    coefficients: fitted.coefficients.map((w) => names.map((name, j) => [name, w[j]!] as const)),
    intercept: [...fitted.intercept],
    iterations: fitted.iterations,
    converged: fitted.converged,
  }),
});

type Input = FitInput<ParamsOf<SgdClassifierSpec>>;

function* fit(input: Input): Generator<Progress, SgdClassifierFitted> {
  checkInput(input, 'sgdClassifier');
  yield { share: 0 };
  const { params, X, seed, nClasses } = input;
  const { weight: own } = input;
  const { present, codes } = presentClasses(input, 'sgdClassifier');
  // scikit-learn balances the rows of each class, whatever they count.
  const counts = present.map((_, k) => codes.reduce((n, code) => n + Number(code === k), 0));
  const { x, placed } = rowsByName(X);
  const each = counts.map((n) => X.rows / (counts.length * n));
  const balances = params.classWeight === 'balanced';
  // Of several machines, each weighs its own class alone.
  const weightFor = (machine: number): Float64Array | null =>
    balances || own
      ? Float64Array.from(codes, (k, i) => {
          const weighs = balances && (present.length === 2 || k === machine);
          return (weighs ? each[k]! : 1) * (own?.[i] ?? 1);
        })
      : null;
  const machines = present.length > 2 ? [...present.keys()] : [1];
  const seeds = machines.length > 1 ? machineSeeds(seed, machines.length) : [seed];
  const way = params.loss === 'log_loss' ? 'positives' : 'signs';
  const held = heldBack(input, codes, 'sgdClassifier');
  const coefficients: Float64Array[] = [];
  const intercept = new Float64Array(machines.length);
  let [iterations, converged] = [0, true];
  for (const [index, k] of machines.entries()) {
    const y = Float64Array.from(codes, (code) => (code === k ? 1 : -1));
    const watch = watching({ x, y, held, weight: own }, way);
    const rows = { x, p: X.columns.length, y, weight: weightFor(k), watch };
    const draw = { seed: orderSeed(seeds[index]!), model: 'sgdClassifier' };
    const work = descend(rows, classLosses[params.loss], params, draw);
    let turn = work.next();
    for (; !turn.done; turn = work.next()) yield { share: (index + turn.value) / machines.length };
    coefficients.push(placed(turn.value.w));
    intercept[index] = turn.value.intercept;
    iterations = Math.max(iterations, turn.value.iterations);
    converged &&= turn.value.converged;
    yield { share: (index + 1) / machines.length, note: `${turn.value.iterations} passes` };
  }
  return { nClasses, present, loss: params.loss, coefficients, intercept, iterations, converged };
}

/** As scikit-learn's `predict_proba`: each machine's own probability, shared out among the classes. */
function predict(fitted: SgdClassifierFitted, X: Matrix): Float64Array {
  const { coefficients, intercept, loss } = fitted;
  const own = coefficients.map((w, k) =>
    affine(X.columns, w, intercept[k]!, X.rows).map(
      loss === 'log_loss' ? sigmoid : (score) => (Math.max(-1, Math.min(1, score)) + 1) / 2,
    ),
  );
  if (own.length === 1) return spreadOver([own[0]!.map((p) => 1 - p), own[0]!], fitted);
  for (let i = 0; i < X.rows; i += 1) {
    const sum = own.reduce((total, share) => total + share[i]!, 0);
    for (const share of own) share[i] = sum > 0 ? share[i]! / sum : 1 / own.length;
  }
  return spreadOver(own, fitted);
}

function sigmoid(score: number): number {
  const e = exp(-Math.abs(score));
  return score >= 0 ? 1 / (1 + e) : e / (1 + e);
}
