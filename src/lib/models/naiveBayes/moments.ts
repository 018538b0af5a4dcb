import type { PresentClasses } from '../classes.ts';

/** Values between two yields: about 3 ms. */
const breath = 5e5;

/** Sum of each column within each present class, each row as often as it counts: [class][column]. Yields the share done. */
export function* sumsByClass(
  columns: readonly Float64Array[],
  { codes, present, weight }: PresentClasses,
  valueOf: (x: number, j: number, k: number) => number,
): Generator<number, readonly Float64Array[]> {
  const sums = present.map(() => new Float64Array(columns.length));
  const one = new Float64Array(present.length);
  let work = 0;
  for (const [j, x] of columns.entries()) {
    one.fill(0);
    if (weight)
      for (let i = 0; i < x.length; i += 1)
        one[codes[i]!]! += weight[i]! * valueOf(x[i]!, j, codes[i]!);
    else for (let i = 0; i < x.length; i += 1) one[codes[i]!]! += valueOf(x[i]!, j, codes[i]!);
    for (const [k, sum] of sums.entries()) sum[j] = one[k]!;
    work += x.length;
    if (work < breath) continue;
    work = 0;
    yield (j + 1) / columns.length;
  }
  return sums;
}
