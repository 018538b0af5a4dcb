import { addScaled, affine, dot } from './linalg.ts';
import type { Progress } from './model.ts';
import type { Spectrum } from './svd.ts';

/** BayesianRidge's own: the priors' shapes and rates, and when to end. */
interface EvidenceParams {
  readonly alpha1: number;
  readonly alpha2: number;
  readonly lambda1: number;
  readonly lambda2: number;
  readonly maxIter: number;
  readonly tol: number;
}

interface Evidence {
  readonly coefficients: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The rows to explain, centred, each by the root of its weight. */
interface EvidenceRows {
  readonly columns: readonly Float64Array[];
  readonly y: Float64Array;
  /** Rows, or what they count together. */
  readonly total: number;
  /** Of the target. */
  readonly variance: number;
}

/** MacKay's updates of the noise's precision α and the weights' precision λ (1992), as scikit-learn takes them. */
export function* evidence(
  { columns, y, total, variance }: EvidenceRows,
  spectrum: Spectrum,
  { alpha1, alpha2, lambda1, lambda2, maxIter, tol }: EvidenceParams,
): Generator<Progress, Evidence> {
  const eigen = spectrum.values.map((s) => s * s);
  const slopes = Float64Array.from(columns, (x) => dot(x, y));
  const along = Float64Array.from(spectrum.vectors, (v) => dot(v, slopes));
  const weightsAt = (ratio: number): Float64Array => {
    const w = new Float64Array(columns.length);
    for (const [r, v] of spectrum.vectors.entries())
      addScaled(w, along[r]! / (eigen[r]! + ratio), v);
    return w;
  };
  let alpha = 1 / (variance + Number.EPSILON);
  let lambda = 1;
  let before: Float64Array | null = null;
  for (let iteration = 1; iteration <= maxIter; iteration += 1) {
    yield { share: 0.6 + (0.39 * iteration) / (iteration + 5) };
    const w = weightsAt(lambda / alpha);
    const off = affine(columns, w, 0, y.length);
    for (let i = 0; i < off.length; i += 1) off[i] = y[i]! - off[i]!;
    const gamma = eigen.reduce((sum, e) => sum + (alpha * e) / (lambda + alpha * e), 0);
    lambda = (gamma + 2 * lambda1) / (dot(w, w) + 2 * lambda2);
    alpha = (total - gamma + 2 * alpha1) / (dot(off, off) + 2 * alpha2);
    const change = before?.reduce((sum, old, j) => sum + Math.abs(old - w[j]!), 0);
    if (change !== undefined && change < tol)
      return { coefficients: weightsAt(lambda / alpha), iterations: iteration, converged: true };
    before = w;
  }
  return { coefficients: weightsAt(lambda / alpha), iterations: maxIter, converged: false };
}
