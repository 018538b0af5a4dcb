import type * as v from 'valibot';
import type { TableProfile, Task } from './profile.ts';
import type { ParamsSchema } from './step.ts';

export interface ModelSize {
  readonly rows: number;
  readonly features: number;
  /** 1 for regression. */
  readonly classes: number;
}

/** Groups of the model list, in its order. */
export const modelFamilies = [
  'linear',
  'trees',
  'kernels',
  'networks',
  'ensembles',
  'bayes',
  'neighbours',
  'centres',
  'hierarchy',
  'density',
] as const;
export type ModelFamily = (typeof modelFamilies)[number];

/** Everything about a model that is data. Names, parameters and defaults are scikit-learn's. */
export interface ModelSpec<Id extends string = string, Params extends ParamsSchema = ParamsSchema> {
  readonly id: Id;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly tasks: readonly Task[];
  /** Where the model list has it. */
  readonly family: ModelFamily;
  /** Signs of numbers outside which the fit refuses; left out: it takes every finite number. */
  readonly needs?: {
    readonly features?: 'nonNegative';
    readonly target?: 'nonNegative' | 'positive';
  };
  /** scikit-learn class for each kind of task, as documentation: "sklearn.linear_model.Ridge". */
  readonly sklearn: {
    readonly classification?: string;
    readonly regression?: string;
    readonly clustering?: string;
    readonly anomaly?: string;
  };
  /** Other names the command line and the assistant accept, lower case without separators. */
  readonly aliases: readonly string[];
  readonly params: Params;
  readonly capabilities: {
    readonly missing: boolean;
    /** Of classes; a function where settings decide. Without them it says decision values (docs/decisions/0016). */
    readonly probabilities: boolean | ((params: v.InferOutput<Params>) => boolean);
    /** Whether rows may count differently in its fit; or why they may not. */
    readonly weights: true | string;
    readonly deterministic: boolean;
    /** False for a model that is only about the rows it was fitted on; left out: it answers for new rows. */
    readonly newRows?: false;
    readonly wantsScaling: boolean;
    /** What `explain` gives; 'means' are those of each class. */
    readonly importance: 'coefficients' | 'impurity' | 'means' | 'none';
  };
  /** Words for the model list: "readable", "curves". */
  readonly goodAt: readonly string[];
  /** Rough cost on one core: seconds and bytes. */
  readonly estimate: (
    size: ModelSize,
    params: v.InferOutput<Params>,
  ) => { readonly seconds: number; readonly bytes: number };
  /** 0 to 1 and a reason from the table's nature; null when the model does not fit the task. */
  readonly suggest: (
    profile: TableProfile,
    task: Task,
  ) => { readonly confidence: number; readonly rationale: string } | null;
  readonly examples: readonly { readonly params: v.InferInput<Params>; readonly why: string }[];
}

export function defineModel<const Id extends string, Params extends ParamsSchema>(
  spec: ModelSpec<Id, Params>,
): ModelSpec<Id, Params> {
  const suggest: typeof spec.suggest = (profile, task) =>
    spec.tasks.includes(task) ? spec.suggest(profile, task) : null;
  return Object.freeze({ ...spec, suggest });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- heterogeneous by design
export type AnyModelSpec = ModelSpec<string, any>;
export type ModelSpecs = Readonly<Record<string, AnyModelSpec>>;

/** Which of the chosen models take missing values as they are; with none chosen, none does. */
export type GapTakers = 'all' | 'some' | 'none';

export function gapTakers(
  { models }: { readonly models: readonly { readonly model: string }[] },
  specs: ModelSpecs,
): GapTakers {
  const taking = models.filter(
    ({ model }) => Object.hasOwn(specs, model) && specs[model]!.capabilities.missing,
  );
  if (taking.length === 0) return 'none';
  return taking.length === models.length ? 'all' : 'some';
}
