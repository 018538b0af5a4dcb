import { exp, log } from '#lib/engine/elementary.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { RowWeights, Verdict } from './compute.ts';

interface Params {
  readonly nEstimators: number;
  readonly learningRate: number;
}

interface Given {
  readonly y: Float64Array;
  /** How much each row counts before the first tree. */
  readonly weight: Float64Array | undefined;
  readonly params: Params;
  /** How many occur. */
  readonly classes: number;
}

/** What each row counts in the first tree, summing to 1. */
export function firstWeights(rows: number, weight: Float64Array | undefined): Float64Array {
  if (!weight) return new Float64Array(rows).fill(1 / rows);
  const total = weight.reduce((sum, w) => sum + w, 0);
  return weight.map((w) => w / total);
}

/** Weights that do not vanish, as scikit-learn keeps them, but for rows that count 0 from the start. */
export const atLeast = (weight: Float64Array, given: Float64Array | undefined): Float64Array =>
  weight.map((w, i) => (given?.[i] === 0 ? 0 : Math.max(w, Number.EPSILON)));

/** Weights of SAMME: rows that a tree gets wrong count more in the next. */
export class ClassWeights implements RowWeights {
  readonly #y: Float64Array;
  readonly #params: Params;
  readonly #classes: number;
  /** Before the first tree; a row that counts 0 there never counts. */
  readonly #given: Float64Array | undefined;
  #weight: Float64Array;
  #trees = 0;

  constructor({ y, weight, params, classes }: Given) {
    this.#y = y;
    this.#params = params;
    this.#classes = classes;
    this.#given = weight;
    this.#weight = firstWeights(y.length, weight);
  }

  *next(): Generator<void, Float64Array> {
    this.#weight = atLeast(this.#weight, this.#given);
    return this.#weight;
  }

  learn(said: Float64Array): Verdict {
    const wrong = said.map((code, i) => (code === this.#y[i] ? 0 : 1));
    const error = share(this.#weight, wrong);
    if (error <= 0) return { weight: 1, keep: true, stop: true };
    const k = this.#classes;
    if (error >= 1 - 1 / k) {
      if (this.#trees === 0) throw noBetter(error, k);
      return { weight: 0, keep: false, stop: true };
    }
    this.#trees += 1;
    const weight = this.#params.learningRate * (log((1 - error) / error) + log(k - 1));
    const more = exp(weight);
    const next = this.#weight.map((w, i) => (wrong[i] === 1 ? w * more : w));
    const total = next.reduce((sum, w) => sum + w, 0);
    this.#weight = next.map((w) => w / total);
    return { weight, keep: true, stop: !Number.isFinite(total) };
  }
}

function share(weight: Float64Array, wrong: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < weight.length; i += 1) {
    sum += weight[i]! * wrong[i]!;
    total += weight[i]!;
  }
  return sum / total;
}

const noBetter = (error: number, classes: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `The first tree gets ${(100 * error).toFixed(1)} % of the rows wrong, no better than chance among ${classes} classes`,
    where: { model: 'adaBoost' },
    remedy: 'Use deeper trees, add columns that tell the classes apart, or choose another model.',
  });
