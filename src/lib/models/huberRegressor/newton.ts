import { Design } from '#lib/engine/kernels/design.ts';
import { affine, cholesky, choleskySolve, dot } from '#lib/engine/linalg.ts';

/**
 * Σ weightᵢ (σ + h(rᵢ / σ) σ) + ½ Σ penaltyⱼ θⱼ² with r = y − Xθ, where h(z) is z² up to ε and 2ε|z| − ε² beyond (Owen
 * 2007; the scikit-learn user guide, 1.1.16.4): convex in θ and σ together.
 */
export interface Huber {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** How much each row counts, and the sum of it. */
  readonly weight: Float64Array;
  readonly total: number;
  readonly penalty: Float64Array;
  readonly epsilon: number;
}

export interface HuberSolution {
  readonly theta: Float64Array;
  readonly sigma: number;
  readonly iterations: number;
  readonly converged: boolean;
}

interface Rules {
  readonly maxIter: number;
  readonly tol: number;
  /** What the columns were divided by: `tol` is about slopes in the columns as they were. */
  readonly sizes: Float64Array;
}

interface Place {
  readonly theta: Float64Array;
  readonly sigma: number;
  readonly rest: Float64Array;
  /** What rows within ε σ count, and 0 for outliers. */
  readonly inside: Float64Array;
  readonly loss: number;
  /** In θ, then in σ. */
  readonly gradient: Float64Array;
}

/** The line goes through the rows: below this share of the answer's spread σ has no meaning. */
const leastSigma = 1e-12;

/** Newton's method: between changes of who is an outlier it needs a few steps, and these changes end. */
export function* huberNewton(problem: Huber, rules: Rules): Generator<number, HuberSolution> {
  const design = new Design(problem.columns);
  let here = placeAt(problem, new Float64Array(problem.columns.length), 1);
  for (let iteration = 1; iteration <= rules.maxIter; iteration += 1) {
    const share = (iteration - 1) / (iteration + 6);
    yield share;
    const next = yield* moved(problem, design, here, share);
    const { theta, sigma } = next ?? here;
    const settled = !next || sigma <= leastSigma || steepest(next, rules) <= rules.tol;
    if (settled) return { theta, sigma, iterations: iteration, converged: true };
    here = next;
  }
  return { theta: here.theta, sigma: here.sigma, iterations: rules.maxIter, converged: false };
}

/**
 * A Newton step, or, where too few rows are within ε σ for the second derivatives to say how far to go, a step of
 * reweighted least squares, which always goes down. null where neither lowers the loss.
 */
function* moved(
  problem: Huber,
  design: Design,
  here: Place,
  share: number,
): Generator<number, Place | null> {
  for (const weights of [here.inside, reweighted(problem, here)]) {
    const curved = { weights, joint: weights === here.inside };
    const step = yield* stepFrom({ problem, design, curved }, here, share);
    const found = step && (yield* backtrack(problem, here, step, share));
    if (found) return found;
  }
  return null;
}

const reweighted = ({ epsilon, weight }: Huber, { rest, sigma }: Place): Float64Array =>
  rest.map((r, i) => weight[i]! * Math.min(1, (epsilon * sigma) / Math.abs(r)));

const steepest = ({ gradient }: Place, { sizes }: Rules): number =>
  gradient.reduce((most, g, j) => Math.max(most, Math.abs(g) * Math.max(1, sizes[j] ?? 1)), 0);

