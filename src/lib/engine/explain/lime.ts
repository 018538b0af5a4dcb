import type { Lime } from '#lib/recipe/lime.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { exp } from '../elementary.ts';
import { groupRows } from '../fairness/grouping.ts';
import { cholesky, choleskySolve } from '../linalg.ts';
import type { Progress } from '../model.ts';
import { predictTable, type Computes } from '../predictor.ts';
import { RandomState } from '../random.ts';
import { column, type Table } from '../table.ts';
import { drawnTable, withCell } from './limeCells.ts';

/** The lime package's defaults (lime_tabular 0.2): rows drawn, Ridge's alpha, the kernel's width in roots of columns. */
const samples = 5000;
const alpha = 1;
const width = 0.75;
const rowsAtOnce = 500;

export interface LimeAsk {
  readonly run: FittedRun;
  /** Raw training rows that cells are drawn from. */
  readonly background: Table;
  /** The raw row, alone. */
  readonly row: Table;
  /** Its number in the file, and the recipe's seed: what is drawn depends on these alone. */
  readonly rid: number;
  readonly seed: number;
  /** The class that is told; 0 for a number. */
  readonly code: number;
}

/**
 * LIME for one row of a table (Ribeiro, Singh and Guestrin 2016), as lime_tabular does it with quartiles: each cell of a drawn
 * row is that of some training row, whatever the others are; it counts as 1 where it is in the row's own quartile or level.
 * A drawn row weighs √e^(−d² ÷ (0.75² · columns)), d² being the cells that are 0, and Ridge (alpha 1) is fitted on what the model
 * says of it.
 */
export function* limeOf(ask: LimeAsk, computes: Computes): Generator<Progress, Lime> {
  const { run, background, row, rid, seed, code } = ask;
  const n = background.rows;
  const joined = run.inputs.map(
    (name) => [name, withCell(column(background, name), column(row, name))] as const,
  );
  const places = Int32Array.from({ length: n + 1 }, (_, i) => i);
  const train = places.subarray(0, n);
  const groups = joined.map((c) => groupRows({ columns: [c], train, rows: places }, { bins: 4 }));
  const rng = new RandomState([seed, rid]);
  // The first of the drawn rows is the row itself.
  const picks = joined.map(() =>
    Int32Array.from({ length: samples }, (_, i) => (i === 0 ? n : rng.randint(0, n))),
  );
  const z = picks.map((own, j) => {
    const { of } = groups[j]!;
    return Float64Array.from(own, (i) => Number(of[i] === of[n]));
  });
  const y = new Float64Array(samples);
  const classes = run.classes?.length ?? 1;
  for (let from = 0; from < samples; from += rowsAtOnce) {
    const drawn = drawnTable(joined, picks, from, Math.min(samples, from + rowsAtOnce));
    const said = predictTable(run, drawn, computes);
    for (let i = 0; i < drawn.rows; i += 1) y[from + i] = said[i * classes + code]!;
    yield { share: (from + drawn.rows) / samples };
  }
  const weight = Float64Array.from({ length: samples }, (_, i) => {
    const other = z.reduce((sum, own) => sum + 1 - own[i]!, 0);
    return Math.sqrt(exp(-other / (width * width * z.length)));
  });
  const { intercept, weights, r2 } = yield* weightedRidge(z, y, weight, alpha);
  const parts = joined.map(([name], j) => {
    const { groups: cells, of } = groups[j]!;
    return { column: name, cell: cells[of[n]!]![0]!, weight: weights[j]! };
  });
  return {
    label: run.classes?.[code] ?? null,
    said: y[0]!,
    told: weights.reduce((sum, w) => sum + w, intercept),
    intercept,
    r2,
    samples,
    parts: parts.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  };
}

interface RidgeFit {
  readonly intercept: number;
  readonly weights: Float64Array;
  readonly r2: number;
}

/** scikit-learn's `Ridge(alpha).fit(z, y, sample_weight)` and its `score` on the same rows; 1 where nothing varies. */
export function* weightedRidge(
  z: readonly Float64Array[],
  y: Float64Array,
  weight: Float64Array,
  penalty: number,
): Generator<Progress, RidgeFit> {
  const p = z.length;
  const total = weight.reduce((a, b) => a + b, 0);
  const meanOf = (x: Float64Array): number => x.reduce((s, v, i) => s + weight[i]! * v, 0) / total;
  const means = z.map(meanOf);
  const middle = meanOf(y);
  const centred = z.map((x, j) => x.map((v) => v - means[j]!));
  const gram = new Float64Array(p * p);
  const right = new Float64Array(p);
  for (let j = 0; j < p; j += 1) {
    const weighed = centred[j]!.map((v, i) => v * weight[i]!);
    for (let k = 0; k <= j; k += 1) {
      const other = centred[k]!;
      gram[j * p + k] = gram[k * p + j] = weighed.reduce((s, v, i) => s + v * other[i]!, 0);
    }
    gram[j * p + j]! += penalty;
    right[j] = weighed.reduce((s, v, i) => s + v * (y[i]! - middle), 0);
  }
  for (const _ of cholesky(gram, p)) yield { share: 1 };
  const weights = choleskySolve(gram, p, right);
  const intercept = means.reduce((s, m, j) => s - m * weights[j]!, middle);
  let [left, all] = [0, 0];
  for (let i = 0; i < y.length; i += 1) {
    const told = z.reduce((s, x, j) => s + x[i]! * weights[j]!, intercept);
    left += weight[i]! * (y[i]! - told) ** 2;
    all += weight[i]! * (y[i]! - middle) ** 2;
  }
  return { intercept, weights, r2: all > 0 ? 1 - left / all : 1 };
}
