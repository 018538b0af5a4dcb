import { addScaled, dot } from '#lib/engine/linalg.ts';
import { shareAt } from './newton.ts';
import type { Rules } from './newton.ts';
import { backtrack, mapped, slope } from './objective.ts';
import type { Objective, State } from './objective.ts';

/** About the inverse Hessian, times a slope. */
export type Bend = (slope: Float64Array) => Float64Array;

export interface Reached {
  readonly theta: Float64Array;
  readonly steps: number;
  readonly settled: boolean;
}

/** Steps that the inverse Hessian remembers. */
const memory = 12;

/**
 * L-BFGS with backtracking (Nocedal and Wright, algorithm 7.4) whose first inverse Hessian is `bend`.
 * Ends unsettled where no step lowers the loss any more, and at 0 where the start is worse than that.
 */
export function* lbfgs(
  objective: Objective,
  start: { readonly theta: Float64Array; readonly bend: Bend },
  rules: Rules,
): Generator<number, Reached> {
  let state: State = { theta: start.theta, now: yield* mapped(slope(objective, start.theta), 0) };
  // A start at 0 itself may come out above by rounding.
  const atZero = (1 + 1e-9) * Math.log(Math.max(2, objective.design.K));
  if (!(state.now.loss <= atZero))
    return { theta: new Float64Array(start.theta.length), steps: 0, settled: false };
  const turns: Turn[] = [];
  for (let steps = 0; steps < rules.maxIter; steps += 1) {
    yield shareAt(steps);
    const down = state.now.gradient.map((g) => -g);
    const step = bentBack(down, turns, start.bend);
    const descent = dot(state.now.gradient, step);
    const found = descent < 0 ? yield* backtrack(objective, state, step, descent) : null;
    if (!found) return { theta: state.theta, steps, settled: false };
    remember(turns, state, found);
    state = found;
    if (rules.settled(state.now.gradient) && -0.5 * descent <= rules.tol)
      return { theta: state.theta, steps: steps + 1, settled: true };
  }
  return { theta: state.theta, steps: rules.maxIter, settled: false };
}

/** What a step did to the parameters and to the slope. */
interface Turn {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** 1 / sᵀy */
  readonly rho: number;
}

function remember(turns: Turn[], from: State, to: State): void {
  const s = to.theta.map((value, at) => value - from.theta[at]!);
  const y = to.now.gradient.map((g, at) => g - from.now.gradient[at]!);
  const along = dot(s, y);
  if (!(along > 1e-10 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
  turns.push({ s, y, rho: 1 / along });
  if (turns.length > memory) turns.shift();
}

/** The inverse Hessian as the turns have bent it, times `down`. */
function bentBack(down: Float64Array, turns: readonly Turn[], bend: Bend): Float64Array {
  const q = down.slice();
  const sizes = new Float64Array(turns.length);
  for (let t = turns.length - 1; t >= 0; t -= 1) {
    const { s, y, rho } = turns[t]!;
    sizes[t] = rho * dot(s, q);
    addScaled(q, -sizes[t]!, y);
  }
  const r = bend(q);
  for (const [t, { s, y, rho }] of turns.entries()) addScaled(r, sizes[t]! - rho * dot(y, r), s);
  return r;
}
