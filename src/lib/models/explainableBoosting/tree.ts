/** Sums over the rows of each cell of a term's table, of one output. */
export interface Sums {
  readonly slope: Float64Array;
  readonly bend: Float64Array;
  readonly rows: Float64Array;
}

export interface TreeRules {
  readonly maxLeaves: number;
  readonly minSamplesLeaf: number;
}

/** A part of a sequence of cells with what its rows sum to. */
interface Part {
  readonly from: number;
  readonly to: number;
}

interface Cut {
  readonly at: number;
  readonly gain: number;
}

const least = 1e-9;
export const worth = (slope: number, bend: number): number =>
  bend > least ? (slope * slope) / bend : 0;
export const answer = (slope: number, bend: number): number => (bend > least ? -slope / bend : 0);

/**
 * A tree of few leaves over cells in a sequence, best cut first; adds to nothing, writes its answers to `out`.
 * @returns false where no cut lowers the loss
 */
export function growAlong(
  sums: Sums,
  sequence: readonly number[],
  rules: TreeRules,
  out: Float64Array,
): boolean {
  out.fill(0);
  const parts: { part: Part; cut: Cut | null }[] = [];
  const put = (part: Part): void =>
    void parts.push({ part, cut: bestCut(sums, sequence, part, rules) });
  put({ from: 0, to: sequence.length });
  while (parts.length < rules.maxLeaves) {
    let best = -1;
    for (const [k, { cut }] of parts.entries())
      if (cut && (best < 0 || cut.gain > parts[best]!.cut!.gain)) best = k;
    if (best < 0) break;
    const [{ part, cut }] = parts.splice(best, 1) as [{ part: Part; cut: Cut }];
    put({ from: part.from, to: cut.at });
    put({ from: cut.at, to: part.to });
  }
  if (parts.length < 2) return false;
  for (const { part } of parts) {
    let [slope, bend] = [0, 0];
    for (let s = part.from; s < part.to; s += 1) {
      slope += sums.slope[sequence[s]!]!;
      bend += sums.bend[sequence[s]!]!;
    }
    const value = answer(slope, bend);
    for (let s = part.from; s < part.to; s += 1) out[sequence[s]!] = value;
  }
  return true;
}

function bestCut(
  { slope, bend, rows }: Sums,
  sequence: readonly number[],
  { from, to }: Part,
  { minSamplesLeaf }: TreeRules,
): Cut | null {
  let [allSlope, allBend, allRows] = [0, 0, 0];
  for (let s = from; s < to; s += 1) {
    const cell = sequence[s]!;
    allSlope += slope[cell]!;
    allBend += bend[cell]!;
    allRows += rows[cell]!;
  }
  const whole = worth(allSlope, allBend);
  let best: Cut | null = null;
  let [left, leftBend, leftRows] = [0, 0, 0];
  for (let s = from; s < to - 1; s += 1) {
    const cell = sequence[s]!;
    left += slope[cell]!;
    leftBend += bend[cell]!;
    leftRows += rows[cell]!;
    if (leftRows < minSamplesLeaf || allRows - leftRows < minSamplesLeaf) continue;
    const gain = worth(left, leftBend) + worth(allSlope - left, allBend - leftBend) - whole;
    if (gain > (best?.gain ?? least)) best = { at: s + 1, gain };
  }
  return best;
}

/** Where a table of two columns is cut: one column first, then each side along the other. */
interface Cross {
  readonly first: 0 | 1;
  readonly at: number;
  readonly below: number;
  readonly above: number;
  readonly gain: number;
}

/**
 * Four leaves over a table of two columns, `wide` cells in the second: one column is cut, then each side along the other.
 * @returns false where no cut lowers the loss
 */
