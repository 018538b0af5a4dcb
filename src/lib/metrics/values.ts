import { mean, median, sum } from '#lib/engine/stats.ts';
import { notDefined, type PreparedInput, type Score } from './input.ts';

/** Metrics of predicted numbers. */

export const mse: Score = (input) => mean(errors(input).map((e) => e * e));

export const rmse: Score = (input) => Math.sqrt(mean(errors(input).map((e) => e * e)));

export const mae: Score = (input) => mean(errors(input).map(Math.abs));

export const medianAbsoluteError: Score = (input) => median(errors(input).map(Math.abs));

export const maxError: Score = (input) =>
  errors(input).reduce((worst, e) => Math.max(worst, Math.abs(e)), 0);

/** A true value of 0 counts as 2⁻⁵², as in scikit-learn. */
export const mape: Score = (input) =>
  mean(
    errors(input).map((e, i) => Math.abs(e) / Math.max(Math.abs(input.yTrue[i]!), Number.EPSILON)),
  );

export const r2: Score = (input) => explained(input, (e) => e);

export const explainedVariance: Score = (input) => {
  const bias = mean(errors(input));
  return explained(input, (e) => e - bias);
};

export const rmsle: Score = ({ yTrue, predicted }) => {
  const outside = (x: number) => x <= -1;
  if (yTrue.some(outside) || predicted.some(outside)) {
    return notDefined(
      'A true or predicted value is −1 or less, where log(1 + value) has no value.',
    );
  }
  const squares = yTrue.map((y, i) => (Math.log1p(y) - Math.log1p(predicted[i]!)) ** 2);
  return Math.sqrt(mean(squares));
};

/** 1 − squares of errors ÷ squares about the mean. */
function explained(input: PreparedInput, adjust: (error: number) => number): ReturnType<Score> {
  const { yTrue } = input;
  if (yTrue.length < 2) return notDefined('There is only 1 row here.');
  const first = yTrue[0];
  if (yTrue.every((y) => y === first)) {
    return notDefined('All true values here are equal, so there is no variance to explain.');
  }
  const centre = mean(yTrue);
  const residual = sum(errors(input).map((e) => adjust(e) ** 2));
  return 1 - residual / sum(yTrue.map((y) => (y - centre) ** 2));
}

const errors = ({ yTrue, predicted }: PreparedInput): Float64Array =>
  yTrue.map((y, i) => y - predicted[i]!);
