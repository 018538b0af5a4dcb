import type { Evaluation } from '#lib/engine/boundedDescent.ts';
import { erf, exp, log, log1p } from '#lib/engine/elementary.ts';
import { SquareFactor } from '#lib/engine/kernels/factor.ts';
import { Kernels } from '#lib/engine/kernels/kernels.ts';
import { covarianceOf, pairAt, smoothOf } from './covariance.ts';
import type { Covariance, Work } from './covariance.ts';

/** The most likely curve under a kernel, and what Laplace's approximation keeps of it. */
export interface Mode {
  readonly evidence: number;
  /** Probability of the positive class at each row. */
  readonly pi: Float64Array;
  /** √(pi (1 − pi)) */
  readonly root: Float64Array;
  /** K⁻¹ f */
  readonly a: Float64Array;
}

/** Evidence of a kernel for two classes: Rasmussen & Williams, algorithms 3.1 and 5.1, as scikit-learn takes them. */
export class Laplace {
  readonly factor: SquareFactor;
  readonly #distances: Float64Array;
  readonly #smooth: Float64Array;
  readonly #y: Float64Array;
  readonly #turns: number;

  /** @param y 0 or 1 @param turns Newton steps at most */
  constructor(distances: Float64Array, y: Float64Array, turns: number) {
    this.#distances = distances;
    this.#smooth = new Float64Array(distances.length);
    this.#y = y;
    this.#turns = turns;
    this.factor = new SquareFactor(new Kernels(), y.length);
  }

