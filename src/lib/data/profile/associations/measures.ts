import { dot } from '#lib/engine/linalg.ts';
import type { Measures } from '#lib/recipe/associations.ts';
import type { Prepared } from './columns.ts';

/** Room for the measures of pairs, used again for each. */
export class Measurer {
  readonly #rankA: Float64Array;
  readonly #rankB: Float64Array;
  #table = new Int32Array(0);

  constructor(rows: number) {
    this.#rankA = new Float64Array(rows);
    this.#rankB = new Float64Array(rows);
  }

  measure(a: Prepared, b: Prepared): Measures {
    const counts = this.#count(a, b);
    const information = informationOf(counts);
    const rows = counts.total;
    const none = { pearson: null, spearman: null, cramersV: null, eta: null };
    if (a.kind === 'number' && b.kind === 'number') {
      const pearson = a.missing + b.missing === 0 ? whole(a.z!, b.z!) : partial(a.z!, b.z!);
      const spearman = this.#spearman(a, b);
      const larger = Math.abs(pearson ?? 0) >= Math.abs(spearman ?? 0) ? pearson : spearman;
      const strength = Math.abs(larger ?? 0);
      return {
        ...none,
        rows,
        pearson,
        spearman,
        ...information,
        strength,
        words: byNumbers(pearson, spearman),
      };
    }
    if (a.kind === 'category' && b.kind === 'category') {
      const cramersV = correctedV(counts);
      const words = `Cramér’s V ${said(cramersV)}`;
      return { ...none, rows, cramersV, ...information, strength: cramersV ?? 0, words };
    }
    const [category, numeric] = a.kind === 'category' ? [a, b] : [b, a];
    const { eta, strength } = ratio(category, numeric.z!);
    return {
      ...none,
      rows,
      eta,
      ...information,
      strength,
      words: `correlation ratio ${said(eta)}`,
    };
  }

  /** A column's own ranks hold as long as the other is nowhere missing. */
  #spearman(a: Prepared, b: Prepared): number | null {
    if (a.missing + b.missing === 0) return whole(a.ranks!, b.ranks!);
    const left = b.missing === 0 ? a.ranks! : rankWithin(a, b.z!, this.#rankA);
    const right = a.missing === 0 ? b.ranks! : rankWithin(b, a.z!, this.#rankB);
    return partial(left, right);
  }

  #count(a: Prepared, b: Prepared): Counts {
    const size = a.levels * b.levels;
    if (this.#table.length < size) this.#table = new Int32Array(size);
    const table = this.#table.subarray(0, size).fill(0);
    const { codes: left } = a;
    const { codes: right } = b;
    const width = b.levels;
    let total = 0;
    for (let i = 0; i < left.length; i += 1) {
      const x = left[i]!;
      const y = right[i]!;
      if (x < 0 || y < 0) continue;
      table[x * width + y]! += 1;
      total += 1;
    }
    return { table, height: a.levels, width, total };
  }
}

/** Signed where both are numbers, null where nothing is defined; for the matrix. */
export function signedStrength(measures: Measures): number | null {
  const { pearson, spearman, cramersV, eta, strength } = measures;
  if (pearson === null && spearman === null) return (cramersV ?? eta) === null ? null : strength;
  const larger = Math.abs(pearson ?? 0) >= Math.abs(spearman ?? 0) ? pearson : spearman;
  return (larger ?? 0) < 0 ? -strength : strength;
}

const said = (x: number | null): string =>
  x === null ? 'undefined' : (x < 0 ? '−' : '') + Math.abs(x).toFixed(2);

function byNumbers(pearson: number | null, spearman: number | null): string {
  const rank = spearman !== null && Math.abs(spearman) > Math.abs(pearson ?? 0) + 0.05;
  return rank ? `rank correlation ${said(spearman)}` : `correlation ${said(pearson)}`;
}

const within = (r: number): number => Math.min(1, Math.max(-1, r));

/** Both of mean 0 and deviation 1. */
const whole = (a: Float64Array, b: Float64Array): number | null => {
  const r = dot(a, b) / a.length;
  return Number.isNaN(r) ? null : within(r);
};

/** Pearson over the rows where both are present, in two passes. */
function partial(a: Float64Array, b: Float64Array): number | null {
  let n = 0;
  let [sumA, sumB] = [0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i]!;
    const y = b[i]!;
    if (x !== x || y !== y) continue;
    n += 1;
    sumA += x;
    sumB += y;
  }
  if (n < 2) return null;
  const meanA = sumA / n;
  const meanB = sumB / n;
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i]! - meanA;
    const y = b[i]! - meanB;
    if (x !== x || y !== y) continue;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  // What rounding leaves of a column that is constant over these rows is no variance.
  const least = n * 1e-26;
  return aa <= least * (1 + meanA ** 2) || bb <= least * (1 + meanB ** 2)
    ? null
    : within(ab / Math.sqrt(aa * bb));
}

