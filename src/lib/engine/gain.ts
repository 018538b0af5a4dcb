import { EngineError } from '#lib/recipe/errors.ts';
import { gainQuestion, type Compared, type Gain } from '#lib/recipe/gain.ts';
import { studentTails } from './distributions.ts';
import { mean as meanOf, meanAndDeviation } from './stats.ts';

const level = 0.05;

/**
 * The gain over paired folds with the corrected resampled t interval (Nadeau and Bengio 2003, equation 9): folds share
 * training rows, so the variance of their mean is (1/J + test rows / training rows) s², and not s²/J. Folds in order of
 * time have fewer training rows at first: the mean of their ratios counts.
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
  const { mean, deviation } = meanAndDeviation(differences);
  const variance = (deviation ** 2 * n) / (n - 1);
  const testByTrain = meanOf(before.sizes.map((s) => s.judged / s.train));
  const error = Math.sqrt((1 / n + testByTrain) * variance);
  const df = n - 1;
  const reach = error * studentQuantile(level, df);
  const p = error > 0 ? studentTails(mean / error, df) : mean === 0 ? 1 : 0;
  return {
    metric: before.metric,
    before: before.mean,
    after: after.mean,
    mean,
    low: mean - reach,
    high: mean + reach,
    p: Math.min(1, p * tried),
    tried,
    folds: n,
    how: before.how,
  };
}

/** Other rows than before make scores that are no pairs, however many folds there are. */
const judged = ({ sizes }: Compared['before']): number => sizes.reduce((n, s) => n + s.judged, 0);

/** The t beyond which both tails together hold `alpha`; by bisection, to the last bits. */
export function studentQuantile(alpha: number, df: number): number {
  let [low, high] = [0, 1];
  while (studentTails(high, df) > alpha) high *= 2;
  for (let k = 0; k < 200 && high - low > 1e-15 * high; k += 1) {
    const middle = (low + high) / 2;
    if (studentTails(middle, df) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
