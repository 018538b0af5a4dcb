import type * as v from 'valibot';
import type { ColumnProfile, TableProfile, Task } from './profile.ts';
import type { SuggestionDraft } from './suggestion.ts';

/** Where a step sits in the workflow, in the order the page shows. */
export const stepStages = [
  'shape',
  'clean',
  'impute',
  'create',
  'encode',
  'scale',
  'select',
  'reduce',
  'balance',
] as const;
export type StepStage = (typeof stepStages)[number];

/**
 * `cleaning` looks at one row at a time or at the table's identity, and runs in SQL on all rows.
 * `learned` has a fitted state, and is fitted on training rows only.
 * `balancing` changes which training rows a model is fitted on, and touches no other row.
 */
export type StepKind = 'cleaning' | 'learned' | 'balancing';

/** Why a step cannot be used on a column, in words the user can act on; null when it can. */
export type Objection = string | null;

/** Just enough of a column for `objectTo`: steps later in a recipe see columns that no file holds. */
export type ColumnFacts = Pick<ColumnProfile, 'name' | 'type'>;

export interface SuggestContext {
  readonly profile: TableProfile;
  readonly target: string | null;
  readonly task: Task | null;
  /** Whether every chosen model takes missing values as they are. */
  readonly takesMissing: boolean;
}

export type ParamsSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** Everything about a step that is data: its name, what it takes, when it applies. */
export interface StepSpec<Id extends string = string, Params extends ParamsSchema = ParamsSchema> {
  readonly id: Id;
  readonly version: number;
  readonly stage: StepStage;
  readonly kind: StepKind;
  /** Verb first: "Impute missing values". */
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** Each entry has v.title and v.description; each is optional with scikit-learn's default. */
  readonly params: Params;
  /** False for a step that works on the whole table and takes an empty list of columns (duplicates). */
  readonly needsColumns: boolean;
  /** What the form calls them where "Columns" says too little: "Group by". */
  readonly columnsTitle?: string;
  readonly objectTo: (column: ColumnFacts) => Objection;
  /**
   * Why it is passed over for rows that are to be predicted, where it only chooses or orders the rows to learn from;
   * left out: it is applied to them.
   */
  readonly sparesNewRows?: string;
  /** The tasks whose target it learns from; left out: it learns from the columns alone. */
  readonly learnsTarget?: readonly Task[];
  /**
   * How many number columns it will make of these, before anything is computed; left out: as many as it takes.
   * `classes` is the number of the target's classes, 1 for regression.
   */
  readonly columnsMade?: (
    columns: readonly ColumnProfile[],
    params: v.InferOutput<Params>,
    classes: number,
  ) => number;
  /** The words of formats.md section 4 for this step; `params` are fixed, the step's own are added. */
  readonly action: { readonly type: string; readonly params: Readonly<Record<string, unknown>> };
  /** The table's columns after a cleaning step that removes, adds or retypes some; left out: unchanged. */
  readonly columnsAfter?: (
    before: readonly ColumnFacts[],
    columns: readonly string[],
    params: v.InferOutput<Params>,
  ) => readonly ColumnFacts[];
  readonly suggest: (context: SuggestContext) => readonly SuggestionDraft[];
  /** The recipe list's line: "Impute age" with "median". */
  readonly describe: (
    columns: readonly string[],
    params: v.InferOutput<Params>,
  ) => { readonly title: string; readonly effect: string };
  /** Parameter sets that contract tests, docs and the gallery use, with the reason for each. */
  readonly examples: readonly { readonly params: v.InferInput<Params>; readonly why: string }[];
}

/** Why the step cannot be used with this task, in words the user can act on; null when it can. */
export function objectToTask(
  { learnsTarget }: Pick<AnyStepSpec, 'learnsTarget'>,
  task: Task | null,
): Objection {
  if (!learnsTarget || (task !== null && learnsTarget.includes(task))) return null;
  if (task === null) return 'It learns from the target; choose what to predict first.';
  return learnsTarget.includes('regression')
    ? 'It learns from a target, and this task has none.'
    : 'It learns from classes, and the target has none.';
}

export type ParamsOf<S extends { params: v.GenericSchema }> = v.InferOutput<S['params']>;

export function defineStep<const Id extends string, Params extends ParamsSchema>(
  spec: StepSpec<Id, Params>,
): StepSpec<Id, Params> {
  return Object.freeze(spec);
}

/** A spec whose parameter types are known only to itself; for registries. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
export type AnyStepSpec = StepSpec<string, any>;
export type StepSpecs = Readonly<Record<string, AnyStepSpec>>;
