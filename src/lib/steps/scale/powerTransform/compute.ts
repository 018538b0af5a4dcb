import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { meanAndDeviation } from '#lib/engine/stats.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { missingIn, numberColumn, type Table } from '#lib/engine/table.ts';
import { list, number, oneOf, perFeature, record } from '#lib/engine/state.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { short } from '../../words.ts';
import { changedCells, isConstant, mapNumbers } from '../rescale.ts';
import { bestBoxCox, boxCox } from './boxCox.ts';
import type { powerTransform as spec } from './spec.ts';
import { bestPower, yeoJohnson } from './yeoJohnson.ts';

/** For each column the power and whose it is, and what is subtracted and divided by afterwards. */
type Fitted = readonly {
  readonly method: Params['method'];
  readonly lambda: number;
  readonly mean: number;
  readonly scale: number;
}[];

const powerForm = record<Fitted[number]>({
  method: oneOf(['yeo-johnson', 'box-cox']),
  lambda: number(),
  mean: number(),
  scale: number({ least: Number.MIN_VALUE }),
});

type Params = ParamsOf<typeof spec>;

/** PowerTransformer: missing cells are ignored in fit and stay missing. */
export const powerTransform = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: list(powerForm, perFeature) },

  fit: ({ table, columns, params }) => columns.map((name) => learn(table, name, params)),

  transform: ({ table, columns }, fitted) =>
    mapNumbers(table, columns, 'powerTransform', (x, j) => {
      checkSign(x, columns[j]!, fitted[j]!);
      const found = changed(x, fitted[j]!);
      if (Math.abs(found) === Infinity) throw endless(columns[j]!, x);
      return found;
    }),

  report: ({ table, columns }, fitted, mood) =>
    columns.map((col, j) => {
      const c = numberColumn(table, col, 'powerTransform');
      const n = changedCells(c, (x) => changed(x, fitted[j]!));
      const message = `${verb(mood, 'transformed')} '${col}' by ${words[fitted[j]!.method]} with power ${short(fitted[j]!.lambda)}`;
      return effect('scale', message, { rows_affected: n, col });
    }),
});

const words = { 'yeo-johnson': 'Yeo-Johnson', 'box-cox': 'Box-Cox' } as const;
const powers = { 'yeo-johnson': yeoJohnson, 'box-cox': boxCox } as const;
const searches = { 'yeo-johnson': bestPower, 'box-cox': bestBoxCox } as const;

const changed = (x: number, fitted: Fitted[number]): number =>
  Number.isNaN(x) ? x : (powers[fitted.method](x, fitted.lambda) - fitted.mean) / fitted.scale;

/** Box and Cox have no power of what is not above 0; scikit-learn refuses it too. */
function checkSign(x: number, column: string, { method }: Pick<Fitted[number], 'method'>): void {
  if (method !== 'box-cox' || !(x <= 0)) return;
  throw new EngineError({
    code: 'not-finite',
    what: `“${column}” holds ${x}, and Box-Cox takes numbers above 0`,
    where: { step: 'powerTransform', column },
    remedy: 'Take the powers of Yeo and Johnson, or leave the column out.',
  });
}

function learn(table: Table, name: string, { method, standardize }: Params): Fitted[number] {
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
  for (const x of values) checkSign(x, name, { method });
  const raw = meanAndDeviation(values);
  const lambda = isConstant(raw) ? 1 : searches[method](values);
  if (!standardize) return { method, lambda, mean: 0, scale: 1 };
  const after = meanAndDeviation(values.map((x) => powers[method](x, lambda)));
  return { method, lambda, mean: after.mean, scale: isConstant(after) ? 1 : after.deviation };
}

/** scikit-learn refuses such values too. */
const endless = (column: string, x: number): EngineError =>
  new EngineError({
    code: 'not-finite',
    what: `${x} in “${column}” lies so far from the other values that its power is infinite`,
    where: { step: 'powerTransform', column },
    remedy: 'Clip the column first, or mark such values as missing.',
  });
