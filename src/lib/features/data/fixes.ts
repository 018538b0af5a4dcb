import { additionOf, additionsOf } from '#lib/recipe/placing.ts';
import { describeStep } from '#lib/recipe/describe.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import { isAnswered, stepsOf } from '#lib/recipe/findings/answers.ts';
import { parseParams } from '#lib/recipe/params.ts';
import {
  isNumeric,
  type Finding,
  type FindingFix,
  type Role,
  type StepAsked,
  type TableProfile,
} from '#lib/recipe/profile.ts';
import type { InferredColumn } from '#lib/recipe/reading.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import { splitBy, splitEdit } from '#lib/recipe/splitting.ts';
import { learnedSteps, type Offer } from '#lib/state/pipeline.svelte.ts';
import { takenUnasked } from '#lib/steps/candidates.ts';
import { typeEdit } from './columns/typeEdit.ts';

/** Whether the steps of the recipe already answer a finding. */
export const isTreated = (finding: Finding, recipe: Recipe): boolean =>
  isAnswered(finding, activeSteps(recipe)) ||
  (finding.fix?.action.kind === 'splitByTime' && recipe.split.method === 'time');

export interface Context {
  readonly recipe: Recipe;
  readonly specs: StepSpecs;
  readonly profile?: TableProfile | null;
  /** What is known of a column's texts. */
  readonly inferred?: (column: string) => InferredColumn | undefined;
}

export interface Fix {
  /** "Impute Age, median" */
  readonly label: string;
  /** One word for a narrow button. */
  readonly verb: string;
  /** Where the fix is steps: mostly one. */
  readonly steps: readonly RecipeStep[];
  readonly edit: Edit;
  /** Sure enough to be taken without looking. */
  readonly safe: boolean;
}

/** What answers a finding, as one edit: a suggestion that was tried on the rows, or else what the finding asks for. */
export function fixOf(finding: Finding, offers: readonly Offer[], context: Context): Fix | null {
  if (finding.rule === 'missing-predicts-target') return markFix(finding, context);
  const { fix } = finding;
  if (!fix) return null;
  const asked = stepsOf(fix.action);
  const fitting = asked.length === 1 ? offers.filter((o) => isAnswered(finding, alone(o))) : [];
  const same = fitting.find((o) => o.step.step === asked[0]!.step);
  const offer = same ?? (mending.has(asked[0]?.step ?? '') ? undefined : fitting[0]);
  if (!offer) return editFix(fix.action, fix.label, context);
  const wanted = offer.step.step === asked[0]!.step ? asked[0]!.columns : finding.columns;
  const found = fixFrom(offer, wanted, context);
  return { ...found, safe: found.safe && finding.points > 0 && finding.severity !== 'ask' };
}

/** The step of an offer as a list, the same each time. */
function alone(offer: Offer): readonly RecipeStep[] {
  const steps = lists.get(offer) ?? [offer.step];
  lists.set(offer, steps);
  return steps;
}
const lists = new WeakMap<Offer, readonly RecipeStep[]>();

/** Steps that mend some cells: nobody who asks for one is offered to leave the whole column out instead. */
const mending: ReadonlySet<string> = new Set([
  'markMissing',
  'splitText',
  'trimText',
  'replaceValues',
  'winsorize',
  'powerTransform',
]);

function editFix(action: FindingFix, label: string, context: Context): Fix | null {
  const { profile, inferred } = context;
  switch (action.kind) {
    case 'step':
      return action.step === 'impute'
        ? imputeFix(action, label, context)
        : stepFix(action, context);
    case 'steps':
      return stepsFix(action.steps, label, context);
    case 'setRole': {
      const verb = roleVerbs[action.role] ?? 'Leave out';
      return { label, verb, steps: [], edit: { ...action, kind: 'setRole' }, safe: false };
    }
    case 'splitByTime': {
      const { recipe } = context;
      const split = splitBy(recipe.split, action.column, 'time');
      const edit = splitEdit(recipe, split, learnedSteps);
      return { label, verb: 'Test on the latest', steps: [], edit, safe: false };
    }
    case 'setType': {
      const column = profile?.columns.find((c) => c.name === action.column);
      if (!column) return null;
      const edit = typeEdit(column, action.type, inferred?.(action.column));
      return { label, verb: 'Read so', steps: [], edit, safe: false };
    }
  }
}

const roleVerbs: Partial<Record<Role, string>> = {
  id: 'Make an id',
  group: 'Keep together',
  weight: 'Make the weight',
};

/** A step at its place, with its usual parameters where none are asked for. */
function stepFix(asked: StepAsked, context: Context): Fix | null {
  const { recipe, specs } = context;
  const step = stepOf(asked, context);
  if (!step) return null;
  const { title, effect } = describeStep(step, specs);
  return {
    label: effect ? `${title}, ${effect}` : title,
    verb: verbs.get(step.step) ?? 'Fix',
    steps: [step],
    edit: additionOf(recipe, step, specs),
    safe: false,
  };
}

