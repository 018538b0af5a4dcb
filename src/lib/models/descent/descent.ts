import { addScaled, dot, gram } from '#lib/engine/linalg.ts';
import { gapOf } from './gap.ts';
import type { Gap } from './gap.ts';

/** ½ ‖y − Xw‖² + l1 ‖w‖₁ + ½ l2 ‖w‖², with w ≥ 0 when `positive`. */
export interface Lassoed {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  readonly l1: number;
  readonly l2: number;
  readonly positive: boolean;
}

export interface Descended {
  readonly w: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Multiply-adds between two yields: about 10 ms. */
const breath = 5e6;

/**
 * Cyclic coordinate descent (Friedman et al. 2010) with gap-safe screening (Fercoq et al. 2015, equation 11), sweep
 * for sweep as scikit-learn 1.9's: both start at 0, take the columns in order and stop by the same two measures, so
 * that they agree also where the optimum is not unique or `maxIter` ends the search; only the gap is weighed less often.
 * Yields a share that approaches 1: the number of sweeps is not known in advance.
 */
export function* descend(
  problem: Lassoed,
  { tol, maxIter }: { readonly tol: number; readonly maxIter: number },
): Generator<number, Descended> {
  const state = started(problem);
  const enough = tol * dot(problem.y, problem.y);
  const first = gapOf(problem, state.w, state.rest);
  if (first.gap <= enough) return { w: state.w, iterations: 0, converged: true };
  screen(problem, state, first);
  let pause = 0;
  let next = 0;
  for (let iteration = 1; iteration <= maxIter; iteration += 1) {
    const share = iteration / (iteration + 20);
    if (state.cross === null && iteration > state.active.length)
      yield* cross(problem, state, share);
    else if (iteration % sweepsPerRefresh === 0) refresh(problem, state);
    const { largest, change } = yield* sweep(problem, state, share);
    const calm = largest === 0 || (change / largest <= tol && iteration >= next);
    if (!calm && iteration < maxIter) continue;
    refresh(problem, state);
    const now = gapOf(problem, state.w, state.rest);
    if (now.gap <= enough) return { w: state.w, iterations: iteration, converged: true };
    if (screen(problem, state, now)) refresh(problem, state);
    // Where sweeps barely move and the gap is still open, weighing it after each of them would be most of the work.
    pause = Math.min(2 * pause + 1, 63);
    next = iteration + pause;
  }
  return { w: state.w, iterations: maxIter, converged: false };
}

interface State {
  readonly w: Float64Array;
  /** y − Xw; while `cross` is in use, as it was at the last refresh. */
  readonly rest: Float64Array;
  /** ‖xⱼ‖² */
  readonly norms: Float64Array;
  /** Columns that may still have a weight, in order. */
  active: readonly number[];
  cross: Cross | null;
  work: number;
}

/** Products of the active columns with each other: a sweep costs their number squared, whatever the rows. */
interface Cross {
  /** Place of each column among those that were active, −1 for the others. */
  readonly place: Int32Array;
  readonly width: number;
  /** Row-major width × width. */
  readonly products: Float64Array;
  /** xⱼᵀ(y − Xw) of each. */
  readonly pulls: Float64Array;
}

/** Rounding that sweeps over products pile up is cleared this often. */
const sweepsPerRefresh = 500;
/** 32 MB of products. */
const widestCross = 2000;

function started({ columns, y }: Lassoed): State {
  const norms = Float64Array.from(columns, (x) => dot(x, x));
  return {
    w: new Float64Array(columns.length),
    rest: y.slice(),
    norms,
    active: [...columns.keys()].filter((j) => norms[j]! > 0),
    cross: null,
    work: 0,
  };
}

/** Once as many sweeps are done as there are columns, the products cost no more than the sweeps did. */
function* cross(problem: Lassoed, state: State, share: number): Generator<number, void> {
  const { active } = state;
  if (active.length > Math.min(widestCross, problem.y.length)) return;
  const work = gram(active.map((j) => problem.columns[j]!));
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield share;
  const place = new Int32Array(problem.columns.length).fill(-1);
  for (const [at, j] of active.entries()) place[j] = at;
  const width = active.length;
  state.cross = { place, width, products: turn.value, pulls: new Float64Array(width) };
  refresh(problem, state);
}

/** Brings `rest` and the pulls in line with the weights; without products `rest` always is. */
function refresh({ columns, y }: Lassoed, { w, rest, active, cross: own }: State): void {
  if (own === null) return;
  rest.set(y);
  for (const [j, x] of columns.entries()) if (w[j] !== 0) addScaled(rest, -w[j]!, x);
  for (const j of active) own.pulls[own.place[j]!] = dot(columns[j]!, rest);
}

function* sweep(
  { columns, l1, l2, positive }: Lassoed,
  state: State,
  share: number,
): Generator<number, { largest: number; change: number }> {
  const { w, rest, norms, cross: own } = state;
  let largest = 0;
  let change = 0;
  for (const j of state.active) {
    const before = w[j]!;
    const at = own?.place[j] ?? -1;
    const pull = (own ? own.pulls[at]! : dot(columns[j]!, rest)) + before * norms[j]!;
    const size = Math.max(Math.abs(pull) - l1, 0) / (norms[j]! + l2);
    w[j] = pull > 0 ? size : positive ? 0 : -size;
    const step = before - w[j]!;
    if (step !== 0 && own) addScaled(own.pulls, step, productsOf(own, at));
    else if (step !== 0) addScaled(rest, step, columns[j]!);
    change = Math.max(change, Math.abs(step));
    largest = Math.max(largest, Math.abs(w[j]!));
    state.work += own ? own.width + 400 : 2 * rest.length + 10;
    if (state.work < breath) continue;
    state.work = 0;
    yield share;
  }
  return { largest, change };
}

const productsOf = ({ products, width }: Cross, at: number): Float64Array =>
  products.subarray(at * width, (at + 1) * width);

/** Leaves out for good the columns whose weight is certain to be 0 at the optimum; true when one had a weight. */
function screen(
  { columns, l1, l2 }: Lassoed,
  state: State,
  { gap, slopes, steepest }: Gap,
): boolean {
  if (l1 === 0) return false;
  let lost = false;
  const reach = Math.sqrt(2 * gap) / l1;
  state.active = state.active.filter((j) => {
    const slack = 1 - Math.abs(slopes[j]! / Math.max(l1, steepest));
    if (slack / Math.sqrt(state.norms[j]! + l2) <= reach) return true;
    if (state.w[j] !== 0) {
      addScaled(state.rest, state.w[j]!, columns[j]!);
      lost = true;
    }
    state.w[j] = 0;
    return false;
  });
  return lost;
}
