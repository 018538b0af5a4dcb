import { additionOf, additionsOf } from '../recipe/placing.ts';
import { describeStep } from '#lib/recipe/describe.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { Finding } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import type { Offer } from '#lib/state/pipeline.svelte.ts';
import { takenUnasked } from '#lib/steps/candidates.ts';

/** The steps that answer a rule of recipe/findings.ts, by the part of the finding's id before the colon. */
const answers: ReadonlyMap<string, readonly string[]> = new Map([
  ['missing', ['impute', 'dropColumns']],
  ['empty', ['dropColumns']],
  ['constant', ['dropColumns']],
  ['id', ['dropColumns']],
  ['unique-text', ['dropColumns', 'cast']],
  ['many-levels', ['dropColumns', 'oneHot', 'ordinal']],
  ['misfits', ['cast', 'impute']],
  ['almost-numbers', ['cast']],
  ['skewed', []],
  ['duplicate-rows', ['dropDuplicates']],
]);

export const ruleOf = (finding: Finding): string => finding.id.split(':')[0]!;

const answered = (finding: Finding, step: RecipeStep): boolean =>
  (answers.get(ruleOf(finding)) ?? []).includes(step.step) &&
  finding.columns.every((name) => step.columns.includes(name));

/** The step of the recipe that already answers a finding. */
export const treatmentOf = (finding: Finding, recipe: Recipe): RecipeStep | undefined =>
  activeSteps(recipe).find((step) => answered(finding, step));

export interface Context {
  readonly recipe: Recipe;
  readonly specs: StepSpecs;
}

export interface Fix {
  /** "Impute Age, median" */
  readonly label: string;
  /** One word for a narrow button. */
  readonly verb: string;
  readonly step: RecipeStep;
  readonly edit: Edit;
  /** Sure enough to be taken without looking. */
  readonly safe: boolean;
}

/** The suggestion that answers a finding, as one edit for the finding's columns alone; null where none does. */
export function fixOf(finding: Finding, offers: readonly Offer[], context: Context): Fix | null {
  const offer = offers.find((o) => answered(finding, o.step));
  if (!offer) return null;
  const fix = fixFrom(offer, finding.columns, context);
  return { ...fix, safe: fix.safe && finding.points > 0 && finding.severity !== 'ask' };
}

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
    step,
    edit: additionOf(recipe, step, specs),
    safe: suggestion.confidence >= takenUnasked,
  };
}

/** All safe fixes as one edit with one undo; a column that is dropped gets no other. */
export function allOf(fixes: readonly Fix[], { recipe, specs }: Context): Edit {
  const gone = new Set(
    fixes.filter((f) => f.step.step === 'dropColumns').flatMap((f) => f.step.columns),
  );
  const kept = fixes.filter(
    ({ step }) =>
      step.step === 'dropColumns' ||
      step.columns.length === 0 ||
      !step.columns.every((c) => gone.has(c)),
  );
  return additionsOf(recipe, merged(kept.map((f) => f.step)), specs);
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
