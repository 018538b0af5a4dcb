import type { Associations } from '../associations.ts';
import type { Missingness } from '../missingness.ts';
import type { ColumnProfile, Finding, Severity, TableProfile, Task } from '../profile.ts';
import { listed, quoted } from './words.ts';

/** What the rules look at. Associations and missingness come after the first profile; without them their rules are silent. */
export interface Judged {
  readonly profile: TableProfile;
  readonly target: string | null;
  readonly task: Task | null;
  readonly associations: Associations | null;
  readonly missingness: Missingness | null;
}

export interface Draft {
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  readonly columns: readonly string[];
  readonly value: number;
  readonly weight: number;
  /** Where a rule has more than one threshold, the one that was passed. */
  readonly threshold?: string;
  readonly fix?: NonNullable<Finding['fix']>;
  /** Set where many columns are told as one: which of the rule's findings these are. */
  readonly part?: 'minor' | 'graver';
  /** Why there is no fix; each finding that takes points has one of the two. */
  readonly noFix?: string;
  readonly leaves?: NonNullable<Finding['leaves']>;
}

/** One thing to look for. */
export interface Rule {
  /** Stable: fixes, help and the assistant key on it. */
  readonly id: string;
  /** What a finding of it is called in a list of rules. */
  readonly title: string;
  readonly threshold: string;
  /** The most points that all its findings take together. */
  readonly most: number;
  /** Words for many columns at once, after their number: "columns have a long tail". */
  readonly together?: string;
  readonly find: (judged: Judged) => readonly Draft[];
}

export interface About {
  readonly column: ColumnProfile;
  readonly rows: number;
  /** Cells with a value that fits. */
  readonly present: number;
  readonly isTarget: boolean;
  readonly judged: Judged;
}

/** A rule for each column that something is learned from, or that is to be predicted. */
export const perColumn =
  (find: (about: About) => Draft | null) =>
  (judged: Judged): readonly Draft[] => {
    const { rows, columns } = judged.profile;
    const drafts: Draft[] = [];
    for (const column of columns) {
      const isTarget = column.name === judged.target;
      if (!isTarget && column.role !== 'feature' && column.role !== 'target') continue;
      const present = rows - column.missing - column.misfits;
      const draft = find({ column, rows, present, isTarget, judged });
      if (draft) drafts.push(draft);
    }
    return drafts;
  };

/** A step for one column. */
export const asking = (
  label: string,
  step: string,
  column: string,
  params?: Readonly<Record<string, unknown>>,
): NonNullable<Finding['fix']> => ({
  label,
  action: { kind: 'step', step, columns: [column], ...(params && { params }) },
});

/** These values of the column become missing. */
export const marking = (column: string, values: readonly string[]): NonNullable<Finding['fix']> =>
  asking(`Take ${listed(values.map(quoted))} of ${column} for missing`, 'markMissing', column, {
    values,
  });

export const leaveOut = (column: string): NonNullable<Finding['fix']> => ({
  label: `Leave ${column} out`,
  action: { kind: 'setRole', column, role: 'ignored' },
});

export const testOnLatest = (column: string): NonNullable<Finding['fix']> => ({
  label: `Test on the latest rows, by ${column}`,
  action: { kind: 'splitByTime', column },
});

export const dropping = (...columns: readonly string[]): NonNullable<Finding['fix']> => ({
  label: columns.length === 1 ? `Remove ${columns[0]!}` : `Remove ${columns.length} columns`,
  action: { kind: 'step', step: 'dropColumns', columns },
});
