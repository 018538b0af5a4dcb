export interface Eigen {
  /** Descending. */
  readonly values: Float64Array;
  /** One unit vector for each value. */
  readonly vectors: readonly Float64Array[];
}

/** Multiply-adds between two yields: 3 to 10 ms. */
const breath = 3e6;

/**
 * Eigenvalues and vectors of a symmetric matrix: Householder's reduction to three diagonals, then implicit QL with
 * vectors (Bowdler, Martin, Reinsch and Wilkinson 1968: tred2 and tql2; EISPACK).
 * @param matrix row-major n × n, its lower triangle read; not changed
 */
export function* symmetricEigen(matrix: Float64Array, n: number): Generator<number, Eigen> {
  const z = Array.from({ length: n }, (_, i) => matrix.slice(i * n, i * n + n));
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  yield* tridiagonal(z, d, e);
  // Rows of the transpose are the vectors that QL turns, so that each rotation streams two of them.
  const vectors = Array.from({ length: n }, (_, j) => Float64Array.from(z, (row) => row[j]!));
  yield* implicitQL(vectors, d, e);
  const order = [...d.keys()].sort((a, b) => d[b]! - d[a]!);
  return {
    values: Float64Array.from(order, (k) => d[k]!),
    vectors: order.map((k) => vectors[k]!),
  };
}

/** tred2: z becomes the orthogonal matrix, d the diagonal, e[1…] what stands beside it. */
function* tridiagonal(z: Float64Array[], d: Float64Array, e: Float64Array): Generator<number> {
  const n = d.length;
  let work = 0;
  for (let i = n - 1; i > 0; i -= 1) {
    reduceRow(z, d, e, i);
    work += 2 * i * i;
    if (work < breath) continue;
    work = 0;
    yield 0.3 * (1 - i / n);
  }
  d[0] = 0;
  e[0] = 0;
  for (let i = 0; i < n; i += 1) {
    if (d[i] !== 0) applyReflector(z, i);
    d[i] = z[i]![i]!;
    z[i]![i] = 1;
    for (let j = 0; j < i; j += 1) z[j]![i] = z[i]![j] = 0;
    work += 2 * i * i;
    if (work < breath) continue;
    work = 0;
    yield 0.3 + (0.2 * i) / n;
  }
}

function reduceRow(z: Float64Array[], d: Float64Array, e: Float64Array, i: number): void {
  const row = z[i]!;
  const last = i - 1;
  let scale = 0;
  for (let k = 0; k <= last; k += 1) scale += Math.abs(row[k]!);
  if (last === 0 || scale === 0) {
    e[i] = row[last]!;
    d[i] = 0;
    return;
  }
  let h = 0;
  for (let k = 0; k <= last; k += 1) {
    row[k]! /= scale;
    h += row[k]! * row[k]!;
  }
  const f = row[last]!;
  const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * g;
  h -= f * g;
  row[last] = f - g;
  d[i] = h;
  takeReflection(z, row, e, h);
  for (let j = 0; j <= last; j += 1) z[j]![i] = row[j]! / h;
}

/** A − u q' − q u' for the reflector u of `row`, with q in e; the lower triangle of the rows before it. */

function takeReflection(z: Float64Array[], row: Float64Array, e: Float64Array, h: number): void {
  const last = z.indexOf(row) - 1;
  // e[0…last] = A u / h over the lower triangle, row by row.
  e.fill(0, 0, last + 1);
  for (let j = 0; j <= last; j += 1) {
    const other = z[j]!;
    const own = row[j]!;
    let sum = other[j]! * own;
    for (let k = 0; k < j; k += 1) {
      sum += other[k]! * row[k]!;
      e[k]! += other[k]! * own;
    }
    e[j]! += sum;
  }
  let along = 0;
  for (let j = 0; j <= last; j += 1) {
    e[j]! /= h;
    along += e[j]! * row[j]!;
  }
  const half = along / (h + h);
  for (let j = 0; j <= last; j += 1) e[j]! -= half * row[j]!;
  for (let j = 0; j <= last; j += 1) {
    const other = z[j]!;
    const [a, b] = [row[j]!, e[j]!];
    for (let k = 0; k <= j; k += 1) other[k]! -= a * e[k]! + b * row[k]!;
  }
}

/** Accumulates the reflector of row i into the leading part of z. */
function applyReflector(z: Float64Array[], i: number): void {
  const row = z[i]!;
  const g = new Float64Array(i);
  for (let k = 0; k < i; k += 1) {
    const other = z[k]!;
    const factor = row[k]!;
    for (let j = 0; j < i; j += 1) g[j]! += factor * other[j]!;
  }
  for (let k = 0; k < i; k += 1) {
    const other = z[k]!;
    const factor = other[i]!;
    for (let j = 0; j < i; j += 1) other[j]! -= factor * g[j]!;
  }
}

/** tql2 on the rows of `vectors`. */
function* implicitQL(
  vectors: readonly Float64Array[],
  d: Float64Array,
  e: Float64Array,
): Generator<number> {
  const n = d.length;
  e.copyWithin(0, 1);
  if (n > 0) e[n - 1] = 0;
  let work = 0;
  for (let l = 0; l < n; l += 1) {
    for (let turns = 0; turns < 60; turns += 1) {
      const m = splitAt(d, e, l);
      if (m === l) break;
      turn(vectors, d, e, l, m);
      work += 4 * n * (m - l);
      if (work < breath) continue;
      work = 0;
      yield 0.5 + (0.5 * l) / n;
    }
  }
}

/** The first place from l where the number beside the diagonal is nothing to its neighbours. */
function splitAt(d: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  for (; m < d.length - 1; m += 1) {
    const size = Math.abs(d[m]!) + Math.abs(d[m + 1]!);
    if (Math.abs(e[m]!) <= Number.EPSILON * size) break;
  }
  return m;
}

// eslint-disable-next-line max-params -- the arrays of one algorithm
function turn(
  vectors: readonly Float64Array[],
  d: Float64Array,
  e: Float64Array,
  l: number,
  m: number,
): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  let r = size(g, 1);
  g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
  let [s, c, p] = [1, 1, 0];
  let i = m - 1;
  for (; i >= l; i -= 1) {
    let f = s * e[i]!;
    const b = c * e[i]!;
    r = size(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    r = (d[i]! - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
    const [low, high] = [vectors[i]!, vectors[i + 1]!];
    for (let k = 0; k < low.length; k += 1) {
      f = high[k]!;
      high[k] = s * low[k]! + c * f;
      low[k] = c * low[k]! - s * f;
    }
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}

/** √(a² + b²) from operations that every engine rounds alike: Math.hypot is not among them. */
function size(a: number, b: number): number {
  const [x, y] = [Math.abs(a), Math.abs(b)];
  const [big, small] = x > y ? [x, y] : [y, x];
  if (big === 0) return 0;
  const share = small / big;
  return big * Math.sqrt(1 + share * share);
}