  /** Minus the log evidence, and its slopes in the logarithms of the kernel's parameters. */
  *look(theta: Float64Array): Work<Evaluation> {
    const covariance = covarianceOf(theta);
    const mode = yield* this.mode(covariance);
    if (!mode) return { value: Infinity, gradient: new Float64Array(theta.length) };
    yield* this.factor.invert();
    return { value: -mode.evidence, gradient: yield* this.#slopes(covariance, mode) };
  }

  /** By Newton's method from 0; null where a factor cannot be had. The factor is that of the last step. */
  *mode(covariance: Covariance): Work<Mode | null> {
    const { constant } = covariance;
    yield* smoothOf(this.#distances, covariance, this.#smooth);
    const y = this.#y;
    let f: Float64Array = new Float64Array(y.length);
    let evidence = -Infinity;
    for (let turn = 1; ; turn += 1) {
      const pi = f.map(logistic);
      const root = pi.map((p) => Math.sqrt(p * (1 - p)));
      if (!(yield* this.#factorise(constant, root))) return null;
      const b = f.map((value, i) => root[i]! ** 2 * value + y[i]! - pi[i]!);
      const right = (yield* this.#times(constant, b)).map((x, i) => root[i]! * x);
      const solved = this.factor.solve(right);
      const a = b.map((x, i) => x - root[i]! * solved[i]!);
      f = yield* this.#times(constant, a);
      const now = this.#evidence(a, f);
      if (now - evidence < 1e-10 || turn === this.#turns) {
        const last = turn === this.#turns && now - evidence >= 1e-10 ? now : evidence;
        return { evidence: last, pi, root, a };
      }
      evidence = now;
    }
  }

  #evidence(a: Float64Array, f: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < f.length; i += 1) {
      const u = this.#y[i]! > 0 ? -f[i]! : f[i]!;
      sum -= 0.5 * a[i]! * f[i]! + Math.max(u, 0) + log1p(exp(-Math.abs(u)));
      sum -= log(this.factor.row(i)[i]!);
    }
    return sum;
  }

  /** I + root K root. */
  *#factorise(constant: number, root: Float64Array): Work<boolean> {
    for (let i = 0; i < root.length; i += 1) {
      const row = this.factor.row(i);
      const from = pairAt(i);
      for (let j = 0; j < i; j += 1) row[j] = root[i]! * this.#smooth[from + j]! * root[j]!;
      row[i] = 1 + root[i]! * constant * root[i]!;
    }
    yield 0;
    return yield* this.factor.factorise();
  }

  /** K x; with `distances`, the slope of K by the logarithm of its length (but for 1 / length²) times x. */
  *#times(constant: number, x: Float64Array, distances?: Float64Array): Work<Float64Array> {
    const out = distances ? new Float64Array(x.length) : x.map((value) => constant * value);
    for (let i = 1; i < x.length; i += 1) {
      const from = pairAt(i);
      let sum = 0;
      for (let j = 0; j < i; j += 1) {
        const k = this.#smooth[from + j]! * (distances ? distances[from + j]! : 1);
        sum += k * x[j]!;
        out[j]! += k * x[i]!;
      }
      out[i]! += sum;
      if (i % 512 === 511) yield i / x.length;
    }
    return out;
  }

  /** Algorithm 5.1 from line 7 on, with R = root B⁻¹ root; the slopes are minus those of the evidence. */
  *#slopes({ constant, length }: Covariance, { pi, root, a }: Mode): Work<Float64Array> {
    const n = pi.length;
    const rest = this.#y.map((y, i) => y - pi[i]!);
    // The variance of the curve at each row, (K⁻¹ + W)⁻¹, is (1 − B⁻¹) / W on the diagonal.
    const bend = pi.map((p, i) => {
      const w = root[i]! ** 2;
      const variance = w > 0 ? (1 - this.factor.inverseRow(i)[i]!) / w : constant;
      return -0.5 * variance * w * (1 - 2 * p);
    });
    const traces = yield* this.#traces(constant, root);
    const out = new Float64Array(2);
    for (const [k, distances] of [undefined, this.#distances].entries()) {
      const scale = k === 0 ? 1 : 1 / (length * length);
      const change = yield* this.#times(constant, a, distances);
      const first = 0.5 * scale * (sumOf(a, change) - traces[k]!);
      const b = (yield* this.#times(constant, rest, distances)).map((x) => scale * x);
      const far = yield* this.#times(constant, this.#shrunk(root, b));
      let second = 0;
      for (let i = 0; i < n; i += 1) second += bend[i]! * (b[i]! - far[i]!);
      out[k] = -(first + second);
    }
    return out;
  }

  /** R b */
  #shrunk(root: Float64Array, b: Float64Array): Float64Array {
    const x = this.factor.solve(b.map((value, i) => root[i]! * value));
    return x.map((value, i) => root[i]! * value);
  }

  /** Σ R ∘ dK for both parameters, but for 1 / length². */
  *#traces(constant: number, root: Float64Array): Work<readonly [number, number]> {
    let [size, reach] = [0, 0];
    for (let i = 0; i < root.length; i += 1) {
      const inverse = this.factor.inverseRow(i);
      const from = pairAt(i);
      for (let j = 0; j < i; j += 1) {
        const pull = 2 * root[i]! * inverse[j]! * root[j]! * this.#smooth[from + j]!;
        size += pull;
        reach += pull * this.#distances[from + j]!;
      }
      size += root[i]! ** 2 * inverse[i]! * constant;
      if (i % 128 === 127) yield i / root.length;
    }
    return [size, reach];
  }
}

const sumOf = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0);

const logistic = (f: number): number => {
  const e = exp(-Math.abs(f));
  return f < 0 ? e / (1 + e) : 1 / (1 + e);
};

const steepness = [0.41, 0.4, 0.37, 0.44, 0.39];
const shares = [-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654];

/**
 * The logistic function's mean over a normal variable: five error functions stand for it (Williams & Barber 1998,
 * appendix A), as in scikit-learn. Kept within 0 and 1, which they leave by about 1e-5.
 */
export function meanLogistic(mean: number, variance: number): number {
  let sum = 0;
  for (const [k, s] of steepness.entries()) {
    const scale = Math.sqrt(1 / (1 + 2 * Math.max(0, variance) * s * s));
    sum += 0.5 * shares[k]! * (1 + erf(s * mean * scale));
  }
  return Math.min(1, Math.max(0, sum));
}
