import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { meanAndDeviation } from '#lib/engine/stats.ts';
import { missingIn, numberColumn, type Table } from '#lib/engine/table.ts';
import { list, number, perFeature, record } from '#lib/engine/state.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { changedCells, isConstant, mapNumbers } from '../rescale.ts';
import { short } from '../../words.ts';
import type { standardScale as spec } from './spec.ts';

/** For each column: what is subtracted, and the divisor, never 0. */
type Fitted = readonly { readonly mean: number; readonly scale: number }[];

const scaleForm = record<Fitted[number]>({
  mean: number(),
  scale: number({ least: Number.MIN_VALUE }),
});

/** StandardScaler: missing cells are ignored in fit and stay missing. */
export const standardScale = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: list(scaleForm, perFeature) },

  fit: ({ table, columns, params }) => columns.map((name) => learn(table, name, params)),

  transform: ({ table, columns }, fitted) =>
    mapNumbers(table, columns, 'standardScale', scaled(fitted)),

  report({ table, columns, params }, fitted, mood) {
    return columns.map((col, j) => {
      const { mean, scale } = fitted[j]!;
      const how = [
        ...(params.withMean ? [`mean ${short(mean)} to 0`] : []),
        ...(params.withStd ? [`standard deviation ${short(scale)} to 1`] : []),
      ];
      const message = `${verb(mood, 'scaled')} '${col}'${how.length ? `, ${how.join(' and ')}` : ''}`;
      const c = numberColumn(table, col, 'standardScale');
      const n = changedCells(c, (x) => scaled(fitted)(x, j));
      return effect('scale', message, { rows_affected: n, col });
    });
  },
});

const scaled =
  (fitted: Fitted) =>
  (x: number, j: number): number =>
    (x - fitted[j]!.mean) / fitted[j]!.scale;

function learn(table: Table, name: string, params: ParamsOf<typeof spec>): Fitted[number] {
  const c = numberColumn(table, name, 'standardScale');
  if (missingIn(c) === table.rows)
    throw nothingToLearn(
      'standardScale',
      name,
      table.rows,
      'Drop this column, or impute a constant first.',
    );
  const { mean, deviation, n } = meanAndDeviation(c.values);
  return {
    mean: params.withMean ? mean : 0,
    scale: params.withStd && !isConstant({ deviation, mean, n }) ? deviation : 1,
  };
}
