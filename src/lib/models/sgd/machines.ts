import { exp } from '#lib/engine/elementary.ts';
import { affine } from '#lib/engine/linalg.ts';
import type { FittedSummary, FitInput, ModelCompute, Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { count, doubles, fitting, flag, list, oneOf, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { decisionsOver, presentClasses, spreadOver } from '../classes.ts';
import { coefficients, oneVersusRest, present } from '../forms.ts';
import { descend, machineSeeds, orderSeed, rowsByName, type SgdSettings } from './descent.ts';
import { classLosses, decides, type ClassLoss } from './losses.ts';
import { heldBack, watching } from './watch.ts';

export interface SgdClasses {
  readonly nClasses: number;
  readonly present: readonly number[];
  readonly loss: ClassLoss;
  /** One for each present class, against all others; a single one, of the second, when there are two. */
  readonly coefficients: readonly Float64Array[];
  readonly intercept: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

const form = fitting(
  record<SgdClasses>({
    ...present,
    loss: oneOf(Object.keys(classLosses) as ClassLoss[]),
    coefficients: list(coefficients),
    intercept: doubles(),
    iterations: count,
    converged: flag,
  }),
  (fitted) => oneVersusRest(fitted),
);

interface Stopping {
  readonly earlyStopping: boolean;
  readonly validationFraction: number;
  readonly classWeight: 'none' | 'balanced';
}

/** What the linear classifiers by gradient descent share: all but where their settings come from. */
export const machinesCompute = <Params extends Stopping>(
  id: string,
  settingsOf: (params: Params) => SgdSettings & { readonly loss: ClassLoss },
): ModelCompute<Params, SgdClasses> => ({
  state: { version: 1, form },
  takesWeights: true,
  decides: ({ loss }) => decides(loss),
  fit: (input) => fit(input, settingsOf(input.params), id),
  predict,
  explain: (fitted, names): FittedSummary => ({
    coefficients: fitted.coefficients.map((w) => names.map((name, j) => [name, w[j]!] as const)),
    intercept: [...fitted.intercept],
    iterations: fitted.iterations,
    converged: fitted.converged,
  }),
});

function* fit(
  input: FitInput<Stopping>,
  settings: SgdSettings & { readonly loss: ClassLoss },
  id: string,
): Generator<Progress, SgdClasses> {
  checkInput(input, id);
  yield { share: 0 };
  const { params, X, seed, nClasses, weight: own } = input;
  const { present, codes } = presentClasses(input, id);
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
  const way = settings.loss === 'log_loss' ? 'positives' : 'signs';
  const held = heldBack(input, codes, id);
  const coefficients: Float64Array[] = [];
  const intercept = new Float64Array(machines.length);
  let [iterations, converged] = [0, true];
  for (const [index, k] of machines.entries()) {
    const y = Float64Array.from(codes, (code) => (code === k ? 1 : -1));
    const watch = watching({ x, y, held, weight: own }, way);
    const rows = { x, p: X.columns.length, y, weight: weightFor(k), watch };
    const draw = { seed: orderSeed(seeds[index]!), model: id };
    const work = descend(rows, classLosses[settings.loss], settings, draw);
    let turn = work.next();
    for (; !turn.done; turn = work.next()) yield { share: (index + turn.value) / machines.length };
    coefficients.push(placed(turn.value.w));
    intercept[index] = turn.value.intercept;
    iterations = Math.max(iterations, turn.value.iterations);
    converged &&= turn.value.converged;
    yield { share: (index + 1) / machines.length, note: `${turn.value.iterations} passes` };
  }
  return { nClasses, present, loss: settings.loss, coefficients, intercept, iterations, converged };
}

/**
 * As scikit-learn's `predict_proba`: each machine's own probability, shared out among the classes. Where it has none, its
 * `decision_function`.
 */
function predict(fitted: SgdClasses, X: Matrix): Float64Array {
  const { coefficients, intercept, loss } = fitted;
  const scores = coefficients.map((w, k) => affine(X.columns, w, intercept[k]!, X.rows));
  if (decides(loss)) return decisionsOver(scores, fitted);
  const own = scores.map((sums) =>
    sums.map(loss === 'log_loss' ? sigmoid : (x) => (Math.max(-1, Math.min(1, x)) + 1) / 2),
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
