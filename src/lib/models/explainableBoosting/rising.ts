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
  const parts = parted(first, sums, rules, sign);
  const gone = sums.rows[0]! >= Math.max(1, rules.minSamplesLeaf);
  if (parts.length < 2 && !gone) return false;
  if (parts.length > 1) for (const part of parts) out.fill(said(part), part.from, part.to);
  if (gone) out[0] = answer(sums.slope[0]!, sums.bend[0]!);
  return true;
}

/** Cuts the part that gains most, until there are enough. */
function parted(whole: Part, sums: Sums, rules: TreeRules, sign: Sign): readonly Part[] {
  const withCut = (part: Part) => ({ part, cut: bestCut(sums, part, rules, sign) });
  let parts = [withCut(whole)];
  while (parts.length < rules.maxLeaves) {
    const best = parts.reduce<(typeof parts)[number] | null>(
      (top, own) => (own.cut && (!top || own.cut.gain > top.cut!.gain) ? own : top),
      null,
    );
    if (!best?.cut) break;
    parts = [
      ...parts.filter((own) => own !== best),
      withCut(best.cut.left),
      withCut(best.cut.right),
    ];
  }
  return parts.map(({ part }) => part);
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
