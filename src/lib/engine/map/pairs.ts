/** A symmetric matrix with few entries: those of row i stand from starts[i] to starts[i + 1]. */
export interface Pairs {
  readonly starts: Int32Array;
  readonly others: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Makes directed weights symmetric: `join(w → , ← w)` for each pair with one of them, in the order of rows.
 * @param rows row-major: the k others that each row points to
 */
export function joined(
  rows: Int32Array,
  weights: Float64Array,
  { count, join }: { readonly count: number; readonly join: (a: number, b: number) => number },
): Pairs {
  const k = rows.length / count;
  const there = Array.from({ length: count }, () => new Map<number, number>());
  for (const [at, j] of rows.entries()) there[Math.floor(at / k)]!.set(j, weights[at]!);
  const all = there.map((own) => new Map(own));
  for (const [i, own] of there.entries())
    for (const j of own.keys()) if (!all[j]!.has(i)) all[j]!.set(i, 0);
  const starts = new Int32Array(count + 1);
  for (const [i, own] of all.entries()) starts[i + 1] = starts[i]! + own.size;
  const others = new Int32Array(starts[count]!);
  const joinedWeights = new Float64Array(starts[count]!);
  for (const [i, own] of all.entries()) {
    const sorted = [...own.keys()].sort((a, b) => a - b);
    for (const [m, j] of sorted.entries()) {
      others[starts[i]! + m] = j;
      joinedWeights[starts[i]! + m] = join(own.get(j)!, there[j]!.get(i) ?? 0);
    }
  }
  return { starts, others, weights: joinedWeights };
}
