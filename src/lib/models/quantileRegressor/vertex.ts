import { affine } from '#lib/engine/linalg.ts';
import { pivotedQR } from '#lib/engine/qr.ts';
import { driveSync } from '#lib/engine/drive.ts';
import type { QuantileProgram } from './interior.ts';

/** Rows for each coefficient among which those that the line goes through are sought. */
const candidates = 3;

/**
 * An optimum of the program goes through as many rows as it has coefficients. Of the rows nearest to the line found, the
 * first ones that determine it are taken, and the line through them where its loss is not higher.
 */
export function atVertex(program: QuantileProgram, theta: Float64Array): Float64Array {
  const { columns, y } = program;
  const p = columns.length;
  const fit = affine(columns, theta, 0, y.length);
  const off = y.map((value, i) => Math.abs(value - fit[i]!));
  const nearest = Array.from(off.keys())
    .sort((a, b) => off[a]! - off[b]! || a - b)
    .slice(0, candidates * p);
  const chosen = determining(columns, nearest);
  if (chosen.length < p) return theta;
  const through = solved(columns, y, chosen);
  return through && lossOf(program, through) <= lossOf(program, theta) * (1 + 1e-13) + 1e-300
    ? through
    : theta;
}

/** Rows, in order, that are each not a combination of those before: Gram-Schmidt, twice. */
function determining(columns: readonly Float64Array[], rows: readonly number[]): number[] {
  const kept: Float64Array[] = [];
  const chosen: number[] = [];
  for (const i of rows) {
    if (chosen.length === columns.length) break;
    const row = Float64Array.from(columns, (x) => x[i]!);
    const size = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0));
    for (let turn = 0; turn < 2; turn += 1)
      for (const other of kept) {
        const along = other.reduce((sum, v, j) => sum + v * row[j]!, 0);
        for (let j = 0; j < row.length; j += 1) row[j]! -= along * other[j]!;
      }
    const left = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0));
    if (!(left > 1e-9 * size)) continue;
    kept.push(row.map((v) => v / left));
    chosen.push(i);
  }
  return chosen;
}

/** θ with the chosen rows' answers. */
function solved(
  columns: readonly Float64Array[],
  y: Float64Array,
  chosen: readonly number[],
): Float64Array | null {
  const p = columns.length;
  const square = columns.map((x) => Float64Array.from(chosen, (i) => x[i]!));
  const b = Float64Array.from(chosen, (i) => y[i]!);
  const { a, diagonal, order } = driveSync(pivotedQR(square, b, 1e-13));
  if (diagonal.length < p) return null;
  const out = new Float64Array(p);
  for (let k = p - 1; k >= 0; k -= 1) {
    b[k]! /= diagonal[k]!;
    for (let i = 0; i < k; i += 1) b[i]! -= a[k]![i]! * b[k]!;
    out[order[k]!] = b[k]!;
  }
  return out;
}

/** Σ ρ(y − Xθ) */
export function lossOf({ columns, y, quantile }: QuantileProgram, theta: Float64Array): number {
  const fit = affine(columns, theta, 0, y.length);
  let sum = 0;
  for (let i = 0; i < y.length; i += 1) {
    const r = y[i]! - fit[i]!;
    sum += r > 0 ? quantile * r : (quantile - 1) * r;
  }
  return sum;
}
