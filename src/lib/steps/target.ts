import { EngineError } from '#lib/recipe/errors.ts';
import { kFold, stratifiedKFold, type Fold } from '#lib/engine/crossValidate.ts';
import type { FitInput } from '#lib/engine/step.ts';
import type { TrainTarget } from '#lib/engine/table.ts';
import { nothingToLearn } from './cells.ts';

/** What steps share that learn from the training rows' target. */

/** The target of the training rows. @throws EngineError 'no-rows' without rows, 'target-missing' without a target */
export function targetOf({ table, columns, target }: FitInput<unknown>, step: string): TrainTarget {
  if (target) return target;
  for (const name of columns) {
    if (!table.columns.has(name))
      throw new EngineError({
        code: 'column-missing',
        what: `There is no column “${name}”`,
        where: { step, column: name },
        remedy: 'Pick one of the columns, or undo the step that removed it.',
      });
    if (table.rows === 0) throw nothingToLearn(step, name, 0, '');
  }
  throw new EngineError({
    code: 'target-missing',
    what: 'This step learns from the target, and there is none',
    where: { step },
    remedy: 'Choose what to predict, or turn the step off.',
  });
}

/**
 * One list of values for each class of the target, as scikit-learn binarises it: the codes of two classes, 0 and 1 for
 * each of more, the values of a regression.
 */
export function answersOf({ classes, y }: TrainTarget): readonly Float64Array[] {
  if (classes === null || classes.length <= 2) return [y];
  return classes.map((_, k) => y.map((code) => (code === k ? 1 : 0)));
}

/** Folds of the training rows, shuffled by the seed; classes keep their shares. */
export const foldsOf = (
  { classes, y }: Pick<TrainTarget, 'classes' | 'y'>,
  cv: number,
  seed: number,
): Fold[] =>
  classes === null ? kFold(y.length, cv, seed) : stratifiedKFold(Int32Array.from(y), cv, seed);

/** Those rows of a target's values. */
export const valuesAt = (values: Float64Array, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (i) => values[i]!);
