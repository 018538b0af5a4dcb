export const z95 = 1.959963984540054;

/**
 * Wilson 1927: the shares whose own spread over n rows reaches the one that was seen.
 * @param z of the standard normal; left out: 95 %
 */
export function wilson(
  share: number,
  n: number,
  z = z95,
): { readonly low: number; readonly high: number } {
  const z2 = z * z;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
