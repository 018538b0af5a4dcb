import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { mean } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { fitting, list, number, orNull, perFeature, record, unless } from '#lib/engine/state.ts';
import { missingIn, numberColumn, withColumns, type Table } from '#lib/engine/table.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted } from '../../words.ts';
import type { knnImpute as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** The training rows, column by column; null where missing. */
interface Fitted {
  readonly donors: readonly (readonly (number | null)[])[];
  readonly means: readonly number[];
}

const donorsForm = fitting(
  record<Fitted>({
    donors: list(list(orNull(number({ infinite: true }))), perFeature),
    means: list(number({ infinite: true }), perFeature),
  }),
  ({ donors }) =>
    unless([
      donors.every((cells) => cells.length === donors[0]!.length),
      'its columns are not equally long',
    ]),
);

/**
 * KNNImputer with nan_euclidean_distances, but that these are sums of squared differences here, and that of rows equally
 * near the first counts: scikit-learn's shorter formula loses the digits of columns far from 0. Exported code does the same.
 */
export const knnImpute = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: donorsForm },

  fit({ table, columns }) {
    const cells = columns.map((name) => {
      const c = numberColumn(table, name, 'knnImpute');
      if (missingIn(c) === table.rows)
        throw nothingToLearn(
          'knnImpute',
          name,
          table.rows,
          'Drop this column, or fill it with a constant.',
        );
      return c.values;
    });
    return {
      donors: cells.map((values) => Array.from(values, (x) => (Number.isNaN(x) ? null : x))),
      means: cells.map(mean),
    };
  },

  transform({ table, columns, params }, fitted) {
    const filled = fill(table, columns, params, fitted);
    return withColumns(
      table,
      columns.map((name, j) => [name, { kind: 'number', values: filled[j]! }] as const),
    );
  },

  report({ table, columns }, _, mood) {
    const events = columns.flatMap((col) => {
      const n = missingIn(numberColumn(table, col, 'knnImpute'));
      const message = `${verb(mood, 'replaced')} ${counted(n, 'null')} in '${col}' with the mean of similar rows`;
      return n > 0 ? [effect('impute', message, { rows_affected: n, col })] : [];
    });
    if (events.length > 0) return events;
    const none = `${verb(mood, 'replaced')} 0 nulls in ${counted(columns.length, 'column')}`;
    return [effect('impute', none, { rows_affected: 0 })];
  },
});

function fill(
  table: Table,
  columns: readonly string[],
  params: Params,
  { donors, means }: Fitted,
): Float64Array[] {
  const given = columns.map((name) => numberColumn(table, name, 'knnImpute').values);
  checkWork(given, donors[0]?.length ?? 0);
  const known = donors.map((cells) => Float64Array.from(cells, (x) => x ?? NaN));
  const filled = given.map((values) => values.slice());
  for (let i = 0; i < table.rows; i += 1) {
    const row = given.map((values) => values[i]!);
    if (!row.some(Number.isNaN)) continue;
    const distances = distancesTo(row, known);
    row.forEach((x, j) => {
      if (Number.isNaN(x)) filled[j]![i] = donated(distances, known[j]!, params) ?? means[j]!;
    });
  }
  return filled;
}

/** Comparisons of two numbers that take some three seconds; the thread says nothing meanwhile. */
const mostComparisons = 1e9;

function checkWork(given: readonly Float64Array[], donors: number): void {
  let rows = 0;
  for (let i = 0; i < given[0]!.length; i += 1)
    if (given.some((x) => Number.isNaN(x[i]!))) rows += 1;
  if (rows * donors * given.length <= mostComparisons) return;
  throw new EngineError({
    code: 'size-limit',
    what: `${rows} rows with gaps would be compared with ${donors} training rows over ${given.length} columns`,
    where: { step: 'knnImpute' },
    remedy: 'Choose fewer columns, sample the rows first, or impute with the median.',
  });
}

/** Euclidean over the columns that both rows hold, as if the others differed as much on average; NaN where none. */
function distancesTo(row: readonly number[], known: readonly Float64Array[]): Float64Array {
  const n = known[0]!.length;
  const sums = new Float64Array(n);
  const counts = new Float64Array(n);
  row.forEach((x, j) => {
    if (Number.isNaN(x)) return;
    const values = known[j]!;
    for (let k = 0; k < n; k += 1) {
      const d = values[k]! - x;
      if (Number.isNaN(d)) continue;
      sums[k]! += d * d;
      counts[k]! += 1;
    }
  });
  return sums.map((s, k) => Math.sqrt((s / counts[k]!) * row.length));
}

/** The weighted mean of the nearest rows that hold the column; null where none has a distance. */
function donated(
  distances: Float64Array,
  values: Float64Array,
  { nNeighbors, weights }: Params,
): number | null {
  const nearest = nearestOf(distances, values, nNeighbors);
  if (nearest.length === 0) return null;
  const exact = nearest.some((k) => distances[k] === 0);
  const weight = (k: number): number => {
    if (weights === 'uniform') return 1;
    return exact ? (distances[k] === 0 ? 1 : 0) : 1 / distances[k]!;
  };
  const total = nearest.reduce((sum, k) => sum + weight(k), 0);
  return nearest.reduce((sum, k) => sum + values[k]! * weight(k), 0) / total;
}

/** The k rows at the least distance that hold the column, nearest first; of equal distances the first row. */
function nearestOf(distances: Float64Array, values: Float64Array, k: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < values.length; i += 1) {
    const d = distances[i]!;
    if (Number.isNaN(values[i]!) || Number.isNaN(d)) continue;
    if (found.length === k && d >= distances[found[k - 1]!]!) continue;
    let at = found.length;
    while (at > 0 && distances[found[at - 1]!]! > d) at -= 1;
    found.splice(at, 0, i);
    if (found.length > k) found.pop();
  }
  return found;
}
