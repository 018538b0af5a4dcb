import { addScaled, choleskySolve, dot } from '#lib/engine/linalg.ts';
import { newton, shareAt } from './newton.ts';
import type { Rules, Solution } from './newton.ts';
import { backtrack, freeOf, mapped, sizeOf, slope } from './objective.ts';
import type { Objective, State } from './objective.ts';

/** Rows of the sample for each parameter, and at least. */
const rowsEach = 32;
const rowsAtLeast = 2048;
/** The sample pays where the table is so many times as long. */
const timesAsLong = 4;
/** Steps after which something is odd about the sample: sorted rows, a rare class. */
const mostSteps = 40;
/** Steps that the inverse Hessian remembers. */
const memory = 12;

/** How many rows apart those of the sample stand; 1: the table is too short for one. */
export function apart(objective: Objective): number {
  const wanted = Math.max(rowsAtLeast, rowsEach * sizeOf(objective));
  const every = Math.floor(objective.design.rows / wanted);
  return every < timesAsLong ? 1 : every;
}

/**
 * For long tables: Newton's method on every n-th row finds weights that are right to about the square root of
 * parameters by rows, and a Hessian that is right to a few per cent; L-BFGS (Nocedal and Wright, algorithm 7.4) with
 * that Hessian as its first one then gains a digit or more with every look at all rows. Newton's method on all rows
 * ends what is left, where the sample was odd or rounding hides the descent.
 */
export function* sampled(
  objective: Objective,
  every: number,
  rules: Rules,
): Generator<number, Solution> {
  const part = { ...objective, design: objective.design.sample(every) };
  const near = sizeOf(objective) / part.design.rows;
  const first = yield* newton(part, new Float64Array(sizeOf(objective)), {
    maxIter: 20,
    tol: 0.1 * near,
    settled: () => true,
  });
  if (!first.factor) return yield* newton(objective, first.theta, rules);
  const { state, steps, settled } = yield* quasiNewton(objective, first, rules);
  if (settled)
    return { theta: state.theta, iterations: steps, converged: true, factor: first.factor };
  const left = { ...rules, maxIter: rules.maxIter - steps };
  const last = yield* newton(objective, state.theta, left);
  return { ...last, iterations: last.iterations + steps };
}

interface Reached {
  readonly state: State;
  readonly steps: number;
  readonly settled: boolean;
}

function* quasiNewton(
  objective: Objective,
  { theta, factor }: Solution,
  rules: Rules,
): Generator<number, Reached> {
  let state: State = { theta, now: yield* mapped(slope(objective, theta), 0) };
  const turns: Turn[] = [];
  for (let steps = 0; steps < Math.min(rules.maxIter, mostSteps); steps += 1) {
    yield shareAt(steps);
    const step = new Float64Array(theta.length);
    const down = state.now.gradient.map((g) => -g).subarray(0, freeOf(objective));
    step.set(bentBack(down, turns, factor!));
    const descent = dot(state.now.gradient, step);
    const found = descent < 0 ? yield* backtrack(objective, state, step, descent) : null;
    if (!found) return { state, steps, settled: false };
    remember(turns, state, found, down.length);
    state = found;
    if (rules.settled(state.now.gradient) && -0.5 * descent <= rules.tol)
      return { state, steps: steps + 1, settled: true };
  }
  return { state, steps: Math.min(rules.maxIter, mostSteps), settled: false };
}

/** What a step did to the parameters and to the slope. */
interface Turn {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / sᵀy */
  readonly rho: number;
}

function remember(turns: Turn[], from: State, to: State, free: number): void {
  const s = to.theta.map((value, at) => value - from.theta[at]!).subarray(0, free);
  const y = to.now.gradient.map((g, at) => g - from.now.gradient[at]!).subarray(0, free);
  const along = dot(s, y);
  if (!(along > 1e-10 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  turns.push({ s, y, rho: 1 / along });
  if (turns.length > memory) turns.shift();
}

/** The inverse Hessian as the turns have bent it, times `down`. */
function bentBack(
  down: Float64Array,
  turns: readonly Turn[],
  factor: Float64Array,
): Float64Array {
  const q = down.slice();
  const sizes = new Float64Array(turns.length);
  for (let t = turns.length - 1; t >= 0; t -= 1) {
    const { s, y, rho } = turns[t]!;
    sizes[t] = rho * dot(s, q);
    addScaled(q, -sizes[t]!, y);
  }
  const r = choleskySolve(factor, q.length, q);
  for (const [t, { s, y, rho }] of turns.entries()) addScaled(r, sizes[t]! - rho * dot(y, r), s);
  return r;
}
