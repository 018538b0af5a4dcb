import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { nearBlocks } from './nearBlocks.ts';

/** Each row's distance to the k-th nearest row, itself the first. @yields share done */
export function* coreDistances(rows: Rows, k: number): Generator<number, Float64Array> {
  const out = new Float64Array(rows.count);
  let done = 0;
  for (const block of nearBlocks(rows, rows, k)) {
    if (block) {
      for (let q = 0; q < block.count; q += 1)
        out[block.from + q] = Math.sqrt(block.distances[q * k + k - 1]!);
      done = block.from + block.count;
    }
    yield done / rows.count;
  }
  return out;
}
