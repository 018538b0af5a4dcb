import { EngineError } from '#lib/recipe/errors.ts';
import type { FitInput } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';

/**
 * What every fit asks of its input.
 * @throws EngineError 'too-few-rows' without rows, 'no-features' without columns, 'not-finite' naming the column
 */
export function checkInput(input: FitInput<unknown>, model: string): void {
  checkShape(input, model);
  checkFinite(input.X, model);
}

/**
 * The same without a look at every value of every column, for a fit that sees by its sums whether it needs one.
 * @throws EngineError 'too-few-rows' without rows, 'no-features' without columns, 'not-finite' for the target
 */
export function checkShape({ X, y }: FitInput<unknown>, model: string): void {
  checkRows(X.rows, model);
  checkColumns(X, model);
  const at = firstNotFinite(y);
  if (at >= 0) throw notFinite(`The target holds ${y[at]} in training row ${at + 1}`, { model });
}

/**
 * What a fit asks that takes missing values: infinite ones are still refused.
 * @throws EngineError 'too-few-rows', 'no-features', 'not-finite' naming the column
 */
export function checkGaps({ X, y }: FitInput<unknown>, model: string): void {
  checkRows(X.rows, model);
  checkColumns(X, model);
  for (const [j, x] of X.columns.entries()) {
    const at = firstInfinite(x);
    if (at < 0) continue;
    const column = X.names[j]!;
    throw infinite(`“${column}” holds ${x[at]} in training row ${at + 1}`, { model, column });
  }
  const at = firstNotFinite(y);
  if (at >= 0) throw infinite(`The target holds ${y[at]} in training row ${at + 1}`, { model });
}

/** @throws EngineError 'too-few-rows' */
export function checkRows(rows: number, model: string): void {
  if (rows > 0) return;
  throw new EngineError({
    code: 'too-few-rows',
    what: 'There are 0 training rows, and a model needs at least 1',
    where: { model },
    remedy: 'Give the training part a larger share, or remove the step that drops rows.',
  });
}

function checkColumns({ columns }: Matrix, model: string): void {
  if (columns.length > 0) return;
  throw new EngineError({
    code: 'no-features',
    what: 'There are 0 columns to learn from',
    where: { model },
    remedy: 'Give at least one column the role “feature”.',
  });
}

function checkFinite(X: Matrix, model: string): void {
  for (const [j, x] of X.columns.entries()) {
    const at = firstNotFinite(x);
    if (at < 0) continue;
    const column = X.names[j]!;
    throw notFinite(`“${column}” holds ${x[at]} in training row ${at + 1}`, { model, column });
  }
}

function firstInfinite(x: Float64Array): number {
  for (let i = 0; i < x.length; i += 1) if (x[i] === Infinity || x[i] === -Infinity) return i;
  return -1;
}

function firstNotFinite(x: Float64Array): number {
  for (let i = 0; i < x.length; i += 1) if (!Number.isFinite(x[i]!)) return i;
  return -1;
}

const notFinite = (what: string, where: { model: string; column?: string }): EngineError =>
  new EngineError({
    code: 'not-finite',
    what,
    where,
    remedy: 'Impute missing values, and clip or drop infinite ones, before this model.',
  });

const infinite = (what: string, where: { model: string; column?: string }): EngineError =>
  new EngineError({
    code: 'not-finite',
    what,
    where,
    remedy: 'Clip or drop infinite values before this model; missing feature values may stay.',
  });
