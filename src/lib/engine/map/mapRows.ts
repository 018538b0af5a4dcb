import { detailOf, EngineError } from '#lib/recipe/errors.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { mapRowsMost, type MapAsk, type MapColumn, type MapResult } from '#lib/recipe/rowsMap.ts';
import { moved } from '../linalg.ts';
import type { Progress } from '../model.ts';
import type { Cloud } from '../neighbours.ts';
import { featureTable, splitData, type Loaded } from '../prepare.ts';
import { principalComponents, projected } from '../principal.ts';
import { RandomState } from '../random.ts';
import { meanAndDeviation } from '../stats.ts';
import type { StepComputes } from '../step.ts';
import { takeRows, type Column, type Table } from '../table.ts';
import { fitLeniently } from '../trace.ts';
import { mds } from './mds.ts';
import { tsne } from './tsne.ts';
import { umap } from './umap.ts';

/**
 * Lays rows out in two dimensions, from the numbers that the recipe's steps leave: a description of these rows, from
 * which no model learns. The same recipe, file and seed give the same places.
 * @throws EngineError 'too-few-rows' below 4 rows, 'no-features' where no column of numbers is left
 */
export function* mapRows(
  loaded: Loaded,
  recipe: Recipe,
  ask: MapAsk,
  computes: StepComputes,
): Generator<Progress, MapResult> {
  const prepared = yield* scaled(0.1, preparedRows(loaded, recipe, computes));
  const chosen = sampled(prepared.table.rows, mapRowsMost[ask.method], recipe.seed);
  const table = takeRows(prepared.table, chosen);
  const rid = chosen.map((i) => prepared.rid[i]!);
  if (table.rows < 4) throw tooFew(table.rows);
  const { used, values, leftOut, filled } = featuresOf(table, ask.standardise);
  if (used.length === 0) throw noFeatures(leftOut);
  const laid = yield* laidOut(values, table.rows, ask, recipe.seed);
  return {
    ask,
    rid,
    x: laid.places.filter((_, at) => at % 2 === 0),
    y: laid.places.filter((_, at) => at % 2 === 1),
    rowsOfAll: prepared.table.rows,
    used,
    leftOut,
    filled,
    unprepared: prepared.unprepared,
    fit: laid.fit,
    columns: columnsAt(loaded, rid),
  };
}

interface Prepared {
  readonly table: Table;
  readonly rid: Int32Array;
  readonly unprepared: string | null;
}

/** All rows after the learned steps, in the order of the file; as they are where there is no split to learn from. */
function* preparedRows(
  loaded: Loaded,
  recipe: Recipe,
  computes: StepComputes,
): Generator<Progress, Prepared> {
  let data;
  try {
    data = splitData(loaded, recipe);
  } catch (error) {
    const unprepared = `${detailOf(error).what}.`;
    return { table: featureTable(loaded.table, recipe), rid: loaded.rid, unprepared };
  }
  const { tables, problems } = yield* fitLeniently(data, recipe, computes);
  const parts = (['train', 'validation', 'test'] as const).map(
    (p) => [tables[p], data[p].rid] as const,
  );
  const rid = Int32Array.from(parts.flatMap(([, own]) => Array.from(own)));
  const order = Int32Array.from(rid.keys()).sort((a, b) => rid[a]! - rid[b]!);
  return {
    table: takeRows(stacked(parts.map(([table]) => table)), order),
    rid: order.map((i) => rid[i]!),
    unprepared: problems.length > 0 ? `${problems[0]!.detail.what}.` : null,
  };
}

/** Numbers of all parts one after another; texts that no step encoded stay as gaps of a column of texts. */
function stacked(parts: readonly Table[]): Table {
  const rows = parts.reduce((sum, t) => sum + t.rows, 0);
  const columns = [...parts[0]!.columns.keys()].map((name): [string, Column] => {
    const own = parts.map((t) => t.columns.get(name)!);
    if (own.some((c) => c.kind === 'category'))
      return [name, { kind: 'category', codes: new Int32Array(rows), levels: [''] }];
    const values = new Float64Array(rows);
    let at = 0;
    for (const c of own) {
      if (c.kind !== 'number') continue;
      values.set(c.values, at);
      at += c.values.length;
    }
    return [name, { kind: 'number', values }];
  });
  return { rows, columns: new Map(columns) };
}

/** All rows, or `most` of them drawn without replacement, in order. */
const sampled = (rows: number, most: number, seed: number): Int32Array =>
  rows <= most
    ? Int32Array.from({ length: rows }, (_, i) => i)
    : new RandomState(seed).choice(rows, most, false).sort();

interface Features extends Pick<MapResult, 'used' | 'leftOut' | 'filled'> {
  readonly values: readonly Float64Array[];
}

