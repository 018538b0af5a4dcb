/** Of finite values, around their mean. */
export interface Moments {
  readonly mean: number;
  /** Sums of the second, third and fourth powers of what is left of each value. */
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
  /** How many are whole. */
  readonly whole: number;
}

/**
 * Added from the first value to the last, in a second pass around the mean (Chan, Golub, LeVeque 1983), so that 1e15 ± 1
 * keeps its digits. The kernel `momentsOf` says the same bits.
 */
export function moments(values: Float64Array): Moments {
  const mean = meanOf(values);
  let [m2, m3, m4, whole] = [0, 0, 0, 0];
  for (const x of values) {
    const d = x - mean;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
    if (Number.isInteger(x)) whole += 1;
  }
  return { mean, m2, m3, m4, whole };
}

/** A first mean, and then the mean of what it leaves over. */
function meanOf(values: Float64Array): number {
  const n = values.length;
  let sum = 0;
  for (const x of values) sum += x;
  if (!Number.isFinite(sum)) {
    sum = 0;
    for (const x of values) sum += x / n;
    return sum;
  }
  const mean = sum / n;
  let rest = 0;
  for (const x of values) rest += x - mean;
  return mean + rest / n;
}
