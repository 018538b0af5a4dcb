import { answer, worth, type Sums, type TreeRules } from './tree.ts';

/** 1: answers may only rise along the column, −1: only fall. */
export type Sign = 1 | -1;

/** Places next to each other, what their rows sum to, and between which answers theirs must lie. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly slope: number;
  readonly bend: number;
  readonly low: number;
  readonly high: number;
}

interface Cut {
  readonly left: Part;
  readonly right: Part;
  readonly gain: number;
}

const least = 1e-9;
const said = ({ slope, bend, low, high }: Omit<Part, 'from' | 'to'>): number =>
  Math.min(high, Math.max(low, answer(slope, bend)));

/** How much of the loss an answer takes away, twice; of the best one that is `worth`. */
function told(part: Omit<Part, 'from' | 'to'>): number {
  const value = said(part);
  return value === answer(part.slope, part.bend)
    ? worth(part.slope, part.bend)
    : -value * (2 * part.slope + part.bend * value);
}

/**
 * A tree along a column of numbers whose answers only rise, or only fall: cuts that would turn them are not made, and what lies
 * beyond a cut stays on its side of the middle, as scikit-learn's gradient boosting bounds its leaves. Missing values, the first
 * place, have an answer of their own.
 * @returns false where no cut lowers the loss
 */
export function growRising(sums: Sums, rules: TreeRules, sign: Sign, out: Float64Array): boolean {
  out.fill(0);
  const whole = summed(sums, 1, out.length);
  const first: Part = { ...whole, from: 1, to: out.length, low: -Infinity, high: Infinity };
  const parts: { part: Part; cut: Cut | null }[] = [];
  const put = (part: Part): void =>
    void parts.push({ part, cut: bestCut(sums, part, rules, sign) });
  put(first);
  while (parts.length < rules.maxLeaves) {
    let best = -1;
    for (const [k, { cut }] of parts.entries())
      if (cut && (best < 0 || cut.gain > parts[best]!.cut!.gain)) best = k;
    if (best < 0) break;
    const [{ cut }] = parts.splice(best, 1) as [{ cut: Cut }];
    put(cut.left);
    put(cut.right);
  }
  const gone = sums.rows[0]! >= rules.minSamplesLeaf && sums.rows[0]! > 0;
  if (parts.length < 2 && !gone) return false;
  if (parts.length > 1) for (const { part } of parts) out.fill(said(part), part.from, part.to);
  if (gone) out[0] = answer(sums.slope[0]!, sums.bend[0]!);
  return true;
}

function summed({ slope, bend }: Sums, from: number, to: number): { slope: number; bend: number } {
  const all = { slope: 0, bend: 0 };
  for (let place = from; place < to; place += 1) {
    all.slope += slope[place]!;
    all.bend += bend[place]!;
  }
  return all;
}

function bestCut(
  { slope, bend, rows }: Sums,
  part: Part,
  { minSamplesLeaf }: TreeRules,
  sign: Sign,
): Cut | null {
  const { from, to, low, high } = part;
  let all = 0;
  for (let place = from; place < to; place += 1) all += rows[place]!;
  const whole = told(part);
  let best: Cut | null = null;
  let [sum, curve, count] = [0, 0, 0];
  for (let place = from; place < to - 1; place += 1) {
    sum += slope[place]!;
    curve += bend[place]!;
    count += rows[place]!;
    if (count < minSamplesLeaf || all - count < minSamplesLeaf) continue;
    const left = { slope: sum, bend: curve, low, high };
    const right = { slope: part.slope - sum, bend: part.bend - curve, low, high };
    const [a, b] = [said(left), said(right)];
    if (sign * (b - a) < 0) continue;
    const gain = told(left) + told(right) - whole;
    if (gain <= (best?.gain ?? least)) continue;
    const middle = a / 2 + b / 2;
    const below = sign > 0 ? { low, high: middle } : { low: middle, high };
    const above = sign > 0 ? { low: middle, high } : { low, high: middle };
    best = {
      left: { ...left, ...below, from, to: place + 1 },
      right: { ...right, ...above, from: place + 1, to },
      gain,
    };
  }
  return best;
}
