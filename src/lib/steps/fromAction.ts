import { EngineError } from '#lib/recipe/errors.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { RecipeStep } from '#lib/recipe/recipe.ts';
import type { AnyStepSpec, StepSpecs } from '#lib/recipe/step.ts';
import type { SuggestionDraft } from '#lib/recipe/suggestion.ts';

/** A step that is not in a recipe yet: it lacks a key. */
export type DraftedStep = Pick<RecipeStep, 'step' | 'version' | 'columns' | 'params'>;

/**
 * The step that a suggestion or an assistant's action stands for: the spec with its type and fixed parameters
 * (encode, method onehot), its other parameters in the step's own words and completed by defaults.
 * @throws EngineError 'step-unknown' when no step does this, 'params-invalid' when a parameter does not fit
 */
export function draftToStep(
  draft: Pick<SuggestionDraft, 'type' | 'target_columns' | 'params'>,
  specs: StepSpecs,
): DraftedStep {
  const params = inOwnWords(draft.type, draft.params);
  const spec = Object.values(specs).find((s) => fits(s, draft.type, params));
  if (!spec) throw unknownAction(draft, specs);
  const own = [...params].filter(([name]) => !Object.hasOwn(spec.action.params, name));
  return {
    step: spec.id,
    version: spec.version,
    columns: [...draft.target_columns],
    params: parseParams(spec.params, Object.fromEntries(own), spec.id) as Record<string, unknown>,
  };
}

const fits = (spec: AnyStepSpec, type: string, params: ReadonlyMap<string, unknown>): boolean =>
  spec.action.type === type &&
  Object.entries(spec.action.params).every(([name, value]) => params.get(name) === value);

/** Where formats.md section 4 says one thing in other words than the step: `type.param=value` → the step's. */
const synonyms: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map([
  ['impute.strategy=mode', { strategy: 'mostFrequent' }],
  ['impute.strategy=zero', { strategy: 'constant', fillValue: 0 }],
  ['cast.to=int', { to: 'integer' }],
  ['cast.to=float', { to: 'number' }],
  ['encode.method=label', { method: 'ordinal' }],
]);

const renamed: ReadonlyMap<string, string> = new Map([['impute.value', 'fillValue']]);

function inOwnWords(type: string, params: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const own = Object.entries(params).flatMap(([name, value]) =>
    Object.entries(
      synonyms.get(`${type}.${name}=${String(value)}`) ?? {
        [renamed.get(`${type}.${name}`) ?? name]: value,
      },
    ),
  );
  return new Map(own);
}

function unknownAction(
  draft: Pick<SuggestionDraft, 'type' | 'params'>,
  specs: StepSpecs,
): EngineError {
  const known = Object.values(specs).map(({ action }) =>
    [action.type, ...Object.values(action.params)].join(' '),
  );
  return new EngineError({
    code: 'step-unknown',
    what: `No step does “${draft.type}” with ${JSON.stringify(draft.params)}`,
    where: {},
    remedy: `Use one of ${[...new Set(known)].join(', ')}.`,
  });
}
