import { Kernels } from './kernels.ts';

/** Rows that one call takes: they stay in the second cache. */
const rowsAtOnce = 512;
/** Multiplications between two breaths. */
const breath = 3e7;

export interface Moments {
  readonly means: Float64Array;
  /** Row-major p × p symmetric Σ (x − mean)(x − mean)'. */
  readonly scatter: Float64Array;
}

/**
 * Means and sums of products about them, in one pass: each block of rows about its own means, in the kernels' memory,
 * then put together (Chan, Golub and LeVeque 1983). So large means cost no digits.
 */
export function* momentsOf(
  columns: readonly Float64Array[],
  rows: number,
): Generator<number, Moments> {
  const kernels = Kernels.borrowed();
  try {
    return yield* summed(kernels, columns, rows);
  } finally {
    Kernels.giveBack(kernels);
  }
}

function* summed(
  kernels: Kernels,
  columns: readonly Float64Array[],
  rows: number,
): Generator<number, Moments> {
  const p = columns.length;
  const means = new Float64Array(p);
  const between = new Float64Array(p * p);
  const x = kernels.doubles(rowsAtOnce * p);
  const out = kernels.doubles(p * p);
  const view = kernels.viewDoubles(x, rowsAtOnce * p);
  const within = kernels.viewDoubles(out, p * p).fill(0);
  const apart = new Float64Array(p);
  let work = 0;
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - from);
    for (let j = 0; j < p; j += 1) {
      const at = rowsAtOnce * j;
      view.set(columns[j]!.subarray(from, from + count), at);
      apart[j] = kernels.call.centre(x + 8 * at, count) - means[j]!;
      if (count & 1) view[at + count] = 0;
    }
    kernels.call.scatter(x, rowsAtOnce, p, count + (count & 1), out);
    merge(between, means, apart, { from, count });
    work += count * p * p;
    if (work < breath) continue;
    work = 0;
    yield from / rows;
  }
  for (let j = 0; j < p; j += 1)
    for (let l = 0; l <= j; l += 1)
      between[j * p + l] = between[l * p + j] = between[j * p + l]! + within[j * p + l]!;
  return { means, scatter: between };
}

/** `count` rows whose means stand `apart` from those of the `from` rows before. */
function merge(
  between: Float64Array,
  means: Float64Array,
  apart: Float64Array,
  { from, count }: { readonly from: number; readonly count: number },
): void {
  const p = means.length;
  const share = count / (from + count);
  for (let j = 0; j < p; j += 1) {
    const factor = apart[j]! * from * share;
    for (let l = 0; l <= j; l += 1) between[j * p + l]! += factor * apart[l]!;
    means[j]! += apart[j]! * share;
  }
}