function stepsFix(all: readonly StepAsked[], label: string, context: Context): Fix | null {
  const steps = all.flatMap((asked) => stepOf(asked, context) ?? []);
  const edit = additionsOf(context.recipe, steps, context.specs);
  return { label, verb: verbs.get(all[0]!.step) ?? 'Fix', steps, edit, safe: false };
}

/** Numbers and categories are filled in other ways, so each kind has its own step. */
function imputeFix({ columns, params }: StepAsked, label: string, context: Context): Fix | null {
  const asNumbers = new Set(
    context.profile?.columns.filter((c) => isNumeric(c.type)).map((c) => c.name),
  );
  const isNumber = (name: string): boolean => asNumbers.has(name);
  const steps = [
    {
      step: 'impute',
      columns: columns.filter(isNumber),
      params: { strategy: 'median', ...params },
    },
    {
      step: 'impute',
      columns: columns.filter((name) => !isNumber(name)),
      params: { strategy: 'mostFrequent', ...params },
    },
  ].filter((asked) => asked.columns.length > 0);
  return steps.length === 1 ? stepFix(steps[0]!, context) : stepsFix(steps, label, context);
}

function stepOf(
  { step: id, columns, params }: StepAsked,
  { specs }: Pick<Context, 'specs'>,
): RecipeStep | null {
  const spec = specs[id];
  if (!spec) return null;
  return {
    key: `${id}-${columns.join('-')}`.slice(0, 60) || id,
    step: id,
    version: spec.version,
    columns: [...columns],
    params: parseParams(spec.params, params ?? {}, spec.title) as Record<string, unknown>,
    enabled: true,
  };
}

/** Fills the gap and keeps what it tells as a column of its own. */
const markFix = ({ columns }: Finding, context: Context): Fix | null =>
  context.recipe.steps.some(
    (s) => s.step === 'impute' && columns.some((c) => s.columns.includes(c)),
  )
    ? null
    : imputeFix(
        { step: 'impute', columns, params: { indicator: true } },
        'Impute, marked',
        context,
      );

/** Removes columns by a step. */
export const dropEdit = (recipe: Recipe, columns: readonly string[], specs: StepSpecs): Edit =>
  stepFix({ step: 'dropColumns', columns }, { recipe, specs })!.edit;

export const isDropped = (recipe: Recipe, column: string): boolean =>
  activeSteps(recipe).some((s) => s.step === 'dropColumns' && s.columns.includes(column));

/** Every suggestion about one column, as an edit for it alone. */
export const fixesFor = (
  column: string,
  offers: readonly Offer[],
  context: Context,
): readonly Fix[] =>
  offers.filter((o) => o.step.columns.includes(column)).map((o) => fixFrom(o, [column], context));

function fixFrom(offer: Offer, columns: readonly string[], { recipe, specs }: Context): Fix {
  const { step: whole, suggestion } = offer;
  const step = whole.columns.length <= columns.length ? whole : { ...whole, columns: [...columns] };
  const { title, effect } = describeStep(step, specs);
  return {
    label: effect && step.step !== 'dropColumns' ? `${title}, ${effect}` : title,
    verb: verbs.get(step.step) ?? 'Fix',
    steps: [step],
    edit: additionOf(recipe, step, specs),
    safe: suggestion.confidence >= takenUnasked,
  };
}

/** All safe fixes as one edit with one undo; a column that is dropped gets no other. */
export function allOf(fixes: readonly Fix[], { recipe, specs }: Context): Edit {
  const steps = fixes.flatMap((fix) => fix.steps);
  const gone = new Set(
    steps.filter((s) => s.step === 'dropColumns').flatMap((step) => step.columns),
  );
  const kept = steps.filter(
    (step) =>
      step.step === 'dropColumns' ||
      step.columns.length === 0 ||
      !step.columns.every((c) => gone.has(c)),
  );
  return additionsOf(recipe, merged(kept), specs);
}

/** Steps that do the same to other columns become one. */
function merged(steps: readonly RecipeStep[]): RecipeStep[] {
  const bySort = new Map<string, RecipeStep>();
  for (const step of steps) {
    const sort = JSON.stringify([step.step, step.params]);
    const same = bySort.get(sort);
    const columns = [...new Set([...(same?.columns ?? []), ...step.columns])];
    bySort.set(sort, { ...(same ?? step), columns });
  }
  return [...bySort.values()];
}

const verbs: ReadonlyMap<string, string> = new Map([
  ['impute', 'Impute'],
  ['dropColumns', 'Remove'],
  ['dropDuplicates', 'Remove'],
  ['cast', 'Cast'],
  ['markMissing', 'Mark missing'],
  ['splitText', 'Split'],
  ['trimText', 'Trim'],
  ['replaceValues', 'Merge'],
  ['winsorize', 'Clip'],
  ['powerTransform', 'Transform'],
  ['oneHot', 'Encode'],
  ['ordinal', 'Encode'],
  ['standardScale', 'Scale'],
  ['minMaxScale', 'Scale'],
]);
