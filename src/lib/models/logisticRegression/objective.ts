/** Probabilities of each class from its column of scores. */
export function softmax(z: readonly Float64Array[]): readonly Float64Array[] {
  const shares = z.map((column) => new Float64Array(column.length));
  for (let i = 0; i < z[0]!.length; i += 1) {
    let top = -Infinity;
    for (const column of z) top = Math.max(top, column[i]!);
    let sum = 0;
    for (let k = 0; k < z.length; k += 1) sum += shares[k]![i] = Math.exp(z[k]![i]! - top);
    for (const share of shares) share[i]! /= sum;
  }
  return shares;
}
