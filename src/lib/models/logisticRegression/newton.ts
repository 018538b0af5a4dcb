import { Design } from '#lib/engine/kernels/design.ts';
import { addScaled, cholesky, choleskySolve, dot, product } from '#lib/engine/linalg.ts';
import { curvature, scores, slope } from './objective.ts';
import type { Objective, Scores, Slope } from './objective.ts';

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
const widestFactored = 600;

export function* newton(objective: Objective, rules: Rules): Generator<number, Solution> {
  const rows = objective.y.length;
  const size = objective.K * objective.columns.length;
  const design = size > widestFactored ? null : new Design(objective.columns);
  let theta: Float64Array = new Float64Array(size);
  let z = scores(objective, theta, rows);
  let now = slope(objective, theta, z);
  for (let iteration = 1; iteration <= rules.maxIter; iteration += 1) {
    yield shareAt(iteration - 1);
    const step = yield* newtonStep({ objective, design }, now, rules, iteration - 1);
    const descent = dot(now.gradient, step);
    const found = yield* backtrack(objective, { theta, z, now }, step, descent);
    // No step lowers the loss any more: the optimum to machine precision.
    if (!found) return { theta, iterations: iteration, converged: true };
    ({ theta, z, now } = found);
    const converged = rules.settled(now.gradient) && -0.5 * descent <= rules.tol;
    if (converged) return { theta, iterations: iteration, converged };
  }
  return { theta, iterations: rules.maxIter, converged: false };
}

/** Newton needs 5 to 15 steps, unknown in advance: a share that approaches 1. */
const shareAt = (iterations: number): number => iterations / (iterations + 4);

interface State {
  readonly theta: Float64Array;
  readonly z: Scores;
  readonly now: Slope;
}

/** Halves the step until the loss falls enough (Armijo), or cannot be told apart and the slope falls. */
function* backtrack(
  objective: Objective,
  { theta, z, now }: State,
  step: Float64Array,
  descent: number,
): Generator<number, State | null> {
  const zStep = scores(objective, step, objective.y.length);
  const tiny = 16 * Number.EPSILON * Math.abs(now.loss);
  const before = sumOfSizes(now.gradient);
  for (let t = 1; t > 1e-6; t /= 2) {
    const next = theta.map((value, at) => value + t * step[at]!);
    const zNext = z.map((column) => column.slice());
    for (const [k, column] of zNext.entries()) addScaled(column, t, zStep[k]!);
    const there = slope(objective, next, zNext);
    const gain = there.loss - now.loss;
    const level = Math.abs(gain) <= tiny && sumOfSizes(there.gradient) < before;
    if (gain <= (t * descent) / 2048 || level) return { theta: next, z: zNext, now: there };
    yield 0;
  }
  return null;
}

interface Problem {
  readonly objective: Objective;
  /** null where the Hessian is too wide to be formed. */
  readonly design: Design | null;
}

function* newtonStep(
  problem: Problem,
  now: Slope,
  rules: Rules,
  iteration: number,
): Generator<number, Float64Array> {
  const size = now.gradient.length;
  const free = rules.pinned ? size - 1 : size;
  const down = now.gradient.map((g) => -g).subarray(0, free);
  const from = shareAt(iteration);
  const step = new Float64Array(size);
  const { objective, design } = problem;
  if (!design) {
    step.set(yield* conjugateStep(objective, now.shares, down, from));
    return step;
  }
  const hessian = yield* hessianOf({ objective, design }, now.shares, free, from);
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
  { objective, design }: { objective: Objective; design: Design },
  shares: Scores,
  free: number,
  share: number,
): Generator<number, Float64Array> {
  const { penalty, K } = objective;
  const q = design.width;
  const out = new Float64Array(free * free);
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l <= k; l += 1) {
      const sums = yield* mapped(design.gram(curvature(objective, shares, k, l)), share);
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
  shares: Scores,
  down: Float64Array,
  share: number,
): Generator<number, Float64Array> {
  const diagonal = diagonalOf(objective, shares);
  const x = new Float64Array(down.length);
  const rest = down.slice();
  let scaled = rest.map((r, a) => r / diagonal[a]!);
  let direction = scaled.slice();
  let size = dot(rest, scaled);
  const enough = 1e-16 * size;
  for (let turn = 0; turn < 4 * down.length && size > enough; turn += 1) {
    yield share;
    const bent = timesHessian(objective, shares, direction);
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

/** H · direction, for a direction that may lack the last parameter. */
function timesHessian(objective: Objective, shares: Scores, direction: Float64Array): Float64Array {
  const { columns, penalty, weight, K } = objective;
  const q = columns.length;
  const whole = new Float64Array(K * q);
  whole.set(direction);
  const z = scores(objective, whole, weight.length);
  const centre = new Float64Array(weight.length);
  for (let k = 0; k < K; k += 1)
    for (let i = 0; i < centre.length; i += 1) centre[i]! += shares[k]![i]! * z[k]![i]!;
  const out = new Float64Array(K * q);
  for (let k = 0; k < K; k += 1) {
    const p = shares[k]!;
    const bent = z[k]!.map((value, i) =>
      K === 1
        ? weight[i]! * p[i]! * (1 - p[i]!) * value
        : weight[i]! * p[i]! * (value - centre[i]!),
    );
    for (let j = 0; j < q; j += 1)
      out[k * q + j] = dot(bent, columns[j]!) + penalty[j]! * whole[k * q + j]!;
  }
  return out.subarray(0, direction.length);
}

function diagonalOf(objective: Objective, shares: Scores): Float64Array {
  const { columns, penalty, K } = objective;
  const q = columns.length;
  const out = new Float64Array(K * q);
  for (let k = 0; k < K; k += 1) {
    const bent = curvature(objective, shares, k, k);
    for (const [j, x] of columns.entries())
      out[k * q + j] = dot(product(bent, x), x) + penalty[j]! || 1;
  }
  return out;
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
