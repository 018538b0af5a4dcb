import { additionOf, additionsOf } from '../recipe/placing.ts';
import { describeStep } from '#lib/recipe/describe.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import { parseParams } from '#lib/recipe/params.ts';
import {
  isNumeric,
  type ColumnProfile,
  type Finding,
  type FindingFix,
  type TableProfile,
} from '#lib/recipe/profile.ts';
import type { InferredColumn } from '#lib/recipe/reading.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import type { Offer } from '#lib/state/pipeline.svelte.ts';
import { takenUnasked } from '#lib/steps/candidates.ts';
import { typeEdit } from './columns/typeEdit.ts';

/** The steps that answer a rule of recipe/findings, besides the one that the finding itself names. */
const answers: ReadonlyMap<string, readonly string[]> = new Map([
  ['missing', ['impute', 'dropColumns']],
  ['empty', ['dropColumns']],
  ['constant', ['dropColumns']],
  ['near-constant', ['dropColumns']],
  ['id', ['dropColumns']],
  ['row-counter', ['dropColumns']],
  ['ordered', ['dropColumns']],
  ['unique-text', ['dropColumns', 'cast']],
  ['many-levels', ['dropColumns', 'oneHot', 'ordinal']],
  ['rare-levels', ['dropColumns']],
  ['misfits', ['cast', 'impute', 'dropColumns']],
  ['almost-numbers', ['cast', 'dropColumns']],
  ['duplicate-rows', ['dropDuplicates']],
  ['correlated', ['dropColumns']],
]);

/** A step that leaves out all but one of columns that say the same answers what was found about them all. */
const leaveOne: ReadonlySet<string> = new Set(['duplicate-column', 'one-to-one', 'correlated']);

const named = ({ fix }: Finding): readonly string[] =>
  fix?.action.kind === 'step' ? [fix.action.step] : [];

function answered(finding: Finding, step: RecipeStep): boolean {
  const { rule, columns } = finding;
  const steps = [...named(finding), ...(answers.get(rule) ?? [])];
  if (!steps.includes(step.step)) return false;
  const covered = columns.filter((name) => step.columns.includes(name)).length;
  return covered >= (leaveOne.has(rule) ? columns.length - 1 : columns.length);
}

/** The step of the recipe that already answers a finding. */
export const treatmentOf = (finding: Finding, recipe: Recipe): RecipeStep | undefined =>
  activeSteps(recipe).find((step) => answered(finding, step));

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
  /** Where the fix is a step. */
  readonly step?: RecipeStep;
  readonly edit: Edit;
  /** Sure enough to be taken without looking. */
  readonly safe: boolean;
}

/** What answers a finding, as one edit: a suggestion that was tried on the rows, or else what the finding asks for. */
export function fixOf(finding: Finding, offers: readonly Offer[], context: Context): Fix | null {
  const fitting = offers.filter((o) => answered(finding, o.step));
  const offer = fitting.find((o) => named(finding).includes(o.step.step)) ?? fitting[0];
  if (!offer) return fixAsked(finding, context);
  const wanted =
    finding.fix?.action.kind === 'step' && finding.fix.action.step === offer.step.step
      ? finding.fix.action.columns
      : finding.columns;
  const fix = fixFrom(offer, wanted, context);
  return { ...fix, safe: fix.safe && finding.points > 0 && finding.severity !== 'ask' };
}

function fixAsked(finding: Finding, context: Context): Fix | null {
  if (finding.fix) return editFix(finding.fix.action, finding.fix.label, context);
  if (finding.rule === 'blank') return blankFix(finding, context);
  if (finding.rule === 'missing-predicts-target') return markFix(finding, context);
  return null;
}

function editFix(action: FindingFix, label: string, context: Context): Fix | null {
  const { recipe, profile, inferred } = context;
  switch (action.kind) {
    case 'step':
      return stepFix(action.step, action.columns, {}, context);
    case 'setMissing': {
      const missing = [...new Set([...recipe.source.missing, ...action.add])];
      return { label, verb: 'Mark missing', edit: { kind: 'setMissing', missing }, safe: false };
    }
    case 'setRole': {
      const verb = action.role === 'id' ? 'Make an id' : 'Leave out';
      return { label, verb, edit: { ...action, kind: 'setRole' }, safe: false };
    }
    case 'setType': {
      const column = profile?.columns.find((c) => c.name === action.column);
      if (!column) return null;
      const edit = typeEdit(column, action.type, inferred?.(action.column));
      return { label, verb: 'Read so', edit, safe: false };
    }
  }
}

