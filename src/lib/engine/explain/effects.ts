import type { Density, Effect, EffectGrid } from '#lib/recipe/effects.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { Progress } from '../model.ts';
import { predictTable, type Computes } from '../predictor.ts';
import { column, takeRows, withColumns, type Column, type Table } from '../table.ts';

export interface EffectAsk {
  readonly run: FittedRun;
  /** Raw rows that the effect is averaged over, and which rows of the file they are. */
  readonly table: Table;
  readonly rid: Int32Array;
  /** Raw rows that say where there is data. */
  readonly all: Table;
  readonly column: string;
  /** Class whose probability is drawn; 0 for a number. */
  readonly code: number;
  readonly grid: EffectGrid;
  /** Rows whose own curves are kept, evenly taken. */
  readonly curves: number;
}

/** Intervals of the accumulated local effects, and bins of the density. */
const aleIntervals = 20;
const densityBins = 40;

/**
 * Partial dependence (Friedman 2001, as scikit-learn's `partial_dependence(method="brute")` of the whole pipeline),
 * individual conditional expectation (Goldstein et al. 2015) and accumulated local effects (Apley and Zhu 2020) of a raw column.
 */
export function* effectOf(ask: EffectAsk, computes: Computes): Generator<Progress, Effect> {
  const { run, table, rid, all, code, grid } = ask;
  const n = lengthOf(grid);
  const every = Math.max(1, Math.ceil(table.rows / ask.curves));
  const kept = Int32Array.from({ length: Math.ceil(table.rows / every) }, (_, i) => i * every);
  const average = new Float64Array(n);
  const curves = new Float64Array(kept.length * n);
  for (let g = 0; g < n; g += 1) {
    const said = predictedAt(ask, constant(grid, g, table.rows), computes);
    average[g] = said.reduce((sum, x) => sum + x, 0) / table.rows;
    for (const [k, row] of kept.entries()) curves[k * n + g] = said[row]!;
    yield { share: (0.9 * (g + 1)) / n, note: `value ${g + 1} of ${n}` };
  }
  const ale = grid.kind === 'number' ? accumulated(ask, computes) : null;
  return {
    column: ask.column,
    label: run.classes?.[code] ?? null,
    grid,
    average,
    curves,
    rid: kept.map((row) => rid[row]!),
    rows: table.rows,
    rowsOfAll: all.rows,
    ale,
    density: densityOf(column(all, ask.column), grid),
  };
}

export const lengthOf = (grid: EffectGrid): number =>
  grid.kind === 'number' ? grid.values.length : grid.levels.length;

/** A column that holds one grid value in all rows. */
function constant(grid: EffectGrid, at: number, rows: number): Column {
  if (grid.kind === 'number')
    return { kind: 'number', values: new Float64Array(rows).fill(grid.values[at]!) };
  const level = grid.levels[at]!;
  return level === null
    ? { kind: 'category', codes: new Int32Array(rows).fill(-1), levels: [] }
    : { kind: 'category', codes: new Int32Array(rows), levels: [level] };
}

/** Predictions of the rows with the column replaced. */
function predictedAt(
  { run, table, column: name, code }: Pick<EffectAsk, 'run' | 'table' | 'column' | 'code'>,
  cells: Column,
  computes: Computes,
): Float64Array {
  const said = predictTable(run, withColumns(table, [[name, cells]]), computes);
  const width = run.classes?.length ?? 1;
  return Float64Array.from({ length: table.rows }, (_, i) => said[i * width + code]!);
}

/**
 * The values that a column is tried at: all of them where they are fewer than `resolution`, else as many at equal distances
 * between two quantiles (scikit-learn's `_grid_from_X`, scipy's `mquantiles`). Levels as they stand, those of the rows only.
 */
export function gridOf(
  cells: Column,
  resolution: number,
  [low, high]: readonly [number, number] = [0, 1],
): EffectGrid {
  if (cells.kind === 'category') {
    const there = new Set(cells.codes);
    const levels = cells.levels.filter((_, code) => there.has(code));
    return { kind: 'category', levels: there.has(-1) ? [...levels, null] : levels };
  }
  const sorted = cells.values.filter((x) => !Number.isNaN(x)).sort();
  const distinct = sorted.filter((x, i) => i === 0 || x !== sorted[i - 1]);
  if (distinct.length < resolution) return { kind: 'number', values: distinct };
  const [from, to] = [mquantile(sorted, low), mquantile(sorted, high)];
  const step = (to - from) / (resolution - 1);
  const values = Float64Array.from({ length: resolution }, (_, i) =>
    i === resolution - 1 ? to : from + i * step,
  );
  return { kind: 'number', values };
}

