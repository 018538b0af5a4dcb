import type { LogisticDesign } from '#lib/engine/kernels/logistic.ts';
import { addScaled, cholesky, choleskySolve, dot } from '#lib/engine/linalg.ts';

/**
 * Newton's method with backtracking, step for step as scikit-learn's newton-cholesky: Newton steps do not depend
 * on the columns' centre and scale, so with the same rules both stop at the same weights.
 */
export interface Rules {
  readonly maxIter: number;
  /** True when the slope is small enough to stop. */
  readonly settled: (gradient: Float64Array) => boolean;
  readonly tol: number;
  /** The last parameter is one too many (multinomial intercepts) and stays 0. */
  readonly pinned: boolean;
}

export interface Solution {
  readonly theta: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Parameters up to which a factored Hessian is faster than conjugate gradients. */
export const widestFactored = 600;

/** Mean weighted log loss plus ½ Σ penaltyⱼ θₖⱼ²; θ is K blocks of one number for each column. */
interface Objective {
  readonly design: LogisticDesign;
  /** For each column; 0 for the intercept's. */
  readonly penalty: Float64Array;
}

interface Slope {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** @param penalty one for each column; 0 for the intercept's */
export function* newton(
  design: LogisticDesign,
  penalty: Float64Array,
  rules: Rules,
): Generator<number, Solution> {
  const objective = { design, penalty };
  let theta: Float64Array = new Float64Array(design.K * design.width);
  let now = yield* mapped(slope(objective, theta), 0);
  for (let iteration = 1; iteration <= rules.maxIter; iteration += 1) {
    yield shareAt(iteration - 1);
    const step = yield* newtonStep(objective, now, rules, iteration - 1);
    const descent = dot(now.gradient, step);
    const found = yield* backtrack(objective, { theta, now }, step, descent);
    // No step lowers the loss any more: the optimum to machine precision.
    if (!found) return { theta, iterations: iteration, converged: true };
    ({ theta, now } = found);
    const converged = rules.settled(now.gradient) && -0.5 * descent <= rules.tol;
    if (converged) return { theta, iterations: iteration, converged };
  }
  return { theta, iterations: rules.maxIter, converged: false };
}

/** Newton needs 5 to 15 steps, unknown in advance: a share that approaches 1. */
const shareAt = (iterations: number): number => iterations / (iterations + 4);

function* slope({ design, penalty }: Objective, theta: Float64Array): Generator<void, Slope> {
  const { loss, gradient } = yield* design.look(theta);
  let total = loss;
  for (let at = 0; at < theta.length; at += 1) {
    const held = penalty[at % design.width]! * theta[at]!;
    gradient[at]! += held;
    total += 0.5 * held * theta[at]!;
  }
  return { loss: total, gradient };
}

interface State {
  readonly theta: Float64Array;
  readonly now: Slope;
}

/** Halves the step until the loss falls enough (Armijo), or cannot be told apart and the slope falls. */
function* backtrack(
  objective: Objective,
  { theta, now }: State,
  step: Float64Array,
  descent: number,
): Generator<number, State | null> {
  const tiny = 16 * Number.EPSILON * Math.abs(now.loss);
  const before = sumOfSizes(now.gradient);
  for (let t = 1; t > 1e-6; t /= 2) {
    const next = theta.map((value, at) => value + t * step[at]!);
    const there = yield* mapped(slope(objective, next), 0);
    const gain = there.loss - now.loss;
    const level = Math.abs(gain) <= tiny && sumOfSizes(there.gradient) < before;
    if (gain <= (t * descent) / 2048 || level) return { theta: next, now: there };
    yield 0;
  }
  return null;
}

function* newtonStep(
  objective: Objective,
  now: Slope,
  rules: Rules,
  iteration: number,
): Generator<number, Float64Array> {
  const size = now.gradient.length;
  const free = rules.pinned ? size - 1 : size;
  const down = now.gradient.map((g) => -g).subarray(0, free);
  const from = shareAt(iteration);
  const step = new Float64Array(size);
  if (size > widestFactored) {
    step.set(yield* conjugateStep(objective, down, from));
    return step;
  }
  const hessian = yield* hessianOf(objective, free, from);
  for (let damping = 0; ; damping = Math.max(10 * damping, 1e-12 * trace(hessian, free))) {
    const factor = hessian.slice();
    for (let a = 0; a < free; a += 1) factor[a * free + a]! += damping;
    const works = yield* mapped(cholesky(factor, free), from);
    if (!works) continue;
    step.set(choleskySolve(factor, free, down));
    return step;
  }
}

/** Row-major free × free, leaving out parameters from `free` on. */
function* hessianOf(
  { design, penalty }: Objective,
  free: number,
  share: number,
): Generator<number, Float64Array> {
  const { width: q, K } = design;
  const out = new Float64Array(free * free);
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l <= k; l += 1) {
      const sums = yield* mapped(design.gram(k, l), share);
      for (let j = 0; j < q; j += 1)
        for (let m = 0; m <= j; m += 1) {
          place(out, k * q + j, l * q + m, sums[j * q + m]!);
          place(out, k * q + m, l * q + j, sums[j * q + m]!);
        }
    }
    for (let j = 0; j < q; j += 1)
      if (k * q + j < free) out[(k * q + j) * (free + 1)]! += penalty[j]!;
  }
  return out;
}

/** Sets both halves; the pinned parameter has no place. */
function place(out: Float64Array, a: number, b: number, value: number): void {
  const free = Math.sqrt(out.length);
  if (a >= free || b >= free) return;
  out[a * free + b] = out[b * free + a] = value;
}

/** Solves H step = down without forming H, by conjugate gradients scaled by H's diagonal. */
function* conjugateStep(
  objective: Objective,
  down: Float64Array,
  share: number,
): Generator<number, Float64Array> {
  const curved = yield* mapped(objective.design.diagonal(), share);
  const diagonal = curved.map((value, at) => value + penaltyAt(objective, at) || 1);
  const x = new Float64Array(down.length);
  const rest = down.slice();
  let scaled = rest.map((r, a) => r / diagonal[a]!);
  let direction = scaled.slice();
  let size = dot(rest, scaled);
  const enough = 1e-16 * size;
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

function* mapped<Result>(
  work: Generator<unknown, Result>,
  share: number,
): Generator<number, Result> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield share;
  return turn.value;
}

function trace(a: Float64Array, p: number): number {
  let sum = 0;
  for (let i = 0; i < p; i += 1) sum += a[i * (p + 1)]!;
  return sum || 1;
}

const sumOfSizes = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0);
