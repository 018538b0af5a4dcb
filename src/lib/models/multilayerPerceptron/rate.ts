import type { Params } from './problem.ts';

/** The learning rate from batch to batch: scikit-learn's schedules for sgd, and a cosine for both solvers. */
export class Rate {
  readonly #params: Params;
  readonly #rows: number;
  #passes = 0;
  now: number;

  constructor(params: Params, rows: number) {
    this.#params = params;
    this.#rows = rows;
    this.now = params.learningRateInit;
  }

  /** After each pass. */
  passed(): void {
    const { learningRate, learningRateInit, maxIter, solver } = this.#params;
    this.#passes += 1;
    if (learningRate === 'cosine')
      this.now = learningRateInit * 0.5 * (1 + cosine((Math.PI * this.#passes) / maxIter));
    if (learningRate === 'invscaling' && solver === 'sgd')
      this.now = learningRateInit / Math.sqrt(this.#passes * this.#rows + 1);
  }

  /** Whether training ends when nothing is gained, or goes on with a fifth of the rate. */
  ends(): boolean {
    const { learningRate, solver } = this.#params;
    if (learningRate !== 'adaptive' || solver !== 'sgd' || this.now <= 1e-6) return true;
    this.now /= 5;
    return false;
  }
}

/** Taylor's series, for 0 to π: Math.cos differs in its last bit from one JavaScript engine to another. */
export function cosine(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 2; k <= 40; k += 2) {
    term *= (-x * x) / (k * (k - 1));
    sum += term;
  }
  return sum;
}
