import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
import { missingIn, numberColumn, type Table } from '#lib/engine/table.ts';
import { list, number, perFeature, record } from '#lib/engine/state.ts';
import { nothingToLearn } from '../../cells.ts';
import { effect, verb } from '../../report.ts';
import { short } from '../../words.ts';
import { changedCells, mapNumbers } from '../rescale.ts';
import type { minMaxScale as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** For each column: x · scale + offset, and the training range it comes from. */
type Fitted = readonly {
  readonly scale: number;
  readonly offset: number;
  readonly low: number;
  readonly high: number;
}[];

const rangeForm = record<Fitted[number]>({
  scale: number(),
  offset: number(),
  low: number(),
  high: number(),
});

/** MinMaxScaler: missing cells are ignored in fit and stay missing. */
export const minMaxScale = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: list(rangeForm, perFeature) },

  fit({ table, columns, params }) {
    checkRange(params);
    return columns.map((name) => learn(table, name, params));
  },

  transform: ({ table, columns, params }, fitted) =>
    mapNumbers(table, columns, 'minMaxScale', scaled(fitted, params)),

  report({ table, columns, params }, fitted, mood) {
    return columns.map((col, j) => {
      const { low, high } = fitted[j]!;
      const message = `${verb(mood, 'scaled')} '${col}', ${short(low)} … ${short(high)} to ${params.min} … ${params.max}`;
      const c = numberColumn(table, col, 'minMaxScale');
      const n = changedCells(c, (x) => scaled(fitted, params)(x, j));
      return effect('scale', message, { rows_affected: n, col });
    });
  },
});

function scaled(fitted: Fitted, { min, max, clip }: Params): (x: number, j: number) => number {
  return (x, j) => {
    const moved = x * fitted[j]!.scale + fitted[j]!.offset;
    return clip ? Math.min(Math.max(moved, min), max) : moved;
  };
}

/** A range under 10 rounding units counts as constant and keeps its unit: scikit-learn's _handle_zeros_in_scale. */
function learn(table: Table, name: string, { min, max }: Params): Fitted[number] {
  const c = numberColumn(table, name, 'minMaxScale');
  if (missingIn(c) === table.rows)
    throw nothingToLearn(
      'minMaxScale',
      name,
      table.rows,
      'Drop this column, or impute a constant first.',
    );
  let [low, high] = [Infinity, -Infinity];
  for (const x of c.values) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const range = high - low;
  const scale = (max - min) / (range < 10 * Number.EPSILON ? 1 : range);
  return { scale, offset: min - low * scale, low, high };
}

function checkRange({ min, max }: Params): void {
  if (min < max) return;
  throw new EngineError({
    code: 'params-invalid',
    what: `The range from ${min} to ${max} has no width`,
    where: { step: 'minMaxScale' },
    remedy: 'Make “To” larger than “From”.',
  });
}
