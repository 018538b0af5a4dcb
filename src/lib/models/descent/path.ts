import { addScaled, dot } from '#lib/engine/linalg.ts';
import { Design } from '#lib/engine/kernels/design.ts';
import type { CoefficientPath } from '#lib/recipe/run.ts';
import type { Lassoed } from './descent.ts';

/** Coefficients at each penalty. */
export interface Path {
  /** Descending, from the least that leaves no column to a thousandth of it, evenly by their logarithm. */
  readonly alphas: Float64Array;
  /** Row-major alphas × columns. */
  readonly weights: Float64Array;
}

const steps = 40;
const range = 1e-3;
/** Columns, and rows × columns², up to which the path costs less than a second. */
const mostColumns = 300;
const mostWork = 4e9;
/** Sweeps for one penalty: many where they are cheap, for columns that are nearly twins; a drawing needs no more. */
const sweepsFor = (p: number): number => Math.min(1e5, Math.max(1000, Math.floor(4e7 / (p * p))));
/** Multiply-adds between two yields. */
const breath = 3e6;
const still = 1e-10;
/** Columns drawn. */
const mostDrawn = 8;

/**
 * The lasso's or elastic net's coefficients along falling penalties, each fit beginning at the one before (Friedman,
 * Hastie and Tibshirani 2010, 2.5), on products of the columns. `y` and the columns are those of the fit, centred.
 * @returns null without an L1 part, or where the products would take more than a second
 */
export function* pathOf(
  { columns, y, positive }: Pick<Lassoed, 'columns' | 'y' | 'positive'>,
  l1Ratio: number,
): Generator<number, Path | null> {
  const p = columns.length;
  const n = y.length;
  if (l1Ratio === 0 || p > mostColumns || n * p * p > mostWork) return null;
  const pulls = Float64Array.from(columns, (x) => dot(x, y));
  const top = pulls.reduce((most, c) => Math.max(most, positive ? c : Math.abs(c)), 0);
  if (!(top > 0)) return null;
  const products = yield* wholeGram(columns);
  const alphas = Float64Array.from(
    { length: steps },
    (_, i) => (top / (n * l1Ratio)) * range ** (i / (steps - 1)),
  );
  const weights = new Float64Array(steps * p);
  const w = new Float64Array(p);
  for (const [i, alpha] of alphas.entries()) {
    const net = { l1: alpha * l1Ratio * n, l2: alpha * (1 - l1Ratio) * n, positive };
    for (let sweep = 0, work = 0; sweep < sweepsFor(p); sweep += 1) {
      if (!sweepOver(products, pulls, w, net)) break;
      work += p * (p + 20);
      if (work < breath) continue;
      work = 0;
      yield i / steps;
    }
    weights.set(w, i * p);
    yield (i + 1) / steps;
  }
  return { alphas, weights };
}

function* wholeGram(columns: readonly Float64Array[]): Generator<number, Float64Array> {
  const p = columns.length;
  const design = new Design(columns);
  const work = design.gram(new Float64Array(design.rows).fill(1));
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield 0;
  const out = turn.value;
  for (let j = 0; j < p; j += 1) for (let l = 0; l < j; l += 1) out[l * p + j] = out[j * p + l]!;
  return out;
}

interface Net {
  readonly l1: number;
  readonly l2: number;
  readonly positive: boolean;
}

/** `pulls` are xⱼᵀ(y − Xw). Returns whether a weight still moved. */
function sweepOver(
  products: Float64Array,
  pulls: Float64Array,
  w: Float64Array,
  { l1, l2, positive }: Net,
): boolean {
  const p = w.length;
  let [largest, change] = [0, 0];
  for (let j = 0; j < p; j += 1) {
    const norm = products[j * (p + 1)]!;
    if (!(norm > 0)) continue;
    const before = w[j]!;
    const pull = pulls[j]! + before * norm;
    const size = Math.max(Math.abs(pull) - l1, 0) / (norm + l2);
    w[j] = pull > 0 ? size : positive ? 0 : -size;
    const step = before - w[j]!;
    if (step !== 0) addScaled(pulls, step, products.subarray(j * p, (j + 1) * p));
    const scale = Math.sqrt(norm);
    change = Math.max(change, Math.abs(step) * scale);
    largest = Math.max(largest, Math.abs(w[j]!) * scale);
  }
  return change > still * largest;
}

/** For people: the columns that weigh most anywhere along the path. */
export function saidOfPath({ alphas, weights }: Path, names: readonly string[]): CoefficientPath {
  const p = names.length;
  const along = names.map(
    (name, j) => [name, Array.from(alphas, (_, i) => weights[i * p + j]!)] as const,
  );
  const size = ([, values]: (typeof along)[number]): number => Math.max(...values.map(Math.abs));
  return {
    alphas: [...alphas],
    coefficients: [...along].sort((a, b) => size(b) - size(a)).slice(0, mostDrawn),
    kept: Array.from(
      alphas,
      (_, i) => weights.subarray(i * p, (i + 1) * p).filter((x) => x !== 0).length,
    ),
  };
}
