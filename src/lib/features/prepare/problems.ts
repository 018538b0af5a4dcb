import type { Edit } from '#lib/recipe/edits.ts';
import type { Problem, Trace } from '#lib/recipe/run.ts';
import type { Trouble } from '#lib/ui/types.ts';
import { counted } from '#lib/ui/format.ts';

/** Problems of one kind, told once: five columns of text are one thing to decide, not five. */
export interface Told {
  readonly id: string;
  readonly trouble: Trouble;
  readonly members: readonly Problem[];
  /** Mends all of them at once. */
  readonly fix?: { readonly label: string; readonly edit: Edit };
}

/** What stands between the recipe and a model, the steps' own problems aside (their rows tell those). */
export function toldProblems(trace: Trace | null): readonly Told[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of trace?.problems ?? []) {
    if ('step' in problem.at) continue;
    const id = problem.at.part;
    groups.set(id, [...(groups.get(id) ?? []), problem]);
  }
  return [...groups].map(([id, members]) => told(id, members));
}

function told(id: string, members: readonly Problem[]): Told {
  const [first] = members;
  if (members.length === 1)
    return { id, trouble: first!.detail, members, ...(first!.fix ? { fix: first!.fix } : {}) };
  const names = members.flatMap((m) => m.detail.where.column ?? []);
  const edits = members.flatMap((m) => m.fix?.edit ?? []);
  return {
    id,
    trouble: {
      what: `${counted(members.length, 'column')} cannot go into a model as they stand: ${listed(names)}`,
      remedy: 'Add the suggested steps, or leave the columns out.',
    },
    members,
    ...(edits.length === members.length
      ? { fix: { label: `Leave out all ${members.length}`, edit: { kind: 'batch', edits } } }
      : {}),
  };
}

const listed = (names: readonly string[]): string =>
  names.length > 6
    ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`
    : names.join(', ');
