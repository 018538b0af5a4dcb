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
    leaves: sum((d) => d.leaves ?? 0),
    ...(fix && { fix }),
  };
}

/** One step for all columns, where each asked for the same. */
function joinedFix(drafts: readonly Draft[]): Finding['fix'] | null {
  const actions = drafts.map((d) => d.fix?.action);
  const first = actions[0];
  if (first?.kind !== 'step') return null;
  if (!actions.every((a) => a?.kind === 'step' && a.step === first.step)) return null;
  const columns = drafts.flatMap((d) => d.columns);
  const verb = drafts[0]!.fix!.label.split(' ')[0]!;
  return {
    label: `${verb} ${grouped(columns.length)} columns`,
    action: { kind: 'step', step: first.step, columns },
  };
}
