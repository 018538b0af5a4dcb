import { exp, log } from '#lib/engine/elementary.ts';
import type { RandomState } from '#lib/engine/random.ts';
import { atLeast, firstWeights } from './classes.ts';
import type { RowWeights, Verdict } from './compute.ts';

interface Params {
  readonly nEstimators: number;
  readonly learningRate: number;
  readonly loss: 'linear' | 'square' | 'exponential';
}

const losses: Readonly<Record<Params['loss'], (error: number) => number>> = {
  linear: (error) => error,
  square: (error) => error * error,
  exponential: (error) => 1 - exp(-error),
};

/** Rows drawn between two yields. */
const breath = 50_000;

interface Given {
  readonly y: Float64Array;
  /** How much each row counts before the first tree. */
  readonly weight: Float64Array | undefined;
  readonly params: Params;
  readonly random: RandomState;
}

/** Weights of AdaBoost.R2: each tree learns from rows redrawn by weight, the same rows that scikit-learn draws. */
export class ValueWeights implements RowWeights {
  readonly #y: Float64Array;
  readonly #params: Params;
  readonly #random: RandomState;
  /** Before the first tree; a row that counts 0 there never counts. */
  readonly #given: Float64Array | undefined;
  #weight: Float64Array;
  #trees = 0;

  constructor({ y, weight, params, random }: Given) {
    this.#y = y;
    this.#params = params;
    this.#random = random;
    this.#given = weight;
    this.#weight = firstWeights(y.length, weight);
  }

  /** How often each row is drawn. */
  *next(): Generator<void, Float64Array> {
    const n = this.#y.length;
    this.#weight = atLeast(this.#weight, this.#given);
    // scikit-learn draws the seed of the tree first.
    this.#random.randint(0, 2147483647);
    const reached = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i += 1) reached[i] = sum += this.#weight[i]!;
    const times = new Float64Array(n);
    for (let i = 0; i < n; i += 1) reached[i]! /= sum;
    for (let i = 0; i < n; i += 1) {
      times[firstAbove(reached, this.#random.randomSample())]! += 1;
      if (i % breath === breath - 1) yield;
    }
    return times;
  }

  learn(said: Float64Array): Verdict {
    const { learningRate, loss } = this.#params;
    const errors = said.map((value, i) => Math.abs(value - this.#y[i]!));
    const largest = errors.reduce((a, b) => Math.max(a, b), 0);
    const lost = errors.map((error) => losses[loss](largest > 0 ? error / largest : 0));
    const error = lost.reduce((sum, one, i) => sum + one * this.#weight[i]!, 0);
    if (error <= 0) return { weight: 1, keep: true, stop: true };
    if (error >= 0.5) return { weight: 0, keep: this.#trees === 0, stop: true };
    this.#trees += 1;
    const beta = log(error / (1 - error));
    const next = this.#weight.map((w, i) => w * exp(beta * (1 - lost[i]!) * learningRate));
    const total = next.reduce((sum, w) => sum + w, 0);
    this.#weight = next.map((w) => w / total);
    return { weight: -learningRate * beta, keep: true, stop: !(total > 0) };
  }
}

/** The first place whose share is above u. */
function firstAbove(reached: Float64Array, u: number): number {
  let low = 0;
  let high = reached.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached[middle]! > u) high = middle;
    else low = middle + 1;
  }
  return low;
}