/** A step with its usual parameters, at its place; null where some column is treated so already. */
function stepFix(
  id: string,
  columns: readonly string[],
  params: Readonly<Record<string, unknown>>,
  { recipe, specs, profile }: Context,
): Fix | null {
  const spec = specs[id];
  if (!spec) return null;
  const usual = id === 'impute' ? { strategy: strategyFor(columns, profile), ...params } : params;
  const step: RecipeStep = {
    key: `${id}-${columns.join('-')}`.slice(0, 60) || id,
    step: id,
    version: spec.version,
    columns: [...columns],
    params: parseParams(spec.params, usual, spec.title) as Record<string, unknown>,
    enabled: true,
  };
  const { title, effect } = describeStep(step, specs);
  return {
    label: effect ? `${title}, ${effect}` : title,
    verb: verbs.get(id) ?? 'Fix',
    step,
    edit: additionOf(recipe, step, specs),
    safe: false,
  };
}

const strategyFor = (
  columns: readonly string[],
  profile: TableProfile | null | undefined,
): string => {
  const of = (name: string): ColumnProfile | undefined =>
    profile?.columns.find((c) => c.name === name);
  return columns.every((name) => isNumeric(of(name)?.type ?? 'text')) ? 'median' : 'mostFrequent';
};

/** Cells of white space become missing: as markers they are exact texts, so those that were seen are named. */
function blankFix({ columns }: Finding, { recipe, profile }: Context): Fix | null {
  const seen = (profile?.columns ?? [])
    .filter((c) => columns.includes(c.name))
    .flatMap((c) => c.top.map((t) => t.value).filter((text) => text !== '' && text.trim() === ''));
  if (seen.length === 0) return null;
  const missing = [...new Set([...recipe.source.missing, ...seen])];
  return {
    label: 'Take cells of spaces for missing',
    verb: 'Mark missing',
    edit: { kind: 'setMissing', missing },
    safe: false,
  };
}

/** Fills the gap and keeps what it tells as a column of its own. */
const markFix = ({ columns }: Finding, context: Context): Fix | null =>
  context.recipe.steps.some(
    (s) => s.step === 'impute' && columns.some((c) => s.columns.includes(c)),
  )
    ? null
    : stepFix('impute', columns, { indicator: true }, context);

/** Removes columns by a step. */
export const dropEdit = (recipe: Recipe, columns: readonly string[], specs: StepSpecs): Edit =>
  stepFix('dropColumns', columns, {}, { recipe, specs })!.edit;

export const isDropped = (recipe: Recipe, column: string): boolean =>
  activeSteps(recipe).some((s) => s.step === 'dropColumns' && s.columns.includes(column));

type StepFix = Fix & { readonly step: RecipeStep };

/** Every suggestion about one column, as an edit for it alone. */
export const fixesFor = (
  column: string,
  offers: readonly Offer[],
  context: Context,
): readonly StepFix[] =>
  offers.filter((o) => o.step.columns.includes(column)).map((o) => fixFrom(o, [column], context));

function fixFrom(offer: Offer, columns: readonly string[], { recipe, specs }: Context): StepFix {
  const { step: whole, suggestion } = offer;
  const step = whole.columns.length <= columns.length ? whole : { ...whole, columns: [...columns] };
  const { title, effect } = describeStep(step, specs);
  return {
    label: effect && step.step !== 'dropColumns' ? `${title}, ${effect}` : title,
    verb: verbs.get(step.step) ?? 'Fix',
    step,
    edit: additionOf(recipe, step, specs),
    safe: suggestion.confidence >= takenUnasked,
  };
}

/** All safe fixes as one edit with one undo; a column that is dropped gets no other. */
export function allOf(fixes: readonly Fix[], { recipe, specs }: Context): Edit {
  const steps = fixes.flatMap(({ step }) => step ?? []);
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
  ['oneHot', 'Encode'],
  ['ordinal', 'Encode'],
  ['standardScale', 'Scale'],
  ['minMaxScale', 'Scale'],
]);
