import { quantiles } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { missingIn, numberColumn } from '#lib/engine/table.ts';
import { list, number, orNull, perFeature, record } from '#lib/engine/state.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { counted, short } from '../../words.ts';
import { changedCells, mapNumbers } from '../rescale.ts';
import type { winsorize as spec } from './spec.ts';

/** For each column its limits; null where it has none, because half of its values are the same. */
type Fitted = readonly ({ readonly low: number; readonly high: number } | null)[];

const limitsForm = record<NonNullable<Fitted[number]>>({ low: number(), high: number() });

/** Tukey's fences (1977), or quantiles as numpy.nanquantile finds them; missing cells stay missing. */
export const winsorize = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: list(orNull(limitsForm), perFeature) },

  fit: ({ table, columns, params }) =>
    columns.map((name) => {
      const c = numberColumn(table, name, 'winsorize');
      if (missingIn(c) === table.rows)
        throw nothingToLearn(
          'winsorize',
          name,
          table.rows,
          'Drop this column, or impute a constant first.',
        );
      const { method, fold, lower, upper } = params;
      const ends = method === 'iqr' ? [0.25, 0.75] : [lower, upper];
      const [low, high] = quantiles(c.values, ends) as [number, number];
      if (method === 'quantiles') return { low, high };
      const reach = fold * (high - low);
      return high > low ? { low: low - reach, high: high + reach } : null;
    }),

  transform: ({ table, columns }, fitted) =>
    mapNumbers(table, columns, 'winsorize', (x, j) => clipped(x, fitted[j]!)),

  report: ({ table, columns }, fitted, mood) =>
    columns.map((col, j) => {
      const limits = fitted[j]!;
      const n = changedCells(numberColumn(table, col, 'winsorize'), (x) => clipped(x, limits));
      const where = limits
        ? `to ${short(limits.low)} and ${short(limits.high)}`
        : ', half of which are the same';
      const message = `${verb(mood, 'clipped')} ${counted(n, 'value')} of '${col}'${limits ? ' ' : ''}${where}`;
      return effect('winsorize', message, { rows_affected: n, col });
    }),
});

const clipped = (x: number, limits: Fitted[number]): number =>
  limits ? Math.min(Math.max(x, limits.low), limits.high) : x;
