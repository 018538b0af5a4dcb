import { exp, log } from '#lib/engine/elementary.ts';
import { EngineError } from '#lib/recipe/errors.ts';

export const regressionLosses = [
  'squared_error',
  'absolute_error',
  'quantile',
  'poisson',
  'gamma',
] as const;
export type LossName = (typeof regressionLosses)[number] | 'log_loss';

const codes = {
  squared_error: 0,
  absolute_error: 1,
  quantile: 2,
  poisson: 3,
  gamma: 4,
  log_loss: 5,
} as const;

/** The kernel's number of a loss. */
export const lossCode = (loss: LossName): number => codes[loss];

export const constantHessian = (loss: LossName): boolean => lossCode(loss) <= 2;

/** Losses with a kink: a leaf's value is then the quantile of its residuals. */
export const kinkedAt = (loss: LossName, level: number): number | null =>
  loss === 'absolute_error' ? 0.5 : loss === 'quantile' ? level : null;

export type Link = 'identity' | 'exp' | 'logistic' | 'softmax';

export const linkOf = (loss: LossName, outputs: number): Link =>
  loss === 'log_loss'
    ? outputs > 1
      ? 'softmax'
      : 'logistic'
    : loss === 'poisson' || loss === 'gamma'
      ? 'exp'
      : 'identity';

/** 10 machine epsilons, as scikit-learn keeps probabilities and means off the ends of their range. */
const margin = 10 * Number.EPSILON;
const inside = (p: number): number => Math.min(1 - margin, Math.max(margin, p));

export interface Answers {
  readonly loss: LossName;
  readonly level: number;
  readonly outputs: number;
  /** Values, or class codes 0 to outputs − 1 (0 and 1 for one output). */
  readonly y: Float64Array;
  readonly weight: Float64Array | null;
}

/** The raw scores that fit best without any tree, one for each output. */
export function baseScores(answers: Answers): Float64Array {
  const { loss, level, outputs, y, weight } = answers;
  const kink = kinkedAt(loss, level);
  if (kink !== null) return Float64Array.of(quantile(Float64Array.from(y).sort(), kink));
  if (outputs > 1) return classScores(answers);
  const mean = weightedMean(y, weight);
  if (loss === 'log_loss') return Float64Array.of(log(inside(mean) / (1 - inside(mean))));
  return Float64Array.of(loss === 'squared_error' ? mean : log(Math.max(margin, mean)));
}

function classScores({ outputs, y, weight }: Answers): Float64Array {
  const shares = Float64Array.from({ length: outputs }, (_, k) =>
    weightedMean(
      y.map((code) => (code === k ? 1 : 0)),
      weight,
    ),
  );
  const logs = shares.map((share) => log(inside(share)));
  const level = logs.reduce((sum, x) => sum + x, 0) / outputs;
  return logs.map((x) => x - level);
}

function weightedMean(y: Float64Array, weight: Float64Array | null): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i += 1) {
    const w = weight ? weight[i]! : 1;
    sum += w * y[i]!;
    total += w;
  }
  return sum / total;
}

/** numpy's percentile of ascending values, linear between neighbours. */
export function quantile(sorted: Float64Array, level: number): number {
  const at = level * (sorted.length - 1);
  const low = Math.floor(at);
  const a = sorted[low]!;
  const b = sorted[Math.min(low + 1, sorted.length - 1)]!;
  const t = at - low;
  return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
}

/**
 * Mean loss of rows; `raw(k)` holds the raw scores of output k.
 * @param from first row
 */
export function meanLoss(
  { loss, level, outputs, y, weight }: Answers,
  raw: readonly Float64Array[],
  from: number,
): number {
  let sum = 0;
  let total = 0;
  for (let i = from; i < y.length; i += 1) {
    const w = weight ? weight[i]! : 1;
    const one =
      outputs > 1 ? manyClasses(raw, y[i]!, i) : pointLoss(loss, level, y[i]!, raw[0]![i]!);
    sum += w * one;
    total += w;
  }
  return sum / total;
}

function manyClasses(raw: readonly Float64Array[], code: number, i: number): number {
  let top = -Infinity;
  for (const scores of raw) top = Math.max(top, scores[i]!);
  let sum = 0;
  for (const scores of raw) sum += exp(scores[i]! - top);
  return log(sum) + top - raw[code]![i]!;
}

const points: Readonly<Record<LossName, (y: number, raw: number, level: number) => number>> = {
  squared_error: (y, raw) => 0.5 * (raw - y) ** 2,
  absolute_error: (y, raw) => Math.abs(y - raw),
  quantile: (y, raw, level) => (y >= raw ? level * (y - raw) : (1 - level) * (raw - y)),
  poisson: (y, raw) => exp(raw) - y * raw,
  gamma: (y, raw) => raw + y * exp(-raw),
  log_loss: (y, raw) => log(1 + exp(-Math.abs(raw))) + Math.max(raw, 0) - y * raw,
};

const pointLoss = (loss: LossName, level: number, y: number, raw: number): number =>
  points[loss](y, raw, level);

/** @throws EngineError 'params-invalid' where the loss cannot take the target's values */
export function checkTarget(loss: LossName, y: Float64Array): void {
  if (loss !== 'poisson' && loss !== 'gamma') return;
  const least = y.reduce((a, b) => Math.min(a, b), Infinity);
  const sum = y.reduce((a, b) => a + b, 0);
  if (loss === 'poisson' ? least >= 0 && sum > 0 : least > 0) return;
  throw new EngineError({
    code: 'params-invalid',
    what: `The loss ${loss} needs ${loss === 'poisson' ? 'values of 0 or more, not all 0' : 'values above 0'}, and the smallest target is ${least}`,
    where: { model: 'histGradientBoosting' },
    remedy: 'Use squared_error, or another target.',
  });
}