export function growAcross(sums: Sums, wide: number, rules: TreeRules, out: Float64Array): boolean {
  out.fill(0);
  const found = [bestCross(sums, wide, 0, rules), bestCross(sums, wide, 1, rules)];
  const [a, b] = found;
  const best = a && b ? (b.gain > a.gain ? b : a) : (a ?? b);
  if (!best) return false;
  const leaves = [0, 1, 2, 3].map(() => [0, 0] as [number, number]);
  const leafOf = (cell: number): number => {
    const [p, q] = [Math.floor(cell / wide), cell % wide];
    const [u, v] = best.first === 0 ? [p, q] : [q, p];
    return u < best.at ? (v < best.below ? 0 : 1) : v < best.above ? 2 : 3;
  };
  for (let cell = 0; cell < out.length; cell += 1) {
    const leaf = leaves[leafOf(cell)]!;
    leaf[0] += sums.slope[cell]!;
    leaf[1] += sums.bend[cell]!;
  }
  for (let cell = 0; cell < out.length; cell += 1) out[cell] = answer(...leaves[leafOf(cell)]!);
  return true;
}

function bestCross(
  sums: Sums,
  wide: number,
  first: 0 | 1,
  { minSamplesLeaf }: TreeRules,
): Cross | null {
  const high = sums.slope.length / wide;
  const [U, V] = first === 0 ? [high, wide] : [wide, high];
  const at = (u: number, v: number): number => (first === 0 ? u * wide + v : v * wide + u);
  const make = (): Sums => ({
    slope: new Float64Array(V),
    bend: new Float64Array(V),
    rows: new Float64Array(V),
  });
  const [below, above] = [make(), make()];
  for (let u = 0; u < U; u += 1) for (let v = 0; v < V; v += 1) add(above, v, sums, at(u, v));
  const whole = total(above);
  let best: Cross | null = null;
  for (let u = 0; u < U - 1; u += 1) {
    for (let v = 0; v < V; v += 1) {
      add(below, v, sums, at(u, v));
      take(above, v, sums, at(u, v));
    }
    const lower = along(below, minSamplesLeaf);
    const upper = along(above, minSamplesLeaf);
    if (!lower || !upper) continue;
    const gain = lower.gain + upper.gain - whole;
    if (gain > (best?.gain ?? least))
      best = { first, at: u + 1, below: lower.at, above: upper.at, gain };
  }
  return best;
}

function add(to: Sums, v: number, sums: Sums, cell: number): void {
  to.slope[v]! += sums.slope[cell]!;
  to.bend[v]! += sums.bend[cell]!;
  to.rows[v]! += sums.rows[cell]!;
}

function take(from: Sums, v: number, sums: Sums, cell: number): void {
  from.slope[v]! -= sums.slope[cell]!;
  from.bend[v]! -= sums.bend[cell]!;
  from.rows[v]! -= sums.rows[cell]!;
}

function total({ slope, bend }: Sums): number {
  let [s, b] = [0, 0];
  for (let v = 0; v < slope.length; v += 1) {
    s += slope[v]!;
    b += bend[v]!;
  }
  return worth(s, b);
}

/** The best cut of a side, or the side as one leaf where none is allowed; null for too few rows. Its gain is its whole worth. */
function along({ slope, bend, rows }: Sums, minSamplesLeaf: number): Cut | null {
  let [all, allBend, allRows] = [0, 0, 0];
  for (let v = 0; v < slope.length; v += 1) {
    all += slope[v]!;
    allBend += bend[v]!;
    allRows += rows[v]!;
  }
  if (allRows < minSamplesLeaf) return null;
  let best: Cut = { at: 0, gain: worth(all, allBend) };
  let [left, leftBend, leftRows] = [0, 0, 0];
  for (let v = 0; v < slope.length - 1; v += 1) {
    left += slope[v]!;
    leftBend += bend[v]!;
    leftRows += rows[v]!;
    if (leftRows < minSamplesLeaf || allRows - leftRows < minSamplesLeaf) continue;
    const gain = worth(left, leftBend) + worth(all - left, allBend - leftBend);
    if (gain > best.gain) best = { at: v + 1, gain };
  }
  return best;
}
