import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import type { Progress } from '#lib/engine/model.ts';

export interface Ordered {
  /** Rows in the order in which they were reached. */
  readonly order: Int32Array;
  /** By row: how near it lies to those before it; Infinity where it begins anew. */
  readonly reachability: Float64Array;
  /** By row: the row it was reached from, or −1. */
  readonly predecessor: Int32Array;
}

/** Comparisons between two yields: about 5 ms. */
const breath = 2e6;

/**
 * The ordering of OPTICS (Ankerst, Breunig, Kriegel and Sander 1999) as scikit-learn finds it: the row that is nearest
 * to those before comes next, the earlier of equal ones; distances to 15 decimals.
 * @param core by row: the distance that makes it the inside of a group, or Infinity
 */
export function* ordered(
  rows: Rows,
  core: Float64Array,
  maxEps: number,
): Generator<Progress, Ordered> {
  const n = rows.count;
  const reachability = new Float64Array(n).fill(Infinity);
  const predecessor = new Int32Array(n).fill(-1);
  const order = new Int32Array(n);
  // Rows that are left, ascending.
  const left = Int32Array.from({ length: n }, (_, i) => i);
  let work = 0;
  let next = 0;
  for (let at = 0; at < n; at += 1) {
    const row = left[next]!;
    order[at] = row;
    left.copyWithin(next, next + 1, n - at);
    const rest = left.subarray(0, n - at - 1);
    if (core[row] !== Infinity)
      reach(rows, { row, core: core[row]!, maxEps }, rest, { reachability, predecessor });
    next = 0;
    for (let l = 1; l < rest.length; l += 1)
      if (reachability[rest[l]!]! < reachability[rest[next]!]!) next = l;
    work += (rest.length + 20) * (2 + rows.width / 8);
    if (work < breath) continue;
    work = 0;
    yield { share: 0.3 + 0.65 * (1 - ((n - at) / n) ** 2), note: `row ${at + 1} of ${n}` };
  }
  return { order, reachability, predecessor };
}

interface From {
  readonly row: number;
  readonly core: number;
  readonly maxEps: number;
}

function reach(
  { values, width }: Rows,
  { row, core, maxEps }: From,
  rest: Int32Array,
  { reachability, predecessor }: Omit<Ordered, 'order'>,
): void {
  const most = maxEps * maxEps;
  const start = row * width;
  for (const other of rest) {
    let square = 0;
    for (let j = start, l = other * width; j < start + width; j += 1, l += 1) {
      const d = values[j]! - values[l]!;
      square += d * d;
    }
    if (square > most) continue;
    const distance = rounded(Math.max(Math.sqrt(square), core));
    if (!(distance < reachability[other]!)) continue;
    reachability[other] = distance;
    predecessor[other] = row;
  }
}

const scale = 1e15;

/** numpy's `around(x, 15)`: to the nearest, of two to the even one. */
export function rounded(x: number): number {
  const y = x * scale;
  if (!(y < 2 ** 52)) return y === Infinity ? x : y / scale;
  const low = Math.floor(y);
  const rest = y - low;
  const up = rest > 0.5 || (rest === 0.5 && low % 2 === 1);
  return (up ? low + 1 : low) / scale;
}
