import { worth, type Sums } from './tree.ts';

/**
 * How much two columns tell together of what is still wrong (FAST: Lou et al. 2013): the best drop of the loss by one cut of
 * each column, four answers in all.
 * @param wide cells of the second column
 */
export function strengthOf({ slope, bend }: Sums, wide: number): number {
  const high = slope.length / wide;
  const S = cumulated(slope, high, wide);
  const B = cumulated(bend, high, wide);
  const last = (high - 1) * wide;
  const [all, allBend] = [S[last + wide - 1]!, B[last + wide - 1]!];
  let best = 0;
  for (let p = 0; p < high - 1; p += 1)
    for (let q = 0; q < wide - 1; q += 1) {
      const at = p * wide + q;
      const [s00, b00] = [S[at]!, B[at]!];
      const [s01, b01] = [S[p * wide + wide - 1]! - s00, B[p * wide + wide - 1]! - b00];
      const [s10, b10] = [S[last + q]! - s00, B[last + q]! - b00];
      const gain =
        worth(s00, b00) +
        worth(s01, b01) +
        worth(s10, b10) +
        worth(all - s00 - s01 - s10, allBend - b00 - b01 - b10);
      best = Math.max(best, gain);
    }
  return best - worth(all, allBend);
}

function cumulated(values: Float64Array, high: number, wide: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let p = 0; p < high; p += 1) {
    let row = 0;
    for (let q = 0; q < wide; q += 1) {
      row += values[p * wide + q]!;
      out[p * wide + q] = row + (p > 0 ? out[(p - 1) * wide + q]! : 0);
    }
  }
  return out;
}
