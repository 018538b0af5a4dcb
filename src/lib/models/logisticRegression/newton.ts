import { addScaled, choleskySolve, dot } from '#lib/engine/linalg.ts';
import { backtrack, factored, freeOf, mapped, sizeOf, slope } from './objective.ts';
import type { Objective } from './objective.ts';

export interface Rules {
  readonly maxIter: number;
  /** True when the slope is small enough to stop. */
  readonly settled: (gradient: Float64Array) => boolean;
  /** The last step's promised gain of loss must be no more than this as well. */
  readonly tol: number;
}

export interface Solution {
  readonly theta: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** Of the Hessian where the last step began; null where it is too wide to be factored, or no step was made. */
  readonly factor: Float64Array | null;
}

/** Parameters up to which a factored Hessian is faster than conjugate gradients. */
export const widestFactored = 600;

/**
 * Newton's method with backtracking, step for step as scikit-learn's newton-cholesky where it starts at 0: Newton
 * steps do not depend on the columns' centre and scale, so with the same rules both stop at the same weights.
 */
export function* newton(
  objective: Objective,
  start: Float64Array,
  rules: Rules,
): Generator<number, Solution> {
  let theta = start;
  let factor: Float64Array | null = null;
  let now = yield* mapped(slope(objective, theta), 0);
  const steepest = sizeOfSlope(now.gradient);
  for (let iteration = 1; iteration <= rules.maxIter; iteration += 1) {
    const from = shareAt(iteration - 1);
    yield from;
    const down = now.gradient.map((g) => -g).subarray(0, freeOf(objective));
    const step = new Float64Array(theta.length);
    if (sizeOf(objective) > widestFactored) {
      const rough = Math.min(roughest, (sizeOfSlope(now.gradient) / steepest) ** 2);
      step.set(yield* conjugateStep(objective, down, { rough, share: from }));
    } else {
      factor = yield* factored(objective, from);
      step.set(choleskySolve(factor, down.length, down));
    }
    const descent = dot(now.gradient, step);
    const found = yield* backtrack(objective, { theta, now }, step, descent);
    // No step lowers the loss any more: the optimum to machine precision.
    if (!found) return { theta, iterations: iteration, converged: true, factor };
    ({ theta, now } = found);
    const converged = rules.settled(now.gradient) && -0.5 * descent <= rules.tol;
    if (converged) return { theta, iterations: iteration, converged, factor };
  }
  return { theta, iterations: rules.maxIter, converged: false, factor };
}

/** Newton needs 5 to 15 steps, unknown in advance: a share that approaches 1. */
export const shareAt = (iterations: number): number => iterations / (iterations + 4);

/**
 * How rough the first steps of conjugate gradients may be: what they leave of the slope falls with the square of the slope
 * itself, so that the last steps are exact and the descent stays quadratic (Dembo, Eisenstat and Steihaug, Inexact Newton
 * methods, 1982).
 */
const roughest = 0.1;
/** As exact as a step becomes. */
const finest = 1e-8;

const sizeOfSlope = (gradient: Float64Array): number => Math.sqrt(dot(gradient, gradient));

interface Exactness {
  /** What may be left of the slope. */
  readonly rough: number;
  readonly share: number;
}

/** Solves H step = down without forming H, by conjugate gradients scaled by H's diagonal. */
function* conjugateStep(
  objective: Objective,
  down: Float64Array,
  { rough, share }: Exactness,
): Generator<number, Float64Array> {
  const curved = yield* mapped(objective.design.diagonal(), share);
  const diagonal = curved.map((value, at) => value + penaltyAt(objective, at) || 1);
  const x = new Float64Array(down.length);
  const rest = down.slice();
  let scaled = rest.map((r, a) => r / diagonal[a]!);
  let direction = scaled.slice();
  let size = dot(rest, scaled);
  const enough = Math.max(finest, rough) ** 2 * size;
  for (let turn = 0; turn < 4 * down.length && size > enough; turn += 1) {
    yield share;
    const bent = yield* mapped(timesHessian(objective, direction), share);
    const t = size / dot(direction, bent);
    addScaled(x, t, direction);
    addScaled(rest, -t, bent);
    scaled = rest.map((r, a) => r / diagonal[a]!);
    const next = dot(rest, scaled);
    direction = direction.map((d, a) => scaled[a]! + (next / size) * d);
    size = next;
  }
  return x;
}

const penaltyAt = ({ design, penalty }: Objective, at: number): number =>
  penalty[at % design.width]!;

/** H · direction, for a direction that may lack the last parameter. */
function* timesHessian(
  objective: Objective,
  direction: Float64Array,
): Generator<void, Float64Array> {
  const { design } = objective;
  const whole = new Float64Array(design.K * design.width);
  whole.set(direction);
  const out = yield* design.bent(whole);
  return out
    .map((value, at) => value + penaltyAt(objective, at) * whole[at]!)
    .subarray(0, direction.length);
}
