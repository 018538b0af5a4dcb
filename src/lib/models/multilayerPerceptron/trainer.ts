import type { Batch, Layers } from '#lib/engine/kernels/net.ts';

/** Multiplications done, or something to wait for before going on. */
export type Turn = number | Promise<unknown>;

/** How the weights move: Adam's moments, or momentum; `rate` is that of this batch. */
export type Solver =
  { readonly kind: 'adam' } | { readonly kind: 'sgd'; readonly momentum: number };

/** The arithmetic of a training, behind which stand the kernels or TensorFlow.js. */
export interface Trainer {
  /** Where it is done, for the progress and the run: "doubles", "wasm". */
  readonly where: string;
  /** Learns from one batch. */
  step(batch: Batch, rate: number): Generator<Turn, void>;
  /** Sum of the batches' losses times their rows, since it was last asked. */
  loss(): Generator<Turn, number>;
  /** Row-major rows × outputs: values or probabilities. */
  answers(rows: Int32Array): Generator<Turn, Float64Array>;
  layers(): Generator<Turn, Layers>;
  /** Gives its memory back. */
  close(): void;
}

export const beta1 = 0.9;
export const beta2 = 0.999;
export const epsilon = 1e-8;

/** Adam's rate at its t-th step: products instead of powers, which differ between JavaScript engines. */
export class AdamRate {
  #one = 1;
  #two = 1;

  next(rate: number): number {
    this.#one *= beta1;
    this.#two *= beta2;
    return (rate * Math.sqrt(1 - this.#two)) / (1 - this.#one);
  }
}
