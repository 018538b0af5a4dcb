import { EngineError } from '#lib/recipe/errors.ts';
import { cholesky } from '#lib/engine/linalg.ts';
import { doubles, fitting, list, oneOf, record, unless } from '#lib/engine/state.ts';
import { coefficients } from '../forms.ts';

export type Shape = 'full' | 'tied' | 'diag' | 'spherical';

/** The clouds of a mixture. */
export interface Clouds {
  readonly shape: Shape;
  /** Share of the rows of each. */
  readonly weights: Float64Array;
  readonly means: readonly Float64Array[];
  /**
   * What turns a row's distance from the mean into standard units, for each cloud: lower-triangular L⁻¹ row-major
   * p × p (full and tied), or 1/σ of each column (diag and spherical).
   */
  readonly units: readonly Float64Array[];
  /** Natural logarithm of the product of the units' diagonal. */
  readonly logDeterminants: Float64Array;
}

export const cloudsForm = fitting(
  record<Clouds>({
    shape: oneOf(['full', 'tied', 'diag', 'spherical']),
    weights: doubles({ least: 0, most: 1 + 1e-9 }),
    means: list(coefficients),
    units: list(doubles()),
    logDeterminants: doubles(),
  }),
  ({ shape, weights, means, units, logDeterminants }, { features }) => {
    const each = [weights, units, logDeterminants].every((l) => l.length === means.length);
    const size = shape === 'full' || shape === 'tied' ? features * features : features;
    return unless(
      [means.length > 0 && each, 'its lists are not one a group'],
      [units.every((unit) => unit.length === size), 'a group has not its spread in each column'],
    );
  },
);

/** Multiply-adds between two yields: 3 to 10 ms. */
const breath = 3e6;

/**
 * Each row's log density in each cloud, weighted: k columns.
 * @returns log wₖ + log N(x; μₖ, Σₖ)
 */
export function* logDensities(
  columns: readonly Float64Array[],
  rows: number,
  clouds: Clouds,
): Generator<void, Float64Array[]> {
  const p = columns.length;
  const out: Float64Array[] = [];
  let work = 0;
  const z = new Float64Array(rows);
  for (const [k, mean] of clouds.means.entries()) {
    const unit = clouds.units[k]!;
    const squares = new Float64Array(rows);
    const triangular =
      unit.length === p * p && (clouds.shape === 'full' || clouds.shape === 'tied');
    for (let j = 0; j < p; j += 1) {
      z.fill(0);
      for (let l = triangular ? 0 : j; l <= j; l += 1) {
        const weight = triangular ? unit[j * p + l]! : unit[j]!;
        const x = columns[l]!;
        const m = mean[l]!;
        for (let i = 0; i < rows; i += 1) z[i]! += (x[i]! - m) * weight;
        work += rows;
        if (work < breath) continue;
        work = 0;
        yield;
      }
      for (let i = 0; i < rows; i += 1) squares[i]! += z[i]! * z[i]!;
    }
    const base =
      Math.log(clouds.weights[k]!) + clouds.logDeterminants[k]! - 0.5 * p * Math.log(2 * Math.PI);
    out.push(squares.map((s) => base - 0.5 * s));
  }
  return out;
}

/** @throws EngineError 'singular' where a cloud has no spread in some direction */
export function* unitsOf(
  covariances: readonly Float64Array[],
  shape: Shape,
  p: number,
): Generator<void, Pick<Clouds, 'units' | 'logDeterminants'>> {
  const units: Float64Array[] = [];
  for (const covariance of covariances) {
    if (shape === 'diag' || shape === 'spherical') {
      if (covariance.some((x) => !(x > 0))) throw noSpread(units.length);
      units.push(covariance.map((x) => 1 / Math.sqrt(x)));
      continue;
    }
    units.push(yield* inverseFactor(covariance, p, units.length));
  }
  const triangular = shape === 'full' || shape === 'tied';
  const logDeterminants = Float64Array.from(units, (unit) => {
    let sum = 0;
    for (let j = 0; j < p; j += 1) sum += Math.log(triangular ? unit[j * p + j]! : unit[j]!);
    return sum;
  });
  return { units, logDeterminants };
}

/** L⁻¹ of the covariance's Cholesky factor. */
function* inverseFactor(
  covariance: Float64Array,
  p: number,
  cloud: number,
): Generator<void, Float64Array> {
  const l = covariance.slice();
  const work = cholesky(l, p);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield;
  if (!turn.value) throw noSpread(cloud);
  const out = new Float64Array(p * p);
  for (let c = 0; c < p; c += 1) {
    out[c * p + c] = 1 / l[c * p + c]!;
    for (let i = c + 1; i < p; i += 1) {
      let sum = 0;
      for (let j = c; j < i; j += 1) sum += l[i * p + j]! * out[j * p + c]!;
      out[i * p + c] = -sum / l[i * p + i]!;
    }
  }
  return out;
}

const noSpread = (cloud: number): EngineError =>
  new EngineError({
    code: 'singular',
    what: `Group ${cloud + 1} has no spread in some direction, so it has no density`,
    where: { model: 'gaussianMixture' },
    remedy:
      'Ask for fewer groups, raise the least variance, choose a plainer shape, or scale the columns.',
  });