function placeAt(problem: Huber, theta: Float64Array, sigma: number): Place {
  const { columns, y, weight, total, penalty, epsilon } = problem;
  const rest = affine(columns, theta, 0, y.length).map((fit, i) => y[i]! - fit);
  const inside = rest.map((r, i) => (Math.abs(r) <= epsilon * sigma ? weight[i]! : 0));
  const pull = new Float64Array(y.length);
  let [loss, squares, outside] = [total * sigma, 0, 0];
  for (const [i, r] of rest.entries()) {
    const w = weight[i]!;
    if (inside[i]) {
      squares += w * (r * r);
      pull[i] = w * ((-2 * r) / sigma);
    } else {
      loss += w * (2 * epsilon * Math.abs(r));
      outside += w;
      pull[i] = w * (-2 * epsilon * Math.sign(r));
    }
  }
  loss += squares / sigma - outside * sigma * epsilon ** 2;
  const gradient = new Float64Array(theta.length + 1);
  for (const [j, x] of columns.entries()) {
    gradient[j] = dot(pull, x) + penalty[j]! * theta[j]!;
    loss += 0.5 * penalty[j]! * theta[j]! ** 2;
  }
  gradient[theta.length] = total - squares / sigma ** 2 - outside * epsilon ** 2;
  return { theta, sigma, rest, inside, loss, gradient };
}

interface Curved {
  readonly problem: Huber;
  readonly design: Design;
  /** Rows' weights in the curvature; joint: σ moves with θ, otherwise by itself. */
  readonly curved: { readonly weights: Float64Array; readonly joint: boolean };
}

function* stepFrom(
  { problem: { columns, penalty, total }, design, curved: { weights, joint } }: Curved,
  { sigma, rest, inside, gradient }: Place,
  share: number,
): Generator<number, Float64Array | null> {
  const q = columns.length;
  const size = q + 1;
  const products = yield* said(design.gram(weights), share);
  const hessian = new Float64Array(size * size);
  const own = rest.map((r, i) => r * inside[i]!);
  let trace = 0;
  for (let j = 0; j < q; j += 1) {
    for (let l = 0; l <= j; l += 1)
      hessian[j * size + l] = hessian[l * size + j] = (2 / sigma) * products[j * q + l]!;
    hessian[j * (size + 1)]! += penalty[j]!;
    const cross = joint ? (2 / sigma ** 2) * dot(own, columns[j]!) : 0;
    hessian[j * size + q] = hessian[q * size + j] = cross;
    trace += hessian[j * (size + 1)]!;
  }
  hessian[q * (size + 1)] = joint ? (2 / sigma ** 3) * dot(own, rest) : (2 * total) / sigma;
  trace += hessian[q * (size + 1)]!;
  // σ has come so near 0 that its curvature is not a number any more: the line goes through the rows.
  if (!Number.isFinite(trace)) return null;
  const down = gradient.map((g) => -g);
  for (let damping = 1e-13 * (trace || 1); ; damping *= 10) {
    const factor = hessian.slice();
    for (let a = 0; a < size; a += 1) factor[a * (size + 1)]! += damping;
    if (yield* said(cholesky(factor, size), share)) return choleskySolve(factor, size, down);
  }
}

/** Halves the step until the loss falls enough and σ stays above 0; null where no step does. */
function* backtrack(
  problem: Huber,
  here: Place,
  step: Float64Array,
  share: number,
): Generator<number, Place | null> {
  const q = here.theta.length;
  const descent = dot(here.gradient, step);
  const tiny = 16 * Number.EPSILON * Math.abs(here.loss);
  const before = sumOfSizes(here.gradient);
  for (let t = 1; t > 1e-9; t /= 2) {
    const sigma = Math.max(here.sigma / 10, here.sigma + t * step[q]!);
    const there = placeAt(
      problem,
      here.theta.map((value, j) => value + t * step[j]!),
      sigma,
    );
    const gain = there.loss - here.loss;
    const level = Math.abs(gain) <= tiny && sumOfSizes(there.gradient) < before;
    if (gain < 0 && gain <= (t * descent) / 2048) return there;
    if (level || (sigma > here.sigma + t * step[q]! && gain < -tiny)) return there;
    yield share;
  }
  return null;
}

function* said<Result>(work: Generator<unknown, Result>, share: number): Generator<number, Result> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield share;
  return turn.value;
}

const sumOfSizes = (x: Float64Array): number => x.reduce((sum, value) => sum + Math.abs(value), 0);
