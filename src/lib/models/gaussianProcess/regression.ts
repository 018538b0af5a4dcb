import type { Evaluation } from '#lib/engine/boundedDescent.ts';
import { log } from '#lib/engine/elementary.ts';
import { SquareFactor } from '#lib/engine/kernels/factor.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { covarianceOf, pairAt, smoothOf } from './covariance.ts';
import type { Covariance, Work } from './covariance.ts';

const halfLogTwoPi = 0.9189385332046728;

/** Evidence of a kernel for numbers: Rasmussen & Williams, Gaussian Processes for Machine Learning, algorithm 2.1. */
export class Evidence {
  readonly #distances: Float64Array;
  readonly #smooth: Float64Array;
  readonly #y: Float64Array;
  readonly #alpha: number;
  readonly #factor: SquareFactor;

  /** @param distances as `distancesOf` lists them @param alpha added to the diagonal */
  constructor(distances: Float64Array, y: Float64Array, alpha: number) {
    this.#distances = distances;
    this.#smooth = new Float64Array(distances.length);
    this.#y = y;
    this.#alpha = alpha;
    this.#factor = new SquareFactor(new Kernels(), y.length);
  }

  /** Minus the log evidence, and its slopes in the logarithms of the kernel's parameters (equation 5.9). */
  *look(theta: Float64Array): Work<Evaluation> {
    const covariance = covarianceOf(theta);
    const weights = yield* this.weights(covariance);
    if (!weights) return { value: Infinity, gradient: new Float64Array(theta.length) };
    const n = this.#y.length;
    let value = n * halfLogTwoPi;
    for (let i = 0; i < n; i += 1)
      value += 0.5 * this.#y[i]! * weights[i]! + log(this.#factor.row(i)[i]!);
    yield* this.#factor.invert();
    return { value, gradient: yield* this.#slopes(covariance, weights) };
  }

  /** (K + noise)⁻¹ y; null where that matrix is not positive definite. */
  *weights(covariance: Covariance): Work<Float64Array | null> {
    const { constant, noise } = covariance;
    yield* smoothOf(this.#distances, covariance, this.#smooth);
    for (let i = 0; i < this.#y.length; i += 1) {
      const row = this.#factor.row(i);
      row.set(this.#smooth.subarray(pairAt(i), pairAt(i) + i));
      row[i] = constant + noise + this.#alpha;
    }
    if (!(yield* this.#factor.factorise())) return null;
    const weights = this.#factor.solve(this.#y);
    return weights.every(Number.isFinite) ? weights : null;
  }

  /** −½ tr((w w' − K⁻¹) dK). */
  *#slopes({ constant, length, noise }: Covariance, w: Float64Array): Work<Float64Array> {
    let [size, reach, diagonal] = [0, 0, 0];
    for (let i = 0; i < w.length; i += 1) {
      const inverse = this.#factor.inverseRow(i);
      const from = pairAt(i);
      for (let j = 0; j < i; j += 1) {
        const pull = (w[i]! * w[j]! - inverse[j]!) * this.#smooth[from + j]!;
        size += pull;
        reach += pull * this.#distances[from + j]!;
      }
      diagonal += w[i]! * w[i]! - inverse[i]!;
      if (i % 128 === 127) yield i / w.length;
    }
    return Float64Array.of(
      -size - 0.5 * constant * diagonal,
      -reach / (length * length),
      -0.5 * noise * diagonal,
    );
  }
}
