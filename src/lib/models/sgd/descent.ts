import { EngineError } from '#lib/recipe/errors.ts';
import { exp, log } from '#lib/engine/elementary.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import { RandomState } from '#lib/engine/random.ts';
import type { PointLoss } from './losses.ts';
import type { Watch } from './watch.ts';

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
  /** Whether the answer is the mean of the weights over all rows seen (Ruppert 1988, Polyak 1992). */
  readonly average: boolean;
}

export interface SgdRows {
  /** Row-major rows × p. */
  readonly x: Float64Array;
  readonly p: number;
  /** 1 and −1, or values. */
  readonly y: Float64Array;
  /** What each row's step is multiplied by. */
  readonly weight: Float64Array | null;
  /** Rows held back to tell when to stop; null: the loss of the rows that are learned from tells it. */
  readonly watch: Watch | null;
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
 * Stochastic gradient descent row by row as scikit-learn's plain SGD, step for step and in its very order of the rows
 * (Bottou 2010; L1 by cumulative truncation, Tsuruoka et al. 2009): the numbers differ in rounding only.
 * @param draw `seed` of the order, one that `orderSeed` drew
 */
export function* descend(
  rows: SgdRows,
  loss: PointLoss,
  settings: SgdSettings,
  draw: { readonly seed: number; readonly model: string },
): Generator<number, SgdSolution> {
  const { x, p, y } = rows;
  const n = y.length;
  const state = started(p, loss, settings);
  const order = Int32Array.from(y.keys());
  let [best, idle, work] = [Infinity, 0, 0];
  for (let pass = 1; pass <= settings.maxIter; pass += 1) {
    shuffle(order, draw.seed);
    let total = 0;
    for (let at = 0; at < n; at += 1) {
      if (rows.watch?.held[order[at]!] === 1) continue;
      total += visit(state, rows, order[at]!, { loss, settings });
      work += 3 * p + 20;
      if (work < breath) continue;
      work = 0;
      yield (pass - 1 + at / n) / (pass + 10);
    }
    checkFinite(total + state.scale, draw.model, pass);
    const now = standing(state, rows, total);
    idle = now > best - settings.tol ? idle + 1 : 0;
    best = Math.min(best, now);
    if (idle < settings.nIterNoChange) continue;
    if (settings.learningRate !== 'adaptive' || state.eta <= 1e-6)
      return { ...ended(state), iterations: pass, converged: true };
    state.eta /= 5;
    idle = 0;
  }
  if (x.length > 0 && !state.w.every(Number.isFinite)) throw ranAway(draw.model, settings.maxIter);
  return { ...ended(state), iterations: settings.maxIter, converged: false };
}

/**
 * What a pass should lower: the mean loss with the penalty, or the score of the rows held back, turned. scikit-learn
 * scores with the weights as they are kept, before their common scale is worked in.
 */
const standing = ({ w, intercept }: State, { watch, y }: SgdRows, total: number): number =>
  watch ? -watch.score(w, intercept) : total / y.length;

function checkFinite(value: number, model: string, pass: number): void {
  if (!Number.isFinite(value)) throw ranAway(model, pass);
}

interface State {
  /** Weights are scale × w. */
  readonly w: Float64Array;
  scale: number;
  intercept: number;
  /** ‖weights‖² and Σ |weight| as of the last step: what truncation took since is not in them, as in scikit-learn. */
  squares: number;
  sizes: number;
  readonly mean: Mean | null;
  eta: number;
  /** Of the learning rate “optimal”: the row at which it would have begun. */
  readonly first: number;
  row: number;
  /** L1 penalty due so far, and what each weight has had of it. */
  due: number;
  readonly had: Float64Array;
}

/** The mean of the weights so far is (a w + rest) / b; Bottou 2012, section 5.2. */
interface Mean {
  readonly rest: Float64Array;
  a: number;
  b: number;
  intercept: number;
}

function started(p: number, loss: PointLoss, { alpha, eta0, average }: SgdSettings): State {
  const usual = Math.sqrt(1 / Math.sqrt(alpha));
  const eta = usual / Math.max(1, loss.slope(-usual, 1));
  return {
    w: new Float64Array(p),
    scale: 1,
    intercept: 0,
    squares: 0,
    sizes: 0,
    mean: average ? { rest: new Float64Array(p), a: 0, b: 1, intercept: 0 } : null,
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

/** One step along the slope at one row; returns the row's loss with the penalty before it. */
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
  const held = (1 - l1) * 0.5 * state.squares + l1 * state.sizes;
  const objective =
    loss.loss(prediction, y[i]!) + (settings.penalty === 'none' ? 0 : settings.alpha * held);
  if (settings.penalty !== 'none') rescale(state, Math.max(0, 1 - (1 - l1) * eta * settings.alpha));
  if (step !== 0) {
    const by = step / state.scale;
    let [squares, sizes] = [0, 0];
    for (let j = 0; j < p; j += 1) {
      const moved = (w[j]! += by * x[from + j]!);
      squares += moved * moved;
      sizes += Math.abs(moved);
    }
    state.squares = squares * state.scale * state.scale;
    state.sizes = sizes * state.scale;
    if (settings.fitIntercept) state.intercept += step;
  }
  if (state.mean) remember(state, state.mean, x.subarray(from, from + p), step);
  if (settings.penalty !== 'none' && l1 > 0) {
    state.due += l1 * eta * settings.alpha;
    truncate(state);
  }
  state.row += 1;
  return objective;
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
  state.squares *= by * by;
  state.sizes *= by;
  if (state.scale >= 1e-9) return;
  settle(state);
  for (let j = 0; j < state.w.length; j += 1) state.w[j]! *= state.scale;
  state.scale = 1;
}

/** Takes a step into the mean of the weights. */
function remember(
  { scale, row, intercept }: State,
  mean: Mean,
  x: Float64Array,
  step: number,
): void {
  const by = -step / scale;
  for (let j = 0; j < x.length; j += 1) mean.rest[j]! += mean.a * x[j]! * by;
  if (row > 1) mean.b /= 1 - 1 / row;
  mean.a += (1 / row) * mean.b * scale;
  mean.intercept += (intercept - mean.intercept) / row;
}

/** Works the weights into the rest of their mean: it is the mean itself then. */
function settle({ mean, w }: State): void {
  if (!mean) return;
  for (let j = 0; j < w.length; j += 1)
    mean.rest[j] = (mean.rest[j]! + mean.a * w[j]!) * (1 / mean.b);
  mean.a = 0;
  mean.b = 1;
}

function truncate({ w, scale, due, had }: State): void {
  for (let j = 0; j < w.length; j += 1) {
    const before = w[j]!;
    if (before > 0) w[j] = Math.max(0, before - (due + had[j]!) / scale);
    else if (before < 0) w[j] = Math.min(0, before + (due - had[j]!) / scale);
    had[j]! += scale * (w[j]! - before);
  }
}

function ended(state: State): Pick<SgdSolution, 'w' | 'intercept'> {
  const { w, scale, intercept, mean } = state;
  if (!mean) return { w: w.map((value) => value * scale), intercept };
  settle(state);
  return { w: mean.rest, intercept: mean.intercept };
}

/** The seed of the order in which scikit-learn visits the rows; its data set draws one of its own before. */
export function orderSeed(seed: number): number {
  const random = new RandomState(seed);
  random.randint(1, largest);
  return random.randint(0, largest);
}

/** The same of its regressor, which draws it first. */
export const valueSeed = (seed: number): number => new RandomState(seed).randint(0, largest);

/** One seed for each machine of several classes. */
export function machineSeeds(seed: number, machines: number): number[] {
  const random = new RandomState(seed);
  return Array.from({ length: machines }, () => random.randint(0, largest));
}

const largest = 2147483647;

/** Fisher and Yates by Marsaglia's xorshift, from the same seed in every pass: scikit-learn's. */
function shuffle(order: Int32Array, seed: number): void {
  let state = seed || 1;
  for (let i = 0; i < order.length - 1; i += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = i + (((state >>> 0) % 2147483648) % (order.length - i));
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
