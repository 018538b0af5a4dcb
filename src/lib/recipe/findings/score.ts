import type { Finding, FindingFix } from '../profile.ts';
import { isAnswered, isGone, stepsOf } from './answers.ts';
import { catalogue } from './catalogue.ts';

/** A finding before its points are known. */
export type Weighed = Omit<Finding, 'points' | 'gain'>;

const limitOf: ReadonlyMap<string, number> = new Map(catalogue.map((r) => [r.id, r.most]));

type Sums = ReadonlyMap<string, number>;

function sumsOf(all: readonly { readonly rule: string; readonly weight: number }[]): Sums {
  const sums = new Map<string, number>();
  for (const { rule, weight } of all) sums.set(rule, (sums.get(rule) ?? 0) + weight);
  return sums;
}

/** Whole points: all rules within their limits, at most 100, and at least 1 where there are any. */
function lossOf(sums: Sums): number {
  let total = 0;
  for (const [rule, sum] of sums) total += Math.min(sum, limitOf.get(rule) ?? sum);
  return total < 1e-9 ? 0 : Math.min(100, Math.max(1, Math.round(total)));
}

/**
 * 0 to 100, whole. Each rule takes its findings' weights up to its limit, and all rules together at most 100; so it
 * can be asked for any part of the findings, such as those that no step answers.
 */
export const qualityScore = (
  all: readonly { readonly rule: string; readonly weight: number }[],
): number => 100 - lossOf(sumsOf(all));

/**
 * Gives each finding its points, in tenths that add up to exactly what is lost: in proportion to the weight within its
 * rule's limit, and all of them to the whole points (largest remainder). Beyond the floor of 0 all shrink alike.
 */
export function withPoints(all: readonly Weighed[]): Finding[] {
  const sums = sumsOf(all);
  const loss = lossOf(sums);
  const limited = all.map(({ rule, weight }) => {
    const sum = sums.get(rule)!;
    return sum > 0 ? (weight * Math.min(sum, limitOf.get(rule) ?? sum)) / sum : 0;
  });
  const tenths = apportioned(limited, 10 * loss);
  const gains = gainsOf(all, sums);
  return all.map((finding, k) => ({
    ...finding,
    points: tenths[k]! / 10,
    gain: gains[k]!,
  }));
}

/** Whole numbers in proportion to the shares that add up to `total` (Hamilton's method), earlier ones first in a tie. */
function apportioned(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  if (sum === 0) return shares.map(() => 0);
  const exact = shares.map((s) => (s / sum) * total);
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((a, b) => a + b, 0);
  const order = exact
    .map((x, k) => ({ k, rest: x - Math.floor(x) }))
    .sort((a, b) => b.rest - a.rest || a.k - b.k);
  for (const { k } of order.slice(0, left)) whole[k]! += 1;
  return whole;
}

/** What each fix wins back: with its finding go all others that it answers. */
function gainsOf(all: readonly Weighed[], sums: Sums): number[] {
  const loss = lossOf(sums);
  const byColumn = new Map<string, Weighed[]>();
  for (const f of all)
    for (const name of f.columns) {
      const here = byColumn.get(name);
      if (here) here.push(f);
      else byColumn.set(name, [f]);
    }
  return all.map((finding) => {
    if (!finding.fix) return 0;
    const after = new Map(sums);
    const near = finding.columns.flatMap((name) => byColumn.get(name) ?? []);
    for (const f of new Set([finding, ...near])) {
      const answer = f === finding ? 'whole' : answerOf(f, finding);
      if (answer === null) continue;
      after.set(f.rule, Math.max(0, after.get(f.rule)! - f.weight));
      if (f.leaves && answer !== 'gone' && !leavesOut(finding))
        after.set('missing', (after.get('missing') ?? 0) + f.leaves.weight);
    }
    return loss - lossOf(after);
  });
}

/** Whether the fix of a finding answers another one too, and whether by leaving its columns out. */
function answerOf(other: Weighed, by: Weighed): 'whole' | 'gone' | null {
  if (isGone(other, leftOutBy(by))) return 'gone';
  return isAnswered(other, stepsOf(by.fix!.action)) ? 'whole' : null;
}

function leftOutBy({ fix }: Weighed): ReadonlySet<string> {
  const { action } = fix!;
  const left = leftOut.get(action) ?? columnsGone(action);
  leftOut.set(action, left);
  return left;
}
const leftOut = new WeakMap<FindingFix, ReadonlySet<string>>();

function columnsGone(action: FindingFix): ReadonlySet<string> {
  if (action.kind === 'setRole') return new Set([action.column]);
  const drops = stepsOf(action).filter((s) => s.step === 'dropColumns');
  return new Set(drops.flatMap((s) => s.columns));
}

const leavesOut = (finding: Weighed): boolean => isGone(finding, leftOutBy(finding));
