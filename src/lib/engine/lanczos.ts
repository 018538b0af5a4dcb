import { symmetricEigen, type Eigen } from './eigen.ts';
import { addScaled, dot } from './linalg.ts';
import { RandomState } from './random.ts';

/** Puts matrix × x into `out`. */
export type Product = (x: Float64Array, out: Float64Array) => void;

/**
 * The `count` largest eigenvalues of a symmetric n × n matrix and their vectors, from its products alone: Lanczos with
 * full reorthogonalisation (Golub & Van Loan, Matrix Computations, 10.3), grown until the residuals are nothing beside
 * the largest eigenvalue. A repeated eigenvalue may be found once only.
 */
export function* leadingEigen(
  product: Product,
  n: number,
  count: number,
): Generator<number, Eigen> {
  const basis: Float64Array[] = [];
  const [along, beside]: [number[], number[]] = [[], []];
  const random = new RandomState(0);
  const next = new Float64Array(n);
  let v = fresh(basis, n, random);
  for (let check = Math.min(n, 2 * count + 20); ;) {
    basis.push(v);
    product(v, next);
    along.push(dot(v, next));
    rightAngled(next, basis);
    const left = Math.sqrt(dot(next, next));
    const scale = Math.max(...along.map(Math.abs), Number.MIN_VALUE);
    const ended = left <= 1e-14 * scale;
    beside.push(ended ? 0 : left);
    yield Math.min(0.99, basis.length / (basis.length + 30));
    if (basis.length === check || basis.length === n) {
      const found = yield* ritz({ along, beside, basis, count });
      if (found || basis.length === n)
        return found ?? (yield* ritz({ along, beside: [], basis, count }))!;
      check = Math.min(n, check + 10 + (check >> 2));
    }
    v = ended ? fresh(basis, n, random) : next.map((x) => x / left);
  }
}

interface Krylov {
  readonly along: readonly number[];
  readonly beside: readonly number[];
  readonly basis: readonly Float64Array[];
  readonly count: number;
}

/** Eigenvectors within the basis; null while the last direction still matters to one of them. */
function* ritz({ along, beside, basis, count }: Krylov): Generator<number, Eigen | null> {
  const m = along.length;
  const small = new Float64Array(m * m);
  for (let i = 0; i < m; i += 1) {
    small[i * m + i] = along[i]!;
    if (i > 0) small[i * m + i - 1] = small[(i - 1) * m + i] = beside[i - 1] ?? 0;
  }
  const { values, vectors } = yield* quiet(symmetricEigen(small, m));
  const kept = vectors.slice(0, count);
  const last = beside[m - 1] ?? 0;
  const largest = Math.max(Math.abs(values[0]!), Math.abs(values[m - 1]!));
  if (kept.some((s) => Math.abs(last * s[m - 1]!) > 1e-13 * largest)) return null;
  return {
    values: values.slice(0, count),
    vectors: kept.map((s) => {
      const out = new Float64Array(basis[0]!.length);
      for (const [k, q] of basis.entries()) addScaled(out, s[k]!, q);
      const size = Math.sqrt(dot(out, out));
      return out.map((x) => x / size);
    }),
  };
}

function* quiet<T>(work: Generator<number, T>): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield 0.9;
  }
}

/** A random unit vector at right angles to the basis. */
function fresh(basis: readonly Float64Array[], n: number, random: RandomState): Float64Array {
  const v = Float64Array.from({ length: n }, () => 2 * random.randomSample() - 1);
  rightAngled(v, basis);
  const size = Math.sqrt(dot(v, v));
  return v.map((x) => x / size);
}

/** Takes away what lies along the basis, twice, as once leaves rounding. */
function rightAngled(v: Float64Array, basis: readonly Float64Array[]): void {
  for (let turn = 0; turn < 2; turn += 1) for (const q of basis) addScaled(v, -dot(q, v), q);
}
