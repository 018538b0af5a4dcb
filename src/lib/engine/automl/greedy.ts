import type { Task } from '#lib/recipe/profile.ts';
import type { Progress } from '../model.ts';
import type { Judged, Scoring } from '../scoring.ts';

/** What models answered for rows that they had not seen, fold by fold, beside the truth. */
export interface Unseen {
  readonly task: Task;
  readonly nClasses: number;
  /** Of each fold. */
  readonly truth: readonly Float64Array[];
  readonly weight: readonly (Float64Array | null)[];
  /** Of each model, best first, the answers of each fold. */
  readonly answers: readonly (readonly Float64Array[])[];
  readonly metric: string;
  /** 1 where more is better, −1 where less is. */
  readonly sign: 1 | -1;
  readonly scoring: Pick<Scoring, 'score'>;
}

const rounds = 16;
/** Without a better score. */
const patience = 5;

/**
 * Greedy ensemble selection with replacement (Caruana and others, "Ensemble selection from libraries of models", 2004):
 * begins with the best model, and adds, one at a time, the model that makes the mean of the answers score best. The
 * shortest list with the best score is kept. Where the score is the same, as shares of right answers often are, the
 * smaller squared error decides.
 * @param folds whose rows count
 * @returns how often each model was taken
 */
export function* greedy(unseen: Unseen, folds: readonly number[]): Generator<Progress, number[]> {
  const { answers } = unseen;
  const sums = new Map(folds.map((k) => [k, answers[0]![k]!.slice()]));
  const counts = answers.map((_, m) => (m === 0 ? 1 : 0));
  let kept = [...counts];
  let best = worthOf(unseen, folds, (k) => answers[0]![k]!);
  let since = 0;
  for (let size = 2; size <= rounds && since < patience; size += 1) {
    let added = 0;
    let top: Worth | null = null;
    for (const m of answers.keys()) {
      const worth = worthOf(unseen, folds, (k) => mixed(sums.get(k)!, answers[m]![k]!, size));
      if (top === null || isBetter(worth, top)) [top, added] = [worth, m];
      yield { share: (size - 2 + (m + 1) / answers.length) / (rounds - 1) };
    }
    counts[added]! += 1;
    for (const k of folds) addTo(sums.get(k)!, answers[added]![k]!);
    since += 1;
    if (!isBetter(top!, best)) continue;
    since = 0;
    best = top!;
    kept = [...counts];
  }
  return kept;
}

interface Worth {
  readonly score: number;
  readonly error: number;
}

const isBetter = (a: Worth, b: Worth): boolean =>
  a.score > b.score || (a.score === b.score && a.error < b.error);

function worthOf(
  unseen: Unseen,
  folds: readonly number[],
  answersOf: (k: number) => Float64Array,
): Worth {
  let [score, error, rows] = [0, 0, 0];
  for (const k of folds) {
    const predicted = answersOf(k);
    const value = scoreAt(unseen, k, predicted);
    if (value === null) continue;
    score += unseen.sign * value;
    error += squaredError(unseen, k, predicted);
    rows += unseen.truth[k]!.length;
  }
  return { score, error: error / Math.max(1, rows) };
}

/** Of one fold by the primary metric; null where it is not defined there. */
export function scoreAt(unseen: Unseen, k: number, predicted: Float64Array): number | null {
  const { task, nClasses, truth, weight, metric, scoring } = unseen;
  if (truth[k]!.length === 0) return null;
  const judged: Judged = { task, nClasses, yTrue: truth[k]!, predicted, weight: weight[k]! };
  return scoring.score(metric, judged);
}

function squaredError(
  { task, nClasses, truth }: Unseen,
  k: number,
  predicted: Float64Array,
): number {
  const y = truth[k]!;
  let sum = 0;
  for (let i = 0; i < y.length; i += 1) {
    if (task === 'regression') sum += (predicted[i]! - y[i]!) ** 2;
    else
      for (let c = 0; c < nClasses; c += 1)
        sum += (predicted[i * nClasses + c]! - Number(y[i] === c)) ** 2;
  }
  return sum;
}

function mixed(sum: Float64Array, more: Float64Array, size: number): Float64Array {
  const out = new Float64Array(sum.length);
  for (let i = 0; i < out.length; i += 1) out[i] = (sum[i]! + more[i]!) / size;
  return out;
}

function addTo(sum: Float64Array, more: Float64Array): void {
  for (let i = 0; i < sum.length; i += 1) sum[i]! += more[i]!;
}

/** The mean of the models' answers for one fold, each as often as it was taken. */
export function blended({ answers }: Unseen, k: number, counts: readonly number[]): Float64Array {
  const out = new Float64Array(answers[0]![k]!.length);
  let total = 0;
  for (const [m, times] of counts.entries()) {
    if (times === 0) continue;
    total += times;
    const own = answers[m]![k]!;
    for (let i = 0; i < out.length; i += 1) out[i]! += times * own[i]!;
  }
  for (let i = 0; i < out.length; i += 1) out[i]! /= total;
  return out;
}