/** Hyndman and Fan's quantile with α = β = 0.4. */
function mquantile(sorted: Float64Array, p: number): number {
  const n = sorted.length;
  const place = n * p + 0.4 + 0.2 * p;
  const k = Math.floor(Math.min(Math.max(place, 1), n - 1));
  const share = Math.min(Math.max(place - k, 0), 1);
  return (1 - share) * sorted[k - 1]! + share * sorted[k]!;
}

/**
 * Equations 15 and 16 of Apley and Zhu: in each interval between quantiles the mean difference of the predictions at its
 * ends, of the rows that lie in it; summed up, less the mean over rows. Only rows that are near a value speak of it.
 */
function accumulated(ask: EffectAsk, computes: Computes): Effect['ale'] {
  const cells = column(ask.table, ask.column);
  if (cells.kind !== 'number') return null;
  const known = Int32Array.from(cells.values.keys()).filter((i) => !Number.isNaN(cells.values[i]!));
  const values = Float64Array.from(known, (i) => cells.values[i]!);
  const edges = edgesOf(values);
  if (edges.length < 2) return null;
  const inside = Int32Array.from(values, (x) => intervalOf(edges, x));
  const rows = { ...ask, table: takeRows(ask.table, known) };
  const at = (shift: number): Float64Array =>
    predictedAt(
      rows,
      { kind: 'number', values: Float64Array.from(inside, (k) => edges[k + shift]!) },
      computes,
    );
  const [lower, upper] = [at(0), at(1)];
  const sums = new Float64Array(edges.length - 1);
  const counts = new Float64Array(edges.length - 1);
  for (const [i, k] of inside.entries()) {
    sums[k]! += upper[i]! - lower[i]!;
    counts[k]! += 1;
  }
  const steps = Float64Array.from(sums, (sum, k) => sum / counts[k]!);
  const levels = new Float64Array(edges.length);
  for (let k = 0; k < steps.length; k += 1) levels[k + 1] = levels[k]! + steps[k]!;
  const middle = steps.reduce(
    (sum, _, k) => sum + (counts[k]! * (levels[k]! + levels[k + 1]!)) / 2 / values.length,
    0,
  );
  return { edges, values: levels.map((x) => x - middle) };
}

/** Distinct quantiles that are values of rows, so that no interval is empty: each holds its upper end. */
function edgesOf(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const at = Array.from(
    { length: aleIntervals + 1 },
    (_, k) => sorted[Math.max(0, Math.ceil((k * sorted.length) / aleIntervals) - 1)]!,
  );
  return Float64Array.from(new Set(at));
}

function intervalOf(edges: Float64Array, x: number): number {
  let k = 0;
  while (k < edges.length - 2 && x > edges[k + 1]!) k += 1;
  return k;
}

const nothing: Density = { edges: new Float64Array(0), counts: new Int32Array(0), missing: 0 };

function densityOf(cells: Column, grid: EffectGrid): Density {
  if (cells.kind === 'number')
    return grid.kind === 'number' ? binned(cells.values, grid.values) : nothing;
  if (grid.kind === 'number') return nothing;
  const counts = new Map<string | null, number>();
  for (const code of cells.codes) {
    const level = code < 0 ? null : cells.levels[code]!;
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return {
    edges: new Float64Array(0),
    counts: Int32Array.from(grid.levels, (level) => counts.get(level) ?? 0),
    missing: counts.get(null) ?? 0,
  };
}

function binned(values: Float64Array, grid: Float64Array): Density {
  const [from, to] = [grid[0] ?? 0, grid.at(-1) ?? 0];
  if (to > from && to - from < densityBins && wholeIn(values, from, to))
    return ofWhole(values, from, to);
  const counts = new Int32Array(densityBins);
  const width = (to - from) / densityBins;
  let missing = 0;
  for (const x of values) {
    if (Number.isNaN(x)) missing += 1;
    else if (x >= from && x <= to)
      counts[Math.min(densityBins - 1, width > 0 ? Math.floor((x - from) / width) : 0)]! += 1;
  }
  const edges = Float64Array.from({ length: densityBins + 1 }, (_, k) => from + width * k);
  return { edges, counts, missing };
}

const wholeIn = (values: Float64Array, from: number, to: number): boolean =>
  Number.isInteger(from) &&
  Number.isInteger(to) &&
  values.every((x) => Number.isNaN(x) || Number.isInteger(x));

/** One bin for each whole number, from halfway to halfway: between 3 and 4 cylinders there is nothing to miss. */
function ofWhole(values: Float64Array, from: number, to: number): Density {
  const counts = new Int32Array(to - from + 1);
  let missing = 0;
  for (const x of values) {
    if (Number.isNaN(x)) missing += 1;
    else if (x >= from && x <= to) counts[x - from]! += 1;
  }
  const edges = Float64Array.from({ length: counts.length + 1 }, (_, k) =>
    Math.min(to, Math.max(from, from + k - 0.5)),
  );
  return { edges, counts, missing };
}
