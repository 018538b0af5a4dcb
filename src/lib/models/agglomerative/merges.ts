import { rowMajorOf } from '../rowMajor.ts';
import type { Progress } from '#lib/engine/model.ts';

/** Which groups were joined, in order of discovery: each is named by one of its rows. */
export interface Merges {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly heights: Float64Array;
  /** Whether the tree names the smaller of two groups first, as scipy does; else the one that was there first. */
  readonly smallerFirst: boolean;
}

export type Linkage = 'ward' | 'complete' | 'average';

/** Distances computed between two yields: about 5 ms. */
const breath = 1e6;

/**
 * The nearest-neighbour chain (Murtagh 1983; Müllner 2011), tie for tie as scipy's `nn_chain`: of equal distances the
 * row before in the chain, then the row with the smaller number. Reads n(n − 1)/2 distances of 8 bytes.
 */
export function* chainMerges(
  columns: readonly Float64Array[],
  n: number,
  linkage: Linkage,
): Generator<Progress, Merges> {
  const distances = yield* pairDistances(columns, n);
  const merges = emptyMerges(n, true);
  const size = new Float64Array(n).fill(1);
  const chain = new Int32Array(n);
  const join = joins[linkage];
  let length = 0;
  let work = 0;
  let first = 0;
  for (let k = 0; k < n - 1; k += 1) {
    if (length === 0) {
      while (size[first] === 0) first += 1;
      chain[0] = first;
      length = 1;
    }
    let x = 0;
    let y = 0;
    let height = 0;
    for (;;) {
      x = chain[length - 1]!;
      const found = nearestOf({ distances, size, n }, x, length > 1 ? chain[length - 2]! : -1);
      ({ y, height } = found);
      work += n;
      if (length > 1 && y === chain[length - 2]) break;
      chain[length] = y;
      length += 1;
    }
    length -= 2;
    if (x > y) [x, y] = [y, x];
    merges.left[k] = x;
    merges.right[k] = y;
    merges.heights[k] = height;
    joinInto({ distances, size, n }, x, y, (at, other, sizes) => join(at, other, height, sizes));
    work += n;
    if (work < breath) continue;
    work = 0;
    yield { share: 0.5 + (0.49 * k) / n, note: `join ${k} of ${n - 1}` };
  }
  return merges;
}

/** Group x goes into group y: the others' distances to it follow. */

function joinInto(
  { distances, size, n }: Scene,
  x: number,
  y: number,
  join: (toX: number, toY: number, sizes: Sizes) => number,
): void {
  const [nx, ny] = [size[x]!, size[y]!];
  size[x] = 0;
  size[y] = nx + ny;
  for (let i = 0; i < n; i += 1) {
    const ni = size[i]!;
    if (ni === 0 || i === y) continue;
    const at = placeOf(n, i, y);
    distances[at] = join(distances[placeOf(n, i, x)]!, distances[at]!, { nx, ny, ni });
  }
}

const emptyMerges = (n: number, smallerFirst: boolean): Merges => ({
  smallerFirst,
  left: new Int32Array(Math.max(0, n - 1)),
  right: new Int32Array(Math.max(0, n - 1)),
  heights: new Float64Array(Math.max(0, n - 1)),
});

interface Scene {
  readonly distances: Float64Array;
  readonly size: Float64Array;
  readonly n: number;
}

/** The nearest group; the one before in the chain where another is no nearer. */
function nearestOf(
  { distances, size, n }: Scene,
  x: number,
  before: number,
): { readonly y: number; readonly height: number } {
  let y = before;
  let height = before < 0 ? Infinity : distances[placeOf(n, x, before)]!;
  for (let i = 0; i < x; i += 1) {
    if (size[i] === 0) continue;
    const d = distances[n * i - (i * (i + 1)) / 2 + (x - i - 1)]!;
    if (d < height) {
      height = d;
      y = i;
    }
  }
  const start = n * x - (x * (x + 1)) / 2 - x - 1;
  for (let i = x + 1; i < n; i += 1) {
    if (size[i] === 0) continue;
    const d = distances[start + i]!;
    if (d < height) {
      height = d;
      y = i;
    }
  }
  return { y, height };
}

/** Of a pair in scipy's condensed order. */
const placeOf = (n: number, a: number, b: number): number => {
  const [i, j] = a < b ? [a, b] : [b, a];
  return n * i - (i * (i + 1)) / 2 + (j - i - 1);
};

interface Sizes {
  readonly nx: number;
  readonly ny: number;
  readonly ni: number;
}

type Join = (toX: number, toY: number, between: number, sizes: Sizes) => number;

/** Lance and Williams 1967. */
const joins: Readonly<Record<Linkage, Join>> = {
  ward: (toX, toY, between, { nx, ny, ni }) => {
    const t = 1 / (nx + ny + ni);
    return Math.sqrt(
      (ni + nx) * t * toX * toX + (ni + ny) * t * toY * toY - ni * t * between * between,
    );
  },
  complete: (toX, toY) => Math.max(toX, toY),
  average: (toX, toY, _between, { nx, ny }) => (nx * toX + ny * toY) / (nx + ny),
};

function* pairDistances(
  columns: readonly Float64Array[],
  n: number,
): Generator<Progress, Float64Array> {
  const width = columns.length;
  const x = rowMajorOf(columns, n);
  const out = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  let work = 0;
  for (let i = 0; i < n; i += 1) {
    for (let l = i + 1; l < n; l += 1) {
      let square = 0;
      for (let j = i * width, m = l * width, end = j + width; j < end; j += 1, m += 1) {
        const d = x[j]! - x[m]!;
        square += d * d;
      }
      out[at] = Math.sqrt(square);
      at += 1;
    }
    work += (n - i) * (1 + width / 8);
    if (work < breath) continue;
    work = 0;
    yield { share: (0.5 * at) / out.length };
  }
  return out;
}

/** Single linkage by Prim's spanning tree from the first row, with scikit-learn's ties; no distances are kept. */
export function* spanningMerges(
  columns: readonly Float64Array[],
  n: number,
): Generator<Progress, Merges> {
  const width = columns.length;
  const x = rowMajorOf(columns, n);
  const merges = emptyMerges(n, false);
  const near = new Float64Array(n).fill(Infinity);
  const inTree = new Uint8Array(n);
  let current = 0;
  let work = 0;
  for (let k = 0; k < n - 1; k += 1) {
    inTree[current] = 1;
    let height = Infinity;
    let next = 0;
    for (let l = 0; l < n; l += 1) {
      if (inTree[l] === 1) continue;
      let square = 0;
      for (let j = current * width, m = l * width, end = j + width; j < end; j += 1, m += 1) {
        const d = x[j]! - x[m]!;
        square += d * d;
      }
      const distance = Math.sqrt(square);
      if (distance < near[l]!) near[l] = distance;
      if (near[l]! < height) {
        height = near[l]!;
        next = l;
      }
    }
    merges.left[k] = current;
    merges.right[k] = next;
    merges.heights[k] = height;
    current = next;
    work += (n - k) * (1 + width / 8);
    if (work < breath) continue;
    work = 0;
    yield { share: 0.99 * (1 - ((n - k) / n) ** 2) };
  }
  return merges;
}
