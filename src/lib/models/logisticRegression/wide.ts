import { lbfgs } from './lbfgs.ts';
import { newton } from './newton.ts';
import type { Rules, Solution } from './newton.ts';
import { sizeOf } from './objective.ts';
import type { Objective } from './objective.ts';

/** Looks at the rows after which products with the Hessian get further: columns that say the same, hardly held. */
const mostSteps = 60;

/**
 * For more weights than a Hessian is factored for. The columns have mean square 1, so that the Hessian at 0 is near a
 * multiple of the identity beside the penalty, and L-BFGS gets as far with one look at the rows as conjugate gradients do
 * with one product. Newton's method ends what is left after so many.
 */
export function* wideFit(objective: Objective, rules: Rules): Generator<number, Solution> {
  const { design, penalty, pinned } = objective;
  const { K, width } = design;
  const curvature = K === 1 ? 1 / 4 : (K - 1) / K ** 2;
  const bend = (slope: Float64Array): Float64Array => {
    const out = slope.map((g, at) => g / (curvature + penalty[at % width]!));
    if (pinned) out[out.length - 1] = 0;
    return out;
  };
  const begin = { theta: new Float64Array(sizeOf(objective)), bend };
  const settings = { ...rules, maxIter: Math.min(rules.maxIter, mostSteps) };
  const { theta, steps, settled } = yield* lbfgs(objective, begin, settings);
  if (settled || steps === rules.maxIter)
    return { theta, iterations: steps, converged: settled, factor: null };
  const last = yield* newton(objective, theta, { ...rules, maxIter: rules.maxIter - steps });
  return { ...last, iterations: last.iterations + steps };
}
