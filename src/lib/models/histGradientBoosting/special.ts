import { EngineError } from '#lib/recipe/errors.ts';
import type { FitInput } from '#lib/engine/model.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { kinkedAt } from './losses.ts';
import type { Problem } from './problem.ts';
import type { HistGradientBoostingSpec } from './spec.ts';

type Input = FitInput<ParamsOf<HistGradientBoostingSpec>>;

/** What is asked of single features, by the number of the feature in the order of names. */
export interface Special {
  /** Ascending values of a column of categories, over all rows; null for numbers. */
  readonly levels: readonly (Float64Array | null)[];
  /** 1 where answers may only rise with the feature, −1 where they may only fall, else 0. */
  readonly monotonic: Int8Array;
}

const model = 'histGradientBoosting';

/**
 * @param index where each feature stands in the matrix
 * @throws EngineError 'column-missing', 'params-invalid' where a column cannot have what is asked of it
 */
export function specialOf({ X, params }: Input, problem: Problem, index: Int32Array): Special {
  const asked = (names: readonly string[] | null): Set<string> => {
    const unknown = (names ?? []).find((name) => !X.names.includes(name));
    if (unknown !== undefined) throw noColumn(unknown);
    return new Set(names ?? []);
  };
  const categories = asked(params.categoricalFeatures);
  const [rising, falling] = [asked(params.increasing), asked(params.decreasing)];
  if (rising.size + falling.size > 0) checkMonotonic(problem);
  for (const name of falling) if (rising.has(name)) throw both(name, 'increasing and decreasing');
  for (const name of categories)
    if (rising.has(name) || falling.has(name)) throw both(name, 'a category and monotonic');
  return {
    levels: Array.from(index, (j) =>
      categories.has(X.names[j]!) ? levelsOf(X.columns[j]!, X.names[j]!, params.maxBins) : null,
    ),
    monotonic: Int8Array.from(index, (j) =>
      rising.has(X.names[j]!) ? 1 : falling.has(X.names[j]!) ? -1 : 0,
    ),
  };
}

function levelsOf(x: Float64Array, column: string, most: number): Float64Array {
  const levels = new Set<number>();
  for (const value of x) if (!Number.isNaN(value)) levels.add(value + 0);
  if (levels.size <= most) return Float64Array.from(levels).sort();
  throw new EngineError({
    code: 'params-invalid',
    what: `“${column}” has ${levels.size} categories, and at most ${most} have a bin`,
    where: { model, column },
    remedy:
      most < 255
        ? 'Raise the most bins, or group rare categories.'
        : 'Group rare categories, or leave it a number.',
  });
}

function checkMonotonic({ loss, level, outputs }: Problem): void {
  const why =
    outputs > 1
      ? 'the target has more than two classes'
      : kinkedAt(loss, level) !== null
        ? `a leaf of the loss ${loss} answers a quantile, which no bound holds`
        : null;
  if (why === null) return;
  throw new EngineError({
    code: 'params-invalid',
    what: `Answers cannot be made to rise or fall with a column: ${why}`,
    where: { model },
    remedy: 'Leave the increasing and decreasing columns empty, or choose another loss or target.',
  });
}

const noColumn = (column: string): EngineError =>
  new EngineError({
    code: 'column-missing',
    what: `The model has no column “${column}”`,
    where: { model, column },
    remedy: 'Name columns as they are after the steps.',
  });

const both = (column: string, what: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `“${column}” is said to be ${what} at once`,
    where: { model, column },
    remedy: 'Keep one of the two.',
  });
