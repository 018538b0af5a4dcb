import type { Scale } from '#lib/recipe/explanation.ts';
import { exp } from '../elementary.ts';
import type { Matrix } from '../matrix.ts';
import { gapOf, ofClasses, type OutputShap, type ShapFound, type ShapInput } from './found.ts';

/** A model whose answer is made of weighted sums of the columns. */
export interface LinearMargin {
  readonly scale: Scale;
  /** Class of each sum; null for a number. */
  readonly codes: readonly (number | null)[];
  /** One list of weights, by column, for each sum. */
  readonly weights: readonly Float64Array[];
  readonly intercept: readonly number[];
  readonly answer: (margins: Float64Array) => Float64Array;
}

/**
 * A model that tells coefficients and intercept, where its answers are a known function of the sums: that is tried on the
 * rows, so that a model whose coefficients are only part of its answer is not taken for a sum.
 */
export function linearMargin(
  input: Pick<ShapInput, 'model' | 'state' | 'X' | 'classified' | 'width' | 'rest' | 'predicted'>,
): LinearMargin | null {
  const { model, state, X, classified, width, rest } = input;
  const { coefficients, intercept, link } = model.explain(state, X.names);
  if (!coefficients || !intercept || coefficients.length !== intercept.length) return null;
  const weights = coefficients.map((own) => Float64Array.from(own, ([, w]) => w));
  if (weights.some((w) => w.length !== X.names.length)) return null;
  const about = { classified, width, sums: weights.length, logarithm: link === 'log' };
  const ways = model.decides?.(state) ? decidingWays(about) : waysOf(about);
  const probe = X.rows > 0 ? X : rest;
  const said = X.rows > 0 ? input.predicted : model.predict(state, rest);
  const margins = sumsOf(probe, weights, intercept);
  const way = ways.find(({ answer }) => agree(answer(margins), said));
  return way ? { ...way, weights, intercept } : null;
}

/** Where a weighted sum starts: the mean of each column. */
export const meansOf = ({ columns, rows }: Matrix): Float64Array =>
  Float64Array.from(columns, (x) => x.reduce((sum, value) => sum + value, 0) / rows);

/** Interventional values: weight times the distance from the mean of the background rows. */
export function linearShap(input: ShapInput, linear: LinearMargin): ShapFound {
  const { X, rest, wanted } = input;
  const p = X.names.length;
  const means = meansOf(rest);
  const all = linear.weights.map((w, k): OutputShap => {
    const values = new Float64Array(X.rows * p);
    for (let j = 0; j < p; j += 1)
      for (let i = 0; i < X.rows; i += 1)
        values[i * p + j] = w[j]! * (X.columns[j]![i]! - means[j]!);
    const base = means.reduce((sum, mean, j) => sum + w[j]! * mean, linear.intercept[k]!);
    return { code: linear.codes[k]!, base, values };
  });
  return {
    method: 'linear',
    scale: linear.scale,
    outputs: ofClasses(all, wanted),
    gap: gapOf(input, all, linear.answer),
    background: rest.rows,
    walks: 0,
  };
}

function sumsOf(
  X: Matrix,
  weights: readonly Float64Array[],
  intercept: readonly number[],
): Float64Array {
  const k = weights.length;
  const out = new Float64Array(X.rows * k);
  for (let i = 0; i < X.rows; i += 1)
    for (let o = 0; o < k; o += 1) {
      let sum = intercept[o]!;
      for (let j = 0; j < X.columns.length; j += 1) sum += weights[o]![j]! * X.columns[j]![i]!;
      out[i * k + o] = sum;
    }
  return out;
}

/** Answers that are one within rounding of large values. */
const agree = (got: Float64Array, wanted: Float64Array): boolean =>
  got.length === wanted.length &&
  got.every((x, i) => Math.abs(x - wanted[i]!) <= 1e-8 * Math.max(1, Math.abs(wanted[i]!)));

type Way = Pick<LinearMargin, 'scale' | 'codes' | 'answer'>;

function waysOf(about: {
  readonly classified: boolean;
  readonly width: number;
  readonly sums: number;
  readonly logarithm: boolean;
}): readonly Way[] {
  const { classified, width, sums, logarithm } = about;
  if (!classified)
    return sums !== 1
      ? []
      : logarithm
        ? [{ scale: 'logarithm', codes: [null], answer: (m) => m.map((x) => exp(x)) }]
        : [{ scale: 'answer', codes: [null], answer: (m) => m }];
  if (sums === 1 && width === 2) return [{ scale: 'log-odds', codes: [1], answer: pairs }];
  if (sums !== width) return [];
  const codes = Array.from({ length: width }, (_, k) => k);
  return [
    { scale: 'score', codes, answer: (m) => shares(m, width) },
    { scale: 'log-odds', codes, answer: (m) => against(m, width) },
  ];
}

/** Decision values are the sums themselves: of two classes −d and d. */
const decidingWays = ({ width, sums }: { width: number; sums: number }): readonly Way[] =>
  sums === 1 && width === 2
    ? [
        {
          scale: 'decision',
          codes: [1],
          answer: (m) => Float64Array.from({ length: 2 * m.length }, (_, i) => opposed(m, i)),
        },
      ]
    : sums === width
      ? [{ scale: 'decision', codes: Array.from({ length: width }, (_, k) => k), answer: (m) => m }]
      : [];

const opposed = (m: Float64Array, i: number): number => (i % 2 === 0 ? -1 : 1) * m[i >> 1]!;

const logistic = (x: number): number => (x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)));

export function pairs(margins: Float64Array): Float64Array {
  const out = new Float64Array(2 * margins.length);
  for (const [i, x] of margins.entries()) {
    const p = logistic(x);
    out[2 * i] = 1 - p;
    out[2 * i + 1] = p;
  }
  return out;
}

export function shares(margins: Float64Array, width: number): Float64Array {
  const out = new Float64Array(margins.length);
  for (let from = 0; from < margins.length; from += width) {
    const own = margins.subarray(from, from + width);
    const top = own.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = own.map((x) => exp(x - top));
    const total = powers.reduce((a, b) => a + b, 0);
    for (let k = 0; k < width; k += 1) out[from + k] = powers[k]! / total;
  }
  return out;
}

/** One against the rest: each class by itself, and then so that they sum to 1. */
function against(margins: Float64Array, width: number): Float64Array {
  const out = margins.map(logistic);
  for (let from = 0; from < out.length; from += width) {
    const own = out.subarray(from, from + width);
    const total = own.reduce((a, b) => a + b, 0);
    for (let k = 0; k < width; k += 1) own[k] = own[k]! / total;
  }
  return out;
}