/** A column with more gaps than this would be mostly made up. */
const mostMissing = 0.5;

/** Columns of numbers, gaps at their mean. */
function featuresOf(table: Table, standardise: boolean): Features {
  const used: string[] = [];
  const values: Float64Array[] = [];
  const leftOut: { name: string; why: string }[] = [];
  const filled: { name: string; cells: number }[] = [];
  for (const [name, c] of table.columns) {
    const present = c.kind === 'number' ? c.values.filter((x) => !Number.isNaN(x)) : null;
    const why = present ? unfit(present, table.rows) : 'it holds text';
    if (c.kind === 'category' || !present || why !== null) {
      leftOut.push({ name, why: why ?? '' });
      continue;
    }
    const { mean } = meanAndDeviation(present);
    const cells = table.rows - present.length;
    if (cells > 0) filled.push({ name, cells });
    const whole = cells > 0 ? c.values.map((x) => (Number.isNaN(x) ? mean : x)) : c.values;
    used.push(name);
    values.push(standardise ? moved(whole, mean, 1 / meanAndDeviation(whole).deviation) : whole);
  }
  return { used, values, leftOut, filled };
}

/** Why these present values of some rows could not decide places; null where they can. */
function unfit(present: Float64Array, rows: number): string | null {
  if (present.length < mostMissing * rows) return 'it is mostly missing';
  if (present.some((x) => !Number.isFinite(x))) return 'it has infinite values';
  return present.every((x) => x === present[0]) ? 'it is the same in all rows' : null;
}

interface Laid {
  /** x and y of each row in turn. */
  readonly places: Float64Array;
  readonly fit: readonly number[];
}

function* laidOut(
  values: readonly Float64Array[],
  rows: number,
  { method, neighbours }: MapAsk,
  seed: number,
): Generator<Progress, Laid> {
  const cloud = cloudOf(values, rows);
  if (method === 'mds') {
    const found = yield* shares(mds(cloud));
    if (!found) throw allAlike();
    return { places: found.places, fit: [found.stress] };
  }
  const { places, fit } = yield* principal(values, rows);
  const near = Math.max(2, Math.min(neighbours, Math.floor((rows - 1) / 3)));
  if (method === 'pca') return { places, fit };
  if (method === 'umap') {
    const settings = { neighbours: near, minDist: 0.1, seed };
    return { ...(yield* shares(umap(cloud, places, settings))), fit: [] };
  }
  const found = yield* shares(tsne(cloud, places, near));
  return { places: found.places, fit: [found.divergence] };
}

function* principal(values: readonly Float64Array[], rows: number): Generator<Progress, Laid> {
  const found = yield* shares(principalComponents(values, rows));
  const axes = projected(values, rows, found, 2);
  const places = new Float64Array(2 * rows);
  for (const [k, axis] of axes.entries())
    for (let i = 0; i < rows; i += 1) places[2 * i + k] = axis[i]!;
  const fit = axes.map((_, k) => (found.total > 0 ? found.variances[k]! / found.total : 0));
  return { places, fit };
}

function cloudOf(columns: readonly Float64Array[], rows: number): Cloud {
  const width = columns.length;
  const values = new Float64Array(rows * width);
  for (const [j, x] of columns.entries())
    for (let i = 0; i < rows; i += 1) values[i * width + j] = x[i]!;
  return { values, count: rows, width };
}

/** The cleaned table's columns at the rows of the map. */
function columnsAt({ table, rid }: Loaded, rows: Int32Array): MapColumn[] {
  const at = new Map(Array.from(rid, (row, i) => [row, i]));
  const taken = takeRows(
    table,
    rows.map((row) => at.get(row)!),
  );
  return [...taken.columns].map(([name, c]) => ({ name, ...c }));
}

function* shares<T>(work: Generator<number, T>): Generator<Progress, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield { share: 0.1 + 0.9 * Math.min(1, turn.value) };
  }
}

function* scaled<T>(to: number, work: Generator<Progress, T>): Generator<Progress, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield { share: to * turn.value.share };
  }
}

const tooFew = (rows: number): EngineError =>
  new EngineError({
    code: 'too-few-rows',
    what: `There are ${rows} rows, and a map needs 4`,
    where: {},
    remedy: 'Keep more rows.',
  });

const noFeatures = (leftOut: Features['leftOut']): EngineError =>
  new EngineError({
    code: 'no-features',
    what: `No column can decide the places${leftOut[0] ? `: “${leftOut[0].name}” was left out because ${leftOut[0].why}` : ''}`,
    where: {},
    remedy: 'Impute or encode a column in Prepare; suggested steps do this.',
  });

const allAlike = (): EngineError =>
  new EngineError({
    code: 'no-rows',
    what: 'All rows are equal in these columns',
    where: {},
    remedy: 'Give other columns the role feature.',
  });
