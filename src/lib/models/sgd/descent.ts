import { EngineError } from '#lib/recipe/errors.ts';
import { exp, log } from '#lib/engine/elementary.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { randomOf } from '../tree/random.ts';
import type { PointLoss } from './losses.ts';

export interface SgdSettings {
  readonly penalty: 'l2' | 'l1' | 'elasticnet' | 'none';
  readonly alpha: number;
  readonly l1Ratio: number;
  readonly fitIntercept: boolean;
  readonly maxIter: number;
  readonly tol: number;
  readonly nIterNoChange: number;
  readonly learningRate: 'optimal' | 'invscaling' | 'constant' | 'adaptive';
  readonly eta0: number;
  readonly powerT: number;
}

export interface SgdRows {
  /** Row-major rows × p. */
  readonly x: Float64Array;
  readonly p: number;
  /** 1 and −1, or values. */
  readonly y: Float64Array;
  readonly weight: Float64Array | null;
}

export interface SgdSolution {
  readonly w: Float64Array;
  readonly intercept: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Multiply-adds between two yields. */
const breath = 1e6;

/**
 * Stochastic gradient descent row by row as scikit-learn's plain SGD (Bottou 2010; L1 by cumulative truncation, Tsuruoka
 * et al. 2009), in an order of its own from the seed.
 */
export function* descend(
  rows: SgdRows,
  loss: PointLoss,
  settings: SgdSettings,
  draw: { readonly seed: number; readonly index: number; readonly model: string },
): Generator<number, SgdSolution> {
  const { x, p, y } = rows;
  const n = y.length;
  const state = started(p, loss, settings);
  const random = randomOf(draw.seed, draw.index);
  const order = Int32Array.from(y.keys());
  let [best, idle, work] = [Infinity, 0, 0];
  for (let pass = 1; pass <= settings.maxIter; pass += 1) {
    shuffle(order, random);
    let total = 0;
    for (let at = 0; at < n; at += 1) {
      total += visit(state, rows, order[at]!, { loss, settings });
      work += 3 * p + 20;
      if (work < breath) continue;
      work = 0;
      yield (pass - 1 + at / n) / (pass + 10);
    }
    if (!Number.isFinite(total) || !Number.isFinite(state.scale)) throw ranAway(draw.model, pass);
    idle = total > best - settings.tol * n ? idle + 1 : 0;
    best = Math.min(best, total);
    if (idle < settings.nIterNoChange) continue;
    if (settings.learningRate !== 'adaptive' || state.eta <= 1e-6)
      return { ...ended(state), iterations: pass, converged: true };
    state.eta /= 5;
    idle = 0;
  }
  if (x.length > 0 && !state.w.every(Number.isFinite)) throw ranAway(draw.model, settings.maxIter);
  return { ...ended(state), iterations: settings.maxIter, converged: false };
}

interface State {
  /** Weights are scale × w. */
  readonly w: Float64Array;
  scale: number;
  intercept: number;
  eta: number;
  /** Of the learning rate “optimal”: the row at which it would have begun. */
  readonly first: number;
  row: number;
  /** L1 penalty due so far, and what each weight has had of it. */
  due: number;
  readonly had: Float64Array;
}

function started(p: number, loss: PointLoss, { alpha, eta0 }: SgdSettings): State {
  const usual = Math.sqrt(1 / Math.sqrt(alpha));
  const eta = usual / Math.max(1, Math.abs(loss.slope(-usual, 1)));
  return {
    w: new Float64Array(p),
    scale: 1,
    intercept: 0,
    eta: eta0,
    first: 1 / (eta * alpha),
    row: 1,
    due: 0,
    had: new Float64Array(p),
  };
}

interface Rule {
  readonly loss: PointLoss;
  readonly settings: SgdSettings;
}

/** One step along the slope at one row; returns the row's loss before it. */
function visit(
  state: State,
  { x, p, y, weight }: SgdRows,
  i: number,
  { loss, settings }: Rule,
): number {
  const { w } = state;
  const from = i * p;
  let sum = 0;
  for (let j = 0; j < p; j += 1) sum += w[j]! * x[from + j]!;
  const prediction = sum * state.scale + state.intercept;
  const eta = rateOf(state, settings);
  const slope = Math.max(-1e12, Math.min(1e12, loss.slope(prediction, y[i]!)));
  const step = -eta * slope * (weight?.[i] ?? 1);
  const l1 = l1Share(settings);
  if (settings.penalty !== 'none') rescale(state, Math.max(0, 1 - (1 - l1) * eta * settings.alpha));
  if (step !== 0) {
    const by = step / state.scale;
    for (let j = 0; j < p; j += 1) w[j]! += by * x[from + j]!;
    if (settings.fitIntercept) state.intercept += step;
  }
  if (settings.penalty !== 'none' && l1 > 0) {
    state.due += l1 * eta * settings.alpha;
    truncate(state);
  }
  state.row += 1;
  return loss.loss(prediction, y[i]!);
}

const l1Share = ({ penalty, l1Ratio }: SgdSettings): number =>
  penalty === 'l1' ? 1 : penalty === 'elasticnet' ? l1Ratio : 0;

function rateOf(
  { eta, first, row }: State,
  { learningRate, alpha, eta0, powerT }: SgdSettings,
): number {
  if (learningRate === 'optimal') return 1 / (alpha * (first + row - 1));
  if (learningRate === 'invscaling')
    return eta0 / (powerT === 0.5 ? Math.sqrt(row) : exp(powerT * log(row)));
  return eta;
}

/** Shrinks every weight in one multiplication; the scale is worked in before it underflows. */
function rescale(state: State, by: number): void {
  state.scale *= by;
  if (state.scale > 1e-9) return;
  for (let j = 0; j < state.w.length; j += 1) state.w[j]! *= state.scale;
  state.scale = 1;
}

function truncate({ w, scale, due, had }: State): void {
  for (let j = 0; j < w.length; j += 1) {
    const before = w[j]!;
    if (before > 0) w[j] = Math.max(0, before - (due + had[j]!) / scale);
    else if (before < 0) w[j] = Math.min(0, before + (due - had[j]!) / scale);
    had[j]! += scale * (w[j]! - before);
  }
}

const ended = ({ w, scale, intercept }: State): Pick<SgdSolution, 'w' | 'intercept'> => ({
  w: w.map((value) => value * scale),
  intercept,
});

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
}

/** Row-major rows × p with the columns in the order of their names, so that their order in the table decides no rounding. */
export function rowsByName({ columns, names, rows }: Matrix): {
  readonly x: Float64Array;
  /** Weights in that order, in the table's. */
  readonly placed: (w: Float64Array) => Float64Array;
} {
  const order = [...names.keys()].sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  const p = columns.length;
  const x = new Float64Array(rows * p);
  for (const [at, j] of order.entries()) {
    const column = columns[j]!;
    for (let i = 0; i < rows; i += 1) x[i * p + at] = column[i]!;
  }
  const placed = (w: Float64Array): Float64Array => {
    const out = new Float64Array(p);
    for (const [at, j] of order.entries()) out[j] = w[at]!;
    return out;
  };
  return { x, placed };
}

const ranAway = (model: string, pass: number): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: `The weights ran away to infinity in pass ${pass}: the steps are too long for columns of this size`,
    where: { model },
    remedy: 'Scale the columns (standard scaler) before this model, or lower eta0.',
  });
