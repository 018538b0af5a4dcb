import type { Edit } from './edits.ts';
import { EngineError } from './errors.ts';
import { canonical } from './hash.ts';
import type { Field } from './params.ts';
import type { Recipe, RecipeStep } from './recipe.ts';
import type { Task } from './profile.ts';
import type { AnyStepSpec, StepSpecs } from './step.ts';
import { searchableOf, type Searchable } from './tuneSpace.ts';
import type { TuneParams } from './tuning.ts';

/** Whether a step is used at all, searched like a parameter of it. */
export const useOfStep = 'enabled';

/** What a search calls a step's parameter: the step's key and the name, `impute1.strategy`. No model's parameter has a dot. */
export const stepParam = (key: string, name: string): string => `${key}.${name}`;

/** The step and the parameter that a name is of; null for a parameter of the model. */
export function ofStep(name: string): { readonly key: string; readonly param: string } | null {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? null : { key: name.slice(0, dot), param: name.slice(dot + 1) };
}

/** A step of the recipe with what can be searched of it. */
export interface SearchableStep {
  readonly step: RecipeStep;
  readonly spec: AnyStepSpec;
  /** The field has the parameter's own name, the range the one that a search calls it. */
  readonly searchable: readonly Searchable[];
}

/**
 * Steps that are fitted anew in each fold, and those that balance its training rows: what they are set to can be searched
 * with the model. Cleaning steps make the table that folds are parts of, and stay.
 */
export function searchableSteps(recipe: Recipe, specs: StepSpecs, task: Task): SearchableStep[] {
  return recipe.steps.flatMap((step) => {
    const spec = Object.hasOwn(specs, step.step) ? specs[step.step] : undefined;
    if (!spec || spec.kind === 'cleaning') return [];
    const { title } = spec.describe(step.columns, step.params);
    const own = searchableOf(spec.params, task).map(({ field, range }) => ({
      field,
      range: { ...range, ...namedAs(step, title, range.name) },
      proposed: false,
    }));
    return [{ step, spec, searchable: [...own, useOf(step, title)] }];
  });
}

const namedAs = ({ key }: RecipeStep, title: string, param: string) => ({
  name: stepParam(key, param),
  title: param === useOfStep ? title : `${title}: ${param}`,
});

const useOf = (step: RecipeStep, title: string): Searchable => ({
  field: useField,
  range: { ...namedAs(step, title, useOfStep), kind: 'choice', values: [true, false] },
  proposed: false,
});

const useField: Field = {
  name: useOfStep,
  title: 'Use this step, or leave it out',
  description: 'Whether the step is taken at all.',
  kind: 'boolean',
  default: true,
  nullable: false,
};

/** What the recipe's steps are set to, of the searched names: what a trial begins with. */
export function stepValues(recipe: Recipe, names: readonly string[]): TuneParams {
  const found = names.flatMap((name) => {
    const of = ofStep(name);
    const step = of && recipe.steps.find((s) => s.key === of.key);
    return step ? [[name, of.param === useOfStep ? step.enabled : step.params[of.param]]] : [];
  });
  return Object.fromEntries(found) as TuneParams;
}

interface Tried {
  readonly model: TuneParams;
  /** By the step's key: parameters, and whether it is used where that was searched. */
  readonly steps: ReadonlyMap<string, { readonly params: TuneParams; readonly enabled?: boolean }>;
}

/** Settings of a trial, parted into the model's and each step's. */
export function partedParams(params: TuneParams): Tried {
  const model: [string, unknown][] = [];
  const steps = new Map<string, { params: Record<string, unknown>; enabled?: boolean }>();
  for (const [name, value] of Object.entries(params)) {
    const of = ofStep(name);
    if (!of) {
      model.push([name, value]);
      continue;
    }
    const own = steps.get(of.key) ?? { params: {} };
    if (of.param === useOfStep) own.enabled = value === true;
    else own.params[of.param] = value;
    steps.set(of.key, own);
  }
  return { model: Object.fromEntries(model), steps };
}

/** What of a trial's settings is of steps: folds prepared for one are of use for another with the same. */
export const stepsKey = (params: TuneParams): string =>
  canonical(Object.entries(params).filter(([name]) => ofStep(name) !== null));

/** The recipe as a trial has it. */
export function withTried(recipe: Recipe, modelKey: string, params: TuneParams): Recipe {
  const { model, steps } = partedParams(params);
  const models = recipe.models.map((m) =>
    m.key === modelKey ? { ...m, params: { ...model } } : m,
  );
  if (steps.size === 0) return { ...recipe, models };
  return {
    ...recipe,
    models,
    steps: recipe.steps.map((step) => {
      const own = steps.get(step.key);
      const { enabled = step.enabled } = own ?? {};
      return own ? { ...step, enabled, params: { ...step.params, ...own.params } } : step;
    }),
  };
}

/** What makes the recipe so, undone as one; only what is to be another. */
export function triedEdit(recipe: Recipe, modelKey: string, params: TuneParams): Edit {
  const next = withTried(recipe, modelKey, params);
  const { model } = partedParams(params);
  const steps = next.steps.flatMap((step, i): Edit[] => {
    const old = recipe.steps[i]!;
    const set = canonical(step.params) !== canonical(old.params);
    return [
      ...(set ? [{ kind: 'setParams', key: step.key, params: step.params } as const] : []),
      ...(step.enabled === old.enabled
        ? []
        : [{ kind: 'toggleStep', key: step.key, enabled: step.enabled } as const]),
    ];
  });
  const setModel: Edit = { kind: 'setModelParams', key: modelKey, params: { ...model } };
  return steps.length === 0 ? setModel : { kind: 'batch', edits: [setModel, ...steps] };
}

/**
 * A step's parameter as a person writes it, `impute.strategy`, by the step's key, or by its kind where the recipe has one of it.
 * @throws EngineError 'params-invalid' where no step, or more than one, is meant
 */
export function stepNamed(written: string, steps: readonly SearchableStep[]): SearchableStep {
  const { key } = ofStep(written)!;
  const byKey = steps.find((s) => s.step.key === key);
  const byKind = steps.filter((s) => s.step.step === key);
  const found = byKey ?? (byKind.length === 1 ? byKind[0] : undefined);
  if (found) return found;
  const names = steps.map((s) => s.step.key).join(', ');
  throw new EngineError({
    code: 'params-invalid',
    what:
      byKind.length > 1
        ? `The recipe has ${byKind.length} steps of the kind “${key}”`
        : `No step that is fitted in the folds is called “${key}”`,
    where: {},
    remedy: names === '' ? 'Search the model’s parameters alone.' : `Use one of ${names}.`,
  });
}
