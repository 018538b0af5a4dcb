import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { nearBlocks } from './nearBlocks.ts';

/**
 * Each row's distance to the k-th nearest row, itself the first: summed column after column, so that it is to the last
 * bit the distance that a fit measures between the two. @yields share done
 */
export function* coreDistances(rows: Rows, k: number): Generator<number, Float64Array> {
  const out = new Float64Array(rows.count);
  let done = 0;
  for (const block of nearBlocks(rows, rows, k)) {
    if (block) {
      for (let q = 0; q < block.count; q += 1)
        out[block.from + q] = between(rows, block.from + q, block.rows[q * k + k - 1]!);
      done = block.from + block.count;
    }
    yield done / rows.count;
  }
  return out;
}

function between({ values, width }: Rows, a: number, b: number): number {
  let square = 0;
  for (let j = a * width, l = b * width; j < (a + 1) * width; j += 1, l += 1) {
    const d = values[j]! - values[l]!;
    square += d * d;
  }
  return Math.sqrt(square);
}