/** Ranks of `own` among the rows where the other is present too; NaN elsewhere. */
function rankWithin(own: Prepared, other: Float64Array, into: Float64Array): Float64Array {
  const { order, z } = own;
  into.fill(NaN);
  let rank = 0;
  for (let i = 0; i < order!.length;) {
    const value = z![order![i]!];
    let j = i;
    let ties = 0;
    for (; j < order!.length && z![order![j]!] === value; j += 1)
      if (!Number.isNaN(other[order![j]!])) ties += 1;
    const mean = rank + (ties + 1) / 2;
    for (let k = i; k < j; k += 1) if (!Number.isNaN(other[order![k]!])) into[order![k]!] = mean;
    rank += ties;
    i = j;
  }
  return into;
}

interface Counts {
  readonly table: Int32Array;
  readonly height: number;
  readonly width: number;
  readonly total: number;
}

interface Margins {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
}

function marginsOf({ table, height, width }: Counts): Margins {
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let r = 0; r < height; r += 1)
    for (let c = 0; c < width; c += 1) {
      rows[r]! += table[r * width + c]!;
      columns[c]! += table[r * width + c]!;
    }
  return { rows, columns };
}

function informationOf(
  counts: Counts,
): Pick<Measures, 'mutualInformation' | 'normalizedMutualInformation'> {
  const { table, height, width, total } = counts;
  if (total === 0) return { mutualInformation: null, normalizedMutualInformation: null };
  const { rows, columns } = marginsOf(counts);
  let information = 0;
  for (let r = 0; r < height; r += 1)
    for (let c = 0; c < width; c += 1) {
      const n = table[r * width + c]!;
      if (n > 0) information += (n / total) * Math.log((n * total) / (rows[r]! * columns[c]!));
    }
  const mutualInformation = Math.max(0, information);
  const mean = (entropy(rows, total) + entropy(columns, total)) / 2;
  const normalizedMutualInformation = mean > 0 ? Math.min(1, mutualInformation / mean) : null;
  return { mutualInformation, normalizedMutualInformation };
}

function entropy(margin: Float64Array, total: number): number {
  let h = 0;
  for (const n of margin) if (n > 0) h -= (n / total) * Math.log(n / total);
  return h;
}

/** Bergsma 2013, eq. 8 to 10. */
function correctedV(counts: Counts): number | null {
  const { total: n, width, height, table } = counts;
  const { rows, columns } = marginsOf(counts);
  const r = rows.reduce((k, x) => k + (x > 0 ? 1 : 0), 0);
  const k = columns.reduce((sum, x) => sum + (x > 0 ? 1 : 0), 0);
  if (r < 2 || k < 2) return null;
  let phi2 = -1;
  for (let i = 0; i < height; i += 1)
    for (let j = 0; j < width; j += 1) {
      const x = table[i * width + j]!;
      if (x > 0) phi2 += (x * x) / (rows[i]! * columns[j]!);
    }
  const corrected = Math.max(0, phi2 - ((k - 1) * (r - 1)) / (n - 1));
  const smaller = Math.min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1;
  return smaller > 0 ? Math.min(1, Math.sqrt(corrected / smaller)) : null;
}

function ratio(
  { codes, levels }: Prepared,
  z: Float64Array,
): { readonly eta: number | null; readonly strength: number } {
  const sums = new Float64Array(levels);
  const sizes = new Float64Array(levels);
  let [n, sum, squares] = [0, 0, 0];
  for (let i = 0; i < z.length; i += 1) {
    const x = z[i]!;
    const g = codes[i]!;
    if (g < 0 || x !== x) continue;
    n += 1;
    sum += x;
    squares += x * x;
    sums[g]! += x;
    sizes[g]! += 1;
  }
  const total = squares - (sum * sum) / n;
  if (n < 2 || total <= n * 1e-20) return { eta: null, strength: 0 };
  let between = 0;
  let groups = 0;
  for (let g = 0; g < levels; g += 1) {
    if (sizes[g] === 0) continue;
    groups += 1;
    between += (sums[g]! / sizes[g]! - sum / n) ** 2 * sizes[g]!;
  }
  if (groups < 2) return { eta: null, strength: 0 };
  const eta2 = Math.min(1, between / total);
  const epsilon2 = n > groups ? 1 - ((1 - eta2) * (n - 1)) / (n - groups) : 0;
  return { eta: Math.sqrt(eta2), strength: Math.sqrt(Math.max(0, epsilon2)) };
}
