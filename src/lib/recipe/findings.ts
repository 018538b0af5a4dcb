import type { Associations } from './associations.ts';
import { catalogue } from './findings/catalogue.ts';
import type { Draft, Rule } from './findings/rule.ts';
import { withPoints, type Weighed } from './findings/score.ts';
import { toldTogether } from './findings/together.ts';
import type { Missingness } from './missingness.ts';
import type { Finding, Severity, TableProfile, Task } from './profile.ts';

export { qualityScore } from './findings/score.ts';

/** What is worked out after the first profile; each adds its rules. */
export interface Further {
  readonly associations?: Associations | null;
  readonly missingness?: Missingness | null;
}

/** What a person should know about the table before learning from it, worst first, with what each costs. */
export function findings(
  profile: TableProfile,
  target: string | null,
  task: Task | null,
  { associations = null, missingness = null }: Further = {},
): readonly Finding[] {
  const judged = { profile, target, task, associations, missingness };
  const found = catalogue.flatMap((rule) =>
    toldTogether(rule, rule.find(judged)).map((draft) => weighed(rule, draft)),
  );
  return withPoints(found).sort(
    (a, b) => order[a.severity] - order[b.severity] || b.points - a.points,
  );
}

const order: Record<Severity, number> = { high: 0, medium: 1, ask: 2, low: 3 };

function weighed(rule: Rule, { threshold = rule.threshold, part, ...draft }: Draft): Weighed {
  const about = part ? `:${part}` : draft.columns.join(',');
  const id = about === '' ? rule.id : `${rule.id}:${about}`;
  return { ...draft, id, rule: rule.id, threshold };
}
