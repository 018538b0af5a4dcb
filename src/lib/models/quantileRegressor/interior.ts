import { Design } from '#lib/engine/kernels/design.ts';
import { affine, cholesky, choleskySolve, dot } from '#lib/engine/linalg.ts';

/** Least Σ ρ(y − Xθ), ρ(r) being quantile · r above 0 and (quantile − 1) · r below. */
export interface QuantileProgram {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly quantile: number;
}

export interface ProgramSolution {
  readonly theta: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Share of the way to the boundary that a step goes. */
const almost = 0.9995;
/** Gap between the program and its dual at the end, by the loss at 0. */
const closed = 1e-12;
const mostSteps = 100;

/** Dual variables x in (0, 1), s = 1 − x, and the multipliers z and w of those bounds. */
interface Point {
  readonly x: Float64Array;
  readonly s: Float64Array;
  readonly z: Float64Array;
  readonly w: Float64Array;
}

/**
 * The Frisch-Newton interior point method with Mehrotra's predictor and corrector on the bounded dual (Portnoy and
 * Koenker 1997; quantreg's rq.fit.fnb).
 */
export function* interiorPoint(program: QuantileProgram): Generator<number, ProgramSolution> {
  const { columns, y } = program;
  const design = new Design(columns);
  const cost = y.map((value) => -value);
  const right = dualTarget(program);
  let at = yield* begun(program, design, cost);
  let { theta } = at;
  const size = 1 + cost.reduce((sum, c) => sum + Math.abs(c), 0);
  for (let iteration = 1; iteration <= mostSteps; iteration += 1) {
    const gap = dot(cost, at.point.x) - dot(right, theta) + at.point.w.reduce((a, b) => a + b, 0);
    if (!(gap > closed * size))
      return { theta: theta.map((t) => -t), iterations: iteration, converged: true };
    yield (iteration - 1) / (iteration + 9);
    const next = yield* stepped({ columns, design, cost }, at.point, theta, iteration);
    if (!next) return { theta: theta.map((t) => -t), iterations: iteration, converged: true };
    at = next;
    theta = next.theta;
  }
  return { theta: theta.map((t) => -t), iterations: mostSteps, converged: false };
}

/** (1 − quantile) Xᵀ1 */
const dualTarget = ({ columns, quantile }: QuantileProgram): Float64Array =>
  Float64Array.from(columns, (x) => (1 - quantile) * x.reduce((sum, value) => sum + value, 0));

interface Reached {
  readonly point: Point;
  readonly theta: Float64Array;
}

interface Setting {
  readonly columns: readonly Float64Array[];
  readonly design: Design;
  readonly cost: Float64Array;
}

/** θ of least squares, and multipliers that are the two sides of its residuals. */
function* begun(
  { columns, y, quantile }: QuantileProgram,
  design: Design,
  cost: Float64Array,
): Generator<number, Reached> {
  const solve = yield* solver(design, new Float64Array(y.length).fill(1), 0);
  const theta =
    solve?.(Float64Array.from(columns, (x) => dot(x, cost))) ?? new Float64Array(columns.length);
  const fit = affine(columns, theta, 0, y.length);
  const r = cost.map((c, i) => c - fit[i]! || 1e-3);
  const z = r.map((value) => Math.max(value, 0) + 1e-3);
  return {
    theta,
    point: {
      x: new Float64Array(y.length).fill(1 - quantile),
      s: new Float64Array(y.length).fill(quantile),
      z,
      w: z.map((value, i) => value - r[i]!),
    },
  };
}

/** x with X' Q X x = b, for weights Q. */
function* solver(
  design: Design,
  q: Float64Array,
  share: number,
): Generator<number, ((b: Float64Array) => Float64Array) | null> {
  const p = design.width;
  const work = design.gram(q);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield share;
  const whole = turn.value;
  let trace = 0;
  for (let j = 0; j < p; j += 1) trace += whole[j * (p + 1)]!;
  if (!Number.isFinite(trace)) return null;
  for (let damping = 0; ; damping = Math.max(10 * damping, 1e-16 * (trace || 1))) {
    const factor = whole.slice();
    for (let j = 0; j < p; j += 1) factor[j * (p + 1)]! += damping;
    const factoring = cholesky(factor, p);
    let done = factoring.next();
    for (; !done.done; done = factoring.next()) yield share;
    if (done.value) return (b) => choleskySolve(factor, p, b);
  }
}

/** One predictor step and, where it hits a bound, its correction; null where weights leave what doubles hold. */
function* stepped(
  { columns, design, cost }: Setting,
  at: Point,
  theta: Float64Array,
  iteration: number,
): Generator<number, Reached | null> {
  const n = cost.length;
  const { x, s, z, w } = at;
  const q = x.map((value, i) => 1 / (z[i]! / value + w[i]! / s[i]!));
  if (!q.every(Number.isFinite)) return null;
  const r = z.map((value, i) => value - w[i]!);
  const share = iteration / (iteration + 9);
  const solve = yield* solver(design, q, share);
  if (!solve) return null;
  const towards = (pull: Float64Array): { dx: Float64Array; dy: Float64Array } => {
    const dy = solve(
      Float64Array.from(columns, (c) =>
        dot(
          c,
          pull.map((v, i) => v * q[i]!),
        ),
      ),
    );
    const along = affine(columns, dy, 0, n);
    return { dx: along.map((a, i) => q[i]! * (a - pull[i]!)), dy };
  };
  const first = towards(r);
  yield share;
  let step = movesOf(at, first.dx, first.dy, null);
  const mu = dot(z, x) + dot(w, s);
  if (Math.min(step.primal, step.dual) < 1) {
    const g = gapAfter(at, step);
    const centre = mu > 0 ? (mu * (g / mu) ** 3) / (2 * n) : 0;
    const cross = { zx: product(step.dx, step.dz), ws: step.dx.map((d, i) => -d * step.dw[i]!) };
    const pull = r.map(
      (value, i) => value + (cross.zx[i]! - centre) / x[i]! - (cross.ws[i]! - centre) / s[i]!,
    );
    const second = towards(pull);
    yield share;
    step = movesOf(at, second.dx, second.dy, { ...cross, centre });
  }
  const { primal, dual } = step;
  const next = theta.map((t, j) => t + dual * step.dy[j]!);
  if (!next.every(Number.isFinite) || !(primal > 0)) return null;
  return {
    theta: next,
    point: {
      x: x.map((v, i) => v + primal * step.dx[i]!),
      s: s.map((v, i) => v - primal * step.dx[i]!),
      z: z.map((v, i) => v + dual * step.dz[i]!),
      w: w.map((v, i) => v + dual * step.dw[i]!),
    },
  };
}

interface Moves {
  readonly dx: Float64Array;
  readonly dy: Float64Array;
  readonly dz: Float64Array;
  readonly dw: Float64Array;
  /** Shares of the step that keep the bounds. */
  readonly primal: number;
  readonly dual: number;
}

interface Correction {
  readonly zx: Float64Array;
  readonly ws: Float64Array;
  readonly centre: number;
}

function movesOf(
  { x, s, z, w }: Point,
  dx: Float64Array,
  dy: Float64Array,
  correction: Correction | null,
): Moves {
  const c = correction?.centre ?? 0;
  const dz = dx.map((d, i) => (c - (correction?.zx[i] ?? 0) - z[i]! * d) / x[i]! - z[i]!);
  const dw = dx.map((d, i) => (c - (correction?.ws[i] ?? 0) + w[i]! * d) / s[i]! - w[i]!);
  const ds = dx.map((d) => -d);
  return {
    dx,
    dy,
    dz,
    dw,
    primal: Math.min(1, almost * Math.min(bound(x, dx), bound(s, ds))),
    dual: Math.min(1, almost * Math.min(bound(z, dz), bound(w, dw))),
  };
}

/** How much of the step reaches 0 first. */
function bound(x: Float64Array, dx: Float64Array): number {
  let most = 1e20;
  for (let i = 0; i < x.length; i += 1) if (dx[i]! < 0) most = Math.min(most, -x[i]! / dx[i]!);
  return most;
}

function gapAfter({ x, s, z, w }: Point, { dx, dz, dw, primal, dual }: Moves): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1)
    sum +=
      (z[i]! + dual * dz[i]!) * (x[i]! + primal * dx[i]!) +
      (w[i]! + dual * dw[i]!) * (s[i]! - primal * dx[i]!);
  return sum;
}

const product = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => v * b[i]!);
