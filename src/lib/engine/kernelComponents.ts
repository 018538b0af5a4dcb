import { EngineError } from '#lib/recipe/errors.ts';
import { symmetricEigen, type Eigen } from './eigen.ts';
import { leadingEigen } from './lanczos.ts';
import { dot } from './linalg.ts';
import { signed } from './principal.ts';
import { fitting, list, number, orNull, record, unless } from './state.ts';

/** Principal components of rows of which only a kernel between them is known, as plain data. */
export interface KernelComponents {
  /** Mean of each column of the kernel, and of all. */
  readonly means: readonly number[];
  readonly mean: number;
  /** One list for each component, a weight for each row; zeros where the eigenvalue is 0. */
  readonly weights: readonly (readonly number[])[];
  /** Share of the kernel's positive variance in the components, where all are known; else null. */
  readonly share: number | null;
}

export const kernelComponentsForm = fitting(
  record<KernelComponents>({
    means: list(number()),
    mean: number(),
    weights: list(list(number())),
    share: orNull(number({ least: 0, most: 1 })),
  }),
  ({ means, weights }) =>
    unless([weights.every((w) => w.length === means.length), 'its weights are not one a row']),
);

/** Up to this many rows all eigenvalues are found; beyond it, some. */
const denseRows = 200;
/** All eigenvalues of more rows would take minutes. */
const mostDense = 1500;

/**
 * scikit-learn's KernelPCA after the kernel: centred, its leading eigenvectors with the sign of their largest number
 * positive; eigenvalues below 1e−12 of the largest count as 0 and are left out where all are asked for.
 * @param kernel row-major n × n, centred in place
 * @returns null where nothing is left: the kernel is the same between all rows
 * @throws EngineError 'params-invalid' where a kernel is not positive, 'size-limit' where all of too many are asked for
 */
export function* kernelComponents(
  kernel: Float64Array,
  n: number,
  count: number | null,
  step: string,
): Generator<number, KernelComponents | null> {
  if (n > mostDense && (count === null || count > 100)) throw tooMany(n, step);
  const { means, mean } = centre(kernel, n);
  const { values, vectors } = yield* eigenOf(kernel, n, Math.min(n, count ?? n));
  const most = values[0] ?? 0;
  const scale = kernel.reduce((top, x) => Math.max(top, Math.abs(x)), Math.abs(mean));
  if (!(most > scale * n * Number.EPSILON)) return null;
  const last = values[values.length - 1]!;
  if (last < -1e-5 * most && last < -1e-10) throw notPositive(step);
  const positive = Array.from(values, (x) => (x < 1e-12 * most ? 0 : x));
  const kept = [...positive.keys()].filter((k) => count !== null || positive[k]! > 0);
  let total = 0;
  for (let i = 0; i < n; i += 1) total += kernel[i * n + i]!;
  return {
    means: Array.from(means),
    mean,
    weights: kept.map((k) => {
      const size = Math.sqrt(positive[k]!);
      return Array.from(signed(vectors[k]!), (x) => (size > 0 ? x / size + 0 : 0));
    }),
    share: total > 0 ? Math.min(1, kept.reduce((sum, k) => sum + positive[k]!, 0) / total) : null,
  };
}

function* eigenOf(kernel: Float64Array, n: number, count: number): Generator<number, Eigen> {
  if (n > denseRows && count < n / 4)
    return yield* leadingEigen(
      (x, out) => {
        for (let i = 0; i < n; i += 1) out[i] = dot(kernel.subarray(i * n, i * n + n), x);
      },
      n,
      count,
    );
  const { values, vectors } = yield* symmetricEigen(kernel, n);
  return { values: values.slice(0, count), vectors: vectors.slice(0, count) };
}

/** Takes the means of rows and columns away, as about the origin of the kernel's space. */
function centre(kernel: Float64Array, n: number): { means: Float64Array; mean: number } {
  const means = new Float64Array(n);
  for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) means[j]! += kernel[i * n + j]!;
  for (let j = 0; j < n; j += 1) means[j]! /= n;
  const mean = means.reduce((sum, x) => sum + x, 0) / n;
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1) kernel[i * n + j]! += mean - means[i]! - means[j]!;
  return { means, mean };
}

/** Coordinates of one new row, from its kernel with each training row. */
export function placed(
  kernel: Float64Array,
  { means, mean, weights }: KernelComponents,
): Float64Array {
  const n = kernel.length;
  const own = kernel.reduce((sum, x) => sum + x, 0) / n;
  const about = kernel.map((x, i) => x - means[i]! - own + mean);
  return Float64Array.from(weights, (w) => {
    let sum = 0;
    for (let i = 0; i < n; i += 1) sum += about[i]! * w[i]!;
    return sum;
  });
}

const notPositive = (step: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: 'With these settings the kernel is no product of any space: it has negative eigenvalues',
    where: { step },
    remedy: 'Ask for fewer components, or choose another kernel or gamma.',
  });

const tooMany = (n: number, step: string): EngineError =>
  new EngineError({
    code: 'size-limit',
    what: `All components of ${n} rows are too many to find`,
    where: { step },
    remedy: 'Ask for 100 components or fewer, or sample the rows to 1,500.',
  });
