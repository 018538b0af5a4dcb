import { cholesky, choleskySolve } from '#lib/engine/linalg.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import { lbfgs } from './lbfgs.ts';
import type { Bend } from './lbfgs.ts';
import { newton, widestFactored } from './newton.ts';
import type { Rules, Solution } from './newton.ts';
import { factored, mapped, sizeOf, slope } from './objective.ts';
import type { Objective } from './objective.ts';

/** Rows of a sample for each column, and at least. */
const rowsEach = 16;
const rowsAtLeast = 1024;
/** Below this share of the rows a sample pays. */
const widestSample = 1 / 6;
/** How much longer the next sample is. */
const growth = 5;
/** Steps of L-BFGS after which something is odd: sorted rows in the sample, a rare class. */
const mostSteps = 60;

/** How many stretches of rows apart those of the first sample stand; 1: the table is too short for one. */
export function apart({ design }: Objective): number {
  const wanted = Math.max(rowsAtLeast, rowsEach * design.width * design.K);
  const every = Math.floor(design.rows / wanted);
  return every * widestSample < 1 || design.width > widestFactored ? 1 : every;
}

/**
 * For long tables: L-BFGS from weights that are nearly right, with a first Hessian that is nearly right, gains a digit
 * or more with each look at the rows, where a Newton step costs many looks. Newton's method on all rows ends what is
 * left where that fails, or where rounding hides the descent.
 */
export function* longFit(
  objective: Objective,
  every: number,
  rules: Rules,
): Generator<number, Solution> {
  const begun = yield* sampled(objective, every, rules);
  const settings = { ...rules, maxIter: Math.min(rules.maxIter, mostSteps) };
  const { theta, steps, settled } = yield* lbfgs(objective, begun, settings);
  if (settled) return { theta, iterations: steps, converged: true, factor: null };
  const last = yield* newton(objective, theta, { ...rules, maxIter: rules.maxIter - steps });
  return { ...last, iterations: last.iterations + steps };
}

interface Begun {
  readonly theta: Float64Array;
  readonly bend: Bend;
}

/**
 * Fits of ever longer samples: the first finds weights that are right to about the square root of columns by rows, and
 * a Newton step on each of the next ones sharpens them and the Hessian.
 */
function* sampled(objective: Objective, first: number, rules: Rules): Generator<number, Begun> {
  const size = sizeOf(objective);
  const rough: Rules = {
    maxIter: 20,
    tol: (0.1 * size * first) / objective.design.rows,
    settled: () => true,
  };
  const part = { ...objective, every: first };
  let found: Begun =
    objective.design.K === 1
      ? withFactor(yield* newton(part, new Float64Array(size), rough))
      : yield* separable(part, rough);
  if (size > widestFactored) return found;
  const last = 1 / widestSample;
  for (let every = first; every > last;) {
    every = Math.floor(every / growth);
    // A sample hardly shorter than the last one would teach nothing that the last one does not.
    if (every < 2 * last) every = last;
    const next = { ...objective, every };
    if (every === last) return yield* sharpened(next, found);
    found = withFactor(yield* newton(next, found.theta, { ...rules, maxIter: 1 }));
  }
  return found;
}

/**
 * A step by what the shorter sample knows of the Hessian, and a whole Newton step. Where they lead is not looked at: the
 * look at all rows that follows tells more.
 */
function* sharpened(objective: Objective, from: Begun): Generator<number, Begun> {
  const there = yield* mapped(slope(objective, from.theta), 0);
  const theta = minus(from.theta, from.bend(there.gradient));
  const { gradient } = yield* mapped(slope(objective, theta), 0);
  const factor = yield* factored(objective, 0);
  const bend: Bend = (g) => bentBy(factor, g);
  return { theta: minus(theta, bend(gradient)), bend };
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, at) => x - b[at]!);

function withFactor({ theta, factor }: Solution): Begun {
  return { theta, bend: (slope) => bentBy(factor!, slope) };
}

/** A factor that lacks the pinned parameter moves the others only. */
function bentBy(factor: Float64Array, slope: Float64Array): Float64Array {
  const free = Math.round(Math.sqrt(factor.length));
  const out = new Float64Array(slope.length);
  out.set(choleskySolve(factor, free, slope.subarray(0, free)));
  return out;
}

/**
 * More classes. With the rows' own curvature replaced by its mean W over them, the Hessian is W ⊗ G beside the penalty,
 * G being the gram of the columns: in W's eigenvectors it falls apart into one small system for each class. W is
 * taken at 0, where it is exact, and again where the first steps have led.
 */
function* separable(objective: Objective, rules: Rules): Generator<number, Begun> {
  const { design, every } = objective;
  const gram = yield* mapped(design.gram(null, every), 0);
  let theta: Float64Array = new Float64Array(sizeOf(objective));
  yield* mapped(design.look(theta, every), 0);
  let bend = yield* bendAt(objective, gram);
  for (const maxIter of [3, 20]) {
    ({ theta } = yield* lbfgs(objective, { theta, bend }, { ...rules, maxIter }));
    yield* mapped(design.look(theta, every), 0);
    bend = yield* bendAt(objective, gram);
  }
  return { theta, bend };
}

/** The inverse of that Hessian at the last look. The direction in which all classes move alike is left out. */
function* bendAt(
  { design, penalty, every }: Objective,
  gram: Float64Array,
): Generator<number, Bend> {
  const q = design.width;
  const { values, vectors } = yield* mapped(spectrumOf(design.meanBend(every)), 0);
  const kept = [...values.keys()].filter((r) => values[r]! > 1e-10 * values[0]!);
  const factors: Float64Array[] = [];
  for (const r of kept) {
    const a = gram.map((value) => values[r]! * value);
    for (let j = 0; j < q; j += 1) a[j * (q + 1)]! += penalty[j]! + 1e-12 * values[0]!;
    yield* mapped(cholesky(a, q), 0);
    factors.push(a);
  }
  return (slope) => {
    const out = new Float64Array(slope.length);
    for (const [at, r] of kept.entries()) {
      const v = vectors[r]!;
      const own = new Float64Array(q);
      for (let i = 0; i < slope.length; i += 1) own[i % q]! += v[Math.floor(i / q)]! * slope[i]!;
      const solved = choleskySolve(factors[at]!, q, own);
      for (let i = 0; i < out.length; i += 1) out[i]! += v[Math.floor(i / q)]! * solved[i % q]!;
    }
    return out;
  };
}
