import { dot } from './linalg.ts';
import { pivotedQR } from './qr.ts';

export interface Spectrum {
  /** Singular values above 0, descending. */
  readonly values: Float64Array;
  /** Right singular vectors in the same order, each of one number for each column. */
  readonly vectors: readonly Float64Array[];
}

/** Multiply-adds between two yields: 3 to 10 ms. */
const breath = 3e6;
/** Sweeps of Jacobi at most; after a pivoted QR about 6 are the rule. */
const mostSweeps = 40;

/**
 * Singular values and right singular vectors of a matrix given by its columns: pivoted QR, then one-sided Jacobi on
 * the rows of R (Drmač & Veselić 2008). Small values keep their digits beside large ones, as in columns of very
 * different units, which an eigenvalue of XᵀX would lose.
 */
export function* spectrumOf(columns: readonly Float64Array[]): Generator<number, Spectrum> {
  const rows = columns[0]?.length ?? 0;
  const factoring = pivotedQR(columns, new Float64Array(rows), 0);
  let turn = factoring.next();
  for (; !turn.done; turn = factoring.next()) yield 0.4 * turn.value;
  const { a, diagonal, order } = turn.value;
  const own = diagonal.map((d, k) => {
    const row = new Float64Array(columns.length);
    for (let j = k; j < columns.length; j += 1) row[order[j]!] = j === k ? d : a[j]![k]!;
    return row;
  });
  yield* orthogonalised(own);
  const sizes = own.map((g) => Math.sqrt(dot(g, g)));
  const ranks = [...sizes.keys()]
    .filter((k) => sizes[k]! > 0)
    .sort((k, l) => sizes[l]! - sizes[k]!);
  return {
    values: Float64Array.from(ranks, (k) => sizes[k]!),
    vectors: ranks.map((k) => own[k]!.map((x) => x / sizes[k]!)),
  };
}

/** Turns pairs of vectors, in place, until each pair is at right angles. */
function* orthogonalised(own: readonly Float64Array[]): Generator<number, void> {
  const squares = Float64Array.from(own, (g) => dot(g, g));
  let work = 0;
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    let turned = false;
    for (let k = 0; k < own.length; k += 1) {
      for (let l = k + 1; l < own.length; l += 1) {
        if (turnPair(own, squares, k, l)) turned = true;
        work += 3 * own[k]!.length + 20;
        if (work < breath) continue;
        work = 0;
        yield 0.4 + (0.6 * (sweep + k / own.length)) / (sweep + 6);
      }
    }
    if (!turned) return;
    for (const [k, g] of own.entries()) squares[k] = dot(g, g);
  }
}

/** One Jacobi rotation; false when the two are at right angles to working precision. */
function turnPair(
  own: readonly Float64Array[],
  squares: Float64Array,
  k: number,
  l: number,
): boolean {
  const [a, b] = [own[k]!, own[l]!];
  const [sa, sb] = [squares[k]!, squares[l]!];
  if (sa === 0 || sb === 0) return false;
  const along = dot(a, b);
  if (!(Math.abs(along) > Number.EPSILON * Math.sqrt(sa) * Math.sqrt(sb) * 4)) return false;
  const zeta = (sb - sa) / (2 * along);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const c = 1 / Math.sqrt(1 + t * t);
  const s = c * t;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i]!;
    a[i] = c * x - s * b[i]!;
    b[i] = s * x + c * b[i]!;
  }
  squares[k] = Math.max(0, sa - t * along);
  squares[l] = sb + t * along;
  return true;
}
