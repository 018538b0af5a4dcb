import { EngineError } from '#lib/recipe/errors.ts';
import { meanAndDeviation } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { missingIn, numberColumn, type Table } from '#lib/engine/table.ts';
import { list, number, perFeature, record } from '#lib/engine/state.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { short } from '../../words.ts';
import { changedCells, isConstant, mapNumbers } from '../rescale.ts';
import type { powerTransform as spec } from './spec.ts';
import { bestPower, yeoJohnson } from './yeoJohnson.ts';

/** For each column the power, and what is subtracted and divided by afterwards. */
type Fitted = readonly {
  readonly lambda: number;
  readonly mean: number;
  readonly scale: number;
}[];

const powerForm = record<Fitted[number]>({
  lambda: number(),
  mean: number(),
  scale: number({ least: Number.MIN_VALUE }),
});

/** PowerTransformer(method="yeo-johnson"): missing cells are ignored in fit and stay missing. */
export const powerTransform = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: list(powerForm, perFeature) },

  fit: ({ table, columns, params }) =>
    columns.map((name) => learn(table, name, params.standardize)),

  transform: ({ table, columns }, fitted) =>
    mapNumbers(table, columns, 'powerTransform', (x, j) => {
      const found = changed(x, fitted[j]!);
      if (Math.abs(found) === Infinity) throw endless(columns[j]!, x);
      return found;
    }),

  report: ({ table, columns }, fitted, mood) =>
    columns.map((col, j) => {
      const c = numberColumn(table, col, 'powerTransform');
      const n = changedCells(c, (x) => changed(x, fitted[j]!));
      const message = `${verb(mood, 'transformed')} '${col}' by Yeo-Johnson with power ${short(fitted[j]!.lambda)}`;
      return effect('scale', message, { rows_affected: n, col });
    }),
});

const changed = (x: number, { lambda, mean, scale }: Fitted[number]): number =>
  Number.isNaN(x) ? x : (yeoJohnson(x, lambda) - mean) / scale;

function learn(table: Table, name: string, standardize: boolean): Fitted[number] {
  const c = numberColumn(table, name, 'powerTransform');
  if (missingIn(c) === table.rows)
    throw nothingToLearn(
      'powerTransform',
      name,
      table.rows,
      'Drop this column, or impute a constant first.',
    );
  const values = c.values.filter((x) => !Number.isNaN(x));
  const far = values.find((x) => !Number.isFinite(x));
  if (far !== undefined) throw endless(name, far);
  const raw = meanAndDeviation(values);
  const lambda = isConstant(raw) ? 1 : bestPower(values);
  if (!standardize) return { lambda, mean: 0, scale: 1 };
  const after = meanAndDeviation(values.map((x) => yeoJohnson(x, lambda)));
  return { lambda, mean: after.mean, scale: isConstant(after) ? 1 : after.deviation };
}

/** scikit-learn refuses such values too. */
const endless = (column: string, x: number): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: `${x} in “${column}” lies so far from the other values that its power is infinite`,
    where: { step: 'powerTransform', column },
    remedy: 'Clip the column first, or mark such values as missing.',
  });
