import type { Rows } from '#lib/engine/kernels/reference/near.ts';

/** Numbers looked at between two yields: about 5 ms. */
const breath = 3e6;

/**
 * scikit-learn's `estimate_bandwidth` with its quantile of 0.3: the mean distance of a row to the last of its nearest
 * 30 %, itself among them.
 * @yields share done
 */
export function* usualReach({ values, count, width }: Rows): Generator<number, number> {
  const k = Math.max(1, Math.floor(count * 0.3));
  const squares = new Float64Array(count);
  let sum = 0;
  let work = 0;
  for (let i = 0; i < count; i += 1) {
    for (let l = 0, at = 0; l < count; l += 1) {
      let square = 0;
      for (let j = i * width; at < (l + 1) * width; at += 1, j += 1) {
        const d = values[at]! - values[j]!;
        square += d * d;
      }
      squares[l] = square;
    }
    sum += Math.sqrt(smallest(squares, k - 1));
    work += count * (width + 3);
    if (work < breath) continue;
    work = 0;
    yield i / count;
  }
  return sum / count;
}

/** The value at a place of the sorted numbers (Hoare's Find); changes their order. */
function smallest(x: Float64Array, place: number): number {
  let [left, right] = [0, x.length - 1];
  while (left < right) {
    const pivot = x[(left + right) >> 1]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (x[i]! < pivot) i += 1;
      while (x[j]! > pivot) j -= 1;
      if (i > j) break;
      const held = x[i]!;
      x[i] = x[j]!;
      x[j] = held;
      i += 1;
      j -= 1;
    }
    if (j < place) left = i;
    if (place < i) right = j;
  }
  return x[place]!;
}

/**
 * Middles of the cells of a grid with at least so many rows, in the order of their first rows, in single precision as
 * scikit-learn's `get_bin_seeds` makes them; the rows themselves where no two share a cell.
 * @param given whether the reach was chosen and not estimated: scikit-learn then multiplies in single precision
 */
export function gridSeeds(rows: Rows, reach: number, least: number, given: boolean): Float64Array {
  const { values, count, width } = rows;
  const cells = new Map<string, { readonly cell: Float64Array; rows: number }>();
  for (let i = 0; i < count; i += 1) {
    const cell = values.slice(i * width, i * width + width).map((x) => toEven(x / reach));
    const name = cell.join(' ');
    const known = cells.get(name);
    if (known) known.rows += 1;
    else cells.set(name, { cell, rows: 1 });
  }
  const found = [...cells.values()].filter((one) => one.rows >= least);
  if (found.length === count) return values;
  const out = new Float64Array(found.length * width);
  for (const [at, { cell }] of found.entries())
    for (let j = 0; j < width; j += 1) {
      const x = Math.fround(cell[j]!);
      out[at * width + j] = given ? Math.fround(x * Math.fround(reach)) : x * reach;
    }
  return out;
}

/** The nearest whole number, of two the even one; never −0. */
function toEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  if (rest !== 0.5) return Math.round(x) + 0;
  return (low % 2 === 0 ? low : low + 1) + 0;
}
