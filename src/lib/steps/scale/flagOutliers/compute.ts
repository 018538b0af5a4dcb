import type { ParamsOf } from '#lib/recipe/step.ts';
import { meanAndDeviation, quantiles } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { missingIn, numberColumn, withColumns, type Table } from '#lib/engine/table.ts';
import { freeName, nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted, short } from '../../words.ts';
import type { flagOutliers as spec } from './spec.ts';

type Fitted = readonly {
  readonly name: string;
  /** What lies outside is far; null where the quartiles or all values are the same, and nothing is. */
  readonly limits: { readonly low: number; readonly high: number } | null;
}[];

/** Tukey's fences (1977), or standard scores with the population's deviation; missing cells are not far. */
export const flagOutliers = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',

  fit({ table, columns, params }) {
    const taken = new Set(table.columns.keys());
    return columns.map((column) => ({
      limits: limitsOf(table, column, params),
      name: freeName(`${column}_far`, taken),
    }));
  },

  transform: ({ table, columns }, fitted) =>
    withColumns(
      table,
      fitted.map(
        ({ name }, j) =>
          [name, { kind: 'number', values: flags(table, columns[j]!, fitted[j]!) }] as const,
      ),
    ),

  report: ({ table, columns }, fitted, mood) =>
    columns.map((column, j) => {
      const { name, limits } = fitted[j]!;
      const n = flags(table, column, fitted[j]!).reduce((sum, x) => sum + x, 0);
      const where = limits ? `outside ${short(limits.low)} to ${short(limits.high)}` : 'none';
      const message = `${verb(mood, 'added')} '${name}', 1 in ${counted(n, 'row')} (${where})`;
      return effect('outliers', message, { rows_affected: n, col: name });
    }),
});

function limitsOf(
  table: Table,
  name: string,
  { method, fold }: ParamsOf<typeof spec>,
): Fitted[number]['limits'] {
  const c = numberColumn(table, name, 'flagOutliers');
  if (missingIn(c) === table.rows)
    throw nothingToLearn('flagOutliers', name, table.rows, 'Drop this column, or impute it first.');
  if (method === 'zscore') {
    const { mean, deviation } = meanAndDeviation(c.values);
    const [least, most] = quantiles(c.values, [0, 1]) as [number, number];
    const reach = fold * deviation;
    return most > least ? { low: mean - reach, high: mean + reach } : null;
  }
  const [low, high] = quantiles(c.values, [0.25, 0.75]) as [number, number];
  const reach = fold * (high - low);
  return high > low ? { low: low - reach, high: high + reach } : null;
}

function flags(table: Table, name: string, { limits }: Fitted[number]): Float64Array {
  const { values } = numberColumn(table, name, 'flagOutliers');
  return values.map((x) => (limits && (x < limits.low || x > limits.high) ? 1 : 0));
}
