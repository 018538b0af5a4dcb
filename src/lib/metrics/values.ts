import { mean, median, sum } from '#lib/engine/stats.ts';
import { notDefined, type PreparedInput, type Score } from './input.ts';

/** Metrics of predicted numbers. */

export const mse: Score = (input) =>
  average(
    input,
    errors(input).map((e) => e * e),
  );

export const rmse: Score = (input) => Math.sqrt(mse(input) as number);

export const mae: Score = (input) => average(input, errors(input).map(Math.abs));

export const medianAbsoluteError: Score = (input) => {
  const sizes = errors(input).map(Math.abs);
  return input.weight ? weightedMedian(sizes, input.weight) : median(sizes);
};

/** The worst row, whatever it counts. */
export const maxError: Score = (input) =>
  errors(input).reduce((worst, e) => Math.max(worst, Math.abs(e)), 0);

/** A true value of 0 counts as 2⁻⁵², as in scikit-learn. */
export const mape: Score = (input) =>
  average(
    input,
    errors(input).map((e, i) => Math.abs(e) / Math.max(Math.abs(input.yTrue[i]!), Number.EPSILON)),
  );

/** 2 |y − p| ÷ (|y| + |p|) on average, 0 where both are 0. scikit-learn has none; Makridakis and Hibon 2000 have this one. */
export const smape: Score = (input) =>
  average(
    input,
    errors(input).map((e, i) => {
      const sizes = Math.abs(input.yTrue[i]!) + Math.abs(input.predicted[i]!);
      return sizes === 0 ? 0 : (2 * Math.abs(e)) / sizes;
    }),
  );

/** scikit-learn's `mean_pinball_loss`: what a guess at the quantile `alpha` loses (Koenker and Bassett 1978). */
export const pinball =
  (alpha: number): Score =>
  (input) =>
    average(
      input,
      errors(input).map((e) => (e >= 0 ? alpha * e : (alpha - 1) * e)),
    );

export const r2: Score = (input) => explained(input, (e) => e);

export const explainedVariance: Score = (input) => {
  const bias = average(input, errors(input));
  return explained(input, (e) => e - bias);
};

export const rmsle: Score = (input) => {
  const { yTrue, predicted } = input;
  const outside = (x: number) => x <= -1;
  if (yTrue.some(outside) || predicted.some(outside)) {
    return notDefined(
      'A true or predicted value is −1 or less, where log(1 + value) has no value.',
    );
  }
  const squares = yTrue.map((y, i) => (Math.log1p(y) - Math.log1p(predicted[i]!)) ** 2);
  return Math.sqrt(average(input, squares));
};

/** 1 − squares of errors ÷ squares about the mean. */
function explained(input: PreparedInput, adjust: (error: number) => number): ReturnType<Score> {
  const { yTrue } = input;
  if (yTrue.length < 2) return notDefined('There is only 1 row here.');
  const first = yTrue[0];
  if (yTrue.every((y) => y === first)) {
    return notDefined('All true values here are equal, so there is no variance to explain.');
  }
  const centre = average(input, yTrue);
  const counted = (values: Float64Array): number => sum(weighed(input, values));
  const residual = counted(errors(input).map((e) => adjust(e) ** 2));
  return 1 - residual / counted(yTrue.map((y) => (y - centre) ** 2));
}

const errors = ({ yTrue, predicted }: PreparedInput): Float64Array =>
  yTrue.map((y, i) => y - predicted[i]!);

const weighed = ({ weight }: PreparedInput, values: Float64Array): Float64Array =>
  weight ? values.map((x, i) => x * weight[i]!) : values;

const average = (input: PreparedInput, values: Float64Array): number =>
  input.weight ? sum(weighed(input, values)) / input.total : mean(values);

/** The value at which half of the weight is reached; the mean with the next one where it is reached exactly. */
function weightedMedian(values: Float64Array, weight: Float64Array): number {
  const rows = [...values.keys()].filter((i) => weight[i]! > 0);
  rows.sort((a, b) => values[a]! - values[b]!);
  const half = rows.reduce((total, i) => total + weight[i]!, 0) / 2;
  let reached = 0;
  const at = rows.findIndex((i) => (reached += weight[i]!) >= half);
  const [here, next] = [values[rows[at]!]!, values[rows[at + 1] ?? rows[at]!]!];
  return reached - half > Number.EPSILON ? here : (here + next) / 2;
}
