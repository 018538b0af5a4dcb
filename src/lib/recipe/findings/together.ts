import { grouped } from '../digits.ts';
import type { Finding } from '../profile.ts';
import type { Draft, Rule } from './rule.ts';
import { listed } from './words.ts';

/** More findings of one rule than this are told as one: minor ones sooner. */
const most = { low: 5, other: 20 } as const;

/** The drafts of one rule, or one for all of them where they are many and each is about one column. */
export function toldTogether(rule: Rule, drafts: readonly Draft[]): readonly Draft[] {
  if (rule.together === undefined) return strongest(rule, drafts);
  const minor = drafts.filter((d) => d.severity === 'low');
  const graver = drafts.filter((d) => d.severity !== 'low');
  return [
    ...(graver.length > most.other ? [joined(rule, 'graver', graver)] : graver),
    ...(minor.length > most.low ? [joined(rule, 'minor', minor)] : minor),
  ];
}

/** Of findings about several columns each the strongest, and one that counts the others. */
function strongest({ title }: Rule, drafts: readonly Draft[]): readonly Draft[] {
  if (drafts.length <= most.other) return drafts;
  const order = [...drafts].sort((a, b) => b.columns.length - a.columns.length);
  const rest = order.slice(most.other - 1);
  const columns = [...new Set(rest.flatMap((d) => d.columns))];
  const others: Draft = {
    severity: rest[0]!.severity,
    part: 'minor',
    title: `${title}: ${grouped(rest.length)} more`,
    detail: `${listed(columns)}.`,
    columns,
    value: rest.length,
    weight: rest.reduce((sum, d) => sum + d.weight, 0),
  };
  return [...order.slice(0, most.other - 1), others];
}

function joined(rule: Rule, part: 'minor' | 'graver', drafts: readonly Draft[]): Draft {
  const columns = drafts.flatMap((d) => d.columns);
  const worst = drafts.reduce((a, b) => (Math.abs(b.value) > Math.abs(a.value) ? b : a));
  const severity = drafts.find((d) => d.severity === 'high')?.severity ?? drafts[0]!.severity;
  const fix = joinedFix(drafts);
  const sum = (of: (d: Draft) => number): number => drafts.reduce((s, d) => s + of(d), 0);
  return {
    severity,
    part,
    title: `${grouped(columns.length)} ${rule.together!}`,
    detail: `${listed(columns)}. The most marked: ${worst.title}. ${worst.detail}`,
    columns,
    value: worst.value,
    weight: sum((d) => d.weight),
    ...(drafts.some((d) => d.leaves) && { leaves: joinedLeaves(drafts) }),
    ...(fix ? { fix } : { noFix: joinedNoFix(drafts) }),
  };
}

const joinedLeaves = (drafts: readonly Draft[]): NonNullable<Draft['leaves']> => ({
  weight: drafts.reduce((sum, d) => sum + (d.leaves?.weight ?? 0), 0),
  share: Math.max(...drafts.map((d) => d.leaves?.share ?? 0)),
});

/** What was said of some; else that they are to be looked at one by one. */
const joinedNoFix = (drafts: readonly Draft[]): string =>
  drafts.find((d) => d.noFix !== undefined)?.noFix ??
  'They ask for different answers: look at them one by one.';

/** One step for all columns where each asked for the same; a step each where only its parameters differ. */
function joinedFix(drafts: readonly Draft[]): Finding['fix'] | null {
  const steps = drafts.flatMap((d) => (d.fix?.action.kind === 'step' ? [d.fix.action] : []));
  const first = steps[0];
  if (!first || steps.length < drafts.length || steps.some((s) => s.step !== first.step))
    return null;
  const verb = drafts[0]!.fix!.label.split(' ')[0]!;
  const columns = drafts.flatMap((d) => d.columns);
  const label = `${verb} ${grouped(columns.length)} columns`;
  const alike = new Set(steps.map((s) => JSON.stringify(s.params ?? null))).size === 1;
  return {
    label,
    action: alike
      ? { ...first, columns }
      : { kind: 'steps', steps: steps.map(({ kind: _, ...asked }) => asked) },
  };
}
