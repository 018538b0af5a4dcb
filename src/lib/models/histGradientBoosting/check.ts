import { EngineError } from '#lib/recipe/errors.ts';
import type { FitInput } from '#lib/engine/model.ts';
import { checkRows } from '../check.ts';

const model = 'histGradientBoosting';

/**
 * What boosting asks of its input: missing values are welcome, infinite ones are not.
 * @throws EngineError 'too-few-rows', 'no-features', 'not-finite' naming the column
 */
export function checkBoosting({ X, y }: FitInput<unknown>): void {
  checkRows(X.rows, model);
  if (X.columns.length === 0)
    throw new EngineError({
      code: 'no-features',
      what: 'There are 0 columns to learn from',
      where: { model },
      remedy: 'Give at least one column the role “feature”.',
    });
  for (const [j, x] of X.columns.entries()) {
    const at = firstInfinite(x);
    if (at >= 0)
      throw notFinite(`“${X.names[j]!}” holds ${x[at]} in training row ${at + 1}`, X.names[j]!);
  }
  const at = y.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw notFinite(`The target holds ${y[at]} in training row ${at + 1}`);
}

function firstInfinite(x: Float64Array): number {
  for (let i = 0; i < x.length; i += 1) if (x[i] === Infinity || x[i] === -Infinity) return i;
  return -1;
}

const notFinite = (what: string, column?: string): EngineError =>
  new EngineError({
    code: 'not-finite',
    what,
    where: column === undefined ? { model } : { model, column },
    remedy: 'Clip or drop infinite values before this model; missing feature values may stay.',
  });
