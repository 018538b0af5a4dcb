import { EngineError } from '#lib/recipe/errors.ts';
import { gainQuestion, type Compared, type Gain } from '#lib/recipe/gain.ts';
import { correctedT } from './correctedT.ts';
import { mean as meanOf } from './stats.ts';

/**
 * The gain over paired folds with the interval of the corrected resampled t. Folds in order of time have fewer training
 * rows at first: the mean of their ratios counts.
 * @param tried of how many edits this one is the choice; p is multiplied by it (Bonferroni)
 * @throws EngineError 'not-comparable' where the two were not judged on the same folds
 */
export function gainOf({ before, after }: Compared, tried = 1): Gain {
  const n = before.values.length;
  const [rows, then] = [judged(before), judged(after)];
  if (n < gainQuestion.nSplits && n === after.values.length)
    throw new EngineError({
      code: 'too-few-rows',
      what: `The score is defined in only ${n} folds, too few to tell a gain from luck`,
      where: {},
      remedy: 'More rows of the rarest class are needed.',
    });
  if (n !== after.values.length || before.how !== after.how || rows !== then)
    throw new EngineError({
      code: 'not-comparable',
      what: `The score stands on ${n} folds of together ${rows} rows without the step and on ${after.values.length} of ${then} with it`,
      where: {},
      remedy: 'A step that removes or makes rows is judged by training with it and without it.',
    });
  const sign = before.better === 'higher' ? 1 : -1;
  const differences = before.values.map((x, k) => sign * (after.values[k]! - x));
  const testByTrain = meanOf(before.sizes.map((s) => s.judged / s.train));
  const { mean, low, high, p } = correctedT(differences, testByTrain);
  return {
    metric: before.metric,
    before: before.mean,
    after: after.mean,
    mean,
    low,
    high,
    p: Math.min(1, p * tried),
    tried,
    folds: n,
    how: before.how,
  };
}

/** Other rows than before make scores that are no pairs, however many folds there are. */
const judged = ({ sizes }: Compared['before']): number => sizes.reduce((n, s) => n + s.judged, 0);
