import { defineLearned } from '#lib/engine/step.ts';
import {
  fitting,
  list,
  number,
  orNull,
  perFeature,
  record,
  text,
  unless,
} from '#lib/engine/state.ts';
import { numberColumn, withColumns, type Table } from '#lib/engine/table.ts';
import { isFar, limitsOf, type Limits } from '../../limits.ts';
import { effect, verb } from '../../report.ts';
import { counted, short } from '../../words.ts';
import type { flagOutliers as spec } from './spec.ts';
import { freeName } from '../../names.ts';

type Fitted = readonly {
  readonly name: string;
  readonly limits: Limits | null;
}[];

const flagForm = fitting(
  list(
    record<Fitted[number]>({
      name: text,
      limits: orNull(
        record<Limits>({ low: number({ infinite: true }), high: number({ infinite: true }) }),
      ),
    }),
    perFeature,
  ),
  (flags) =>
    unless([
      new Set(flags.map(({ name }) => name)).size === flags.length,
      'two new columns have one name',
    ]),
);

/** Tukey's fences (1977), or standard scores with the population's deviation; missing cells are not far. */
export const flagOutliers = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: flagForm },

  fit({ table, columns, params }) {
    const taken = new Set(table.columns.keys());
    return columns.map((column) => ({
      limits: limitsOf(numberColumn(table, column, 'flagOutliers'), column, {
        ...params,
        step: 'flagOutliers',
      }),
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

function flags(table: Table, name: string, { limits }: Fitted[number]): Float64Array {
  const { values } = numberColumn(table, name, 'flagOutliers');
  return values.map((x) => (isFar(x, limits) ? 1 : 0));
}
