import type { ColumnType } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import { columnsTraced, type Trace, type TracedColumn, type TracedStep } from '#lib/recipe/run.ts';
import type { AnyStepSpec, StepSpecs } from '#lib/recipe/step.ts';

/** A column as a step at some place of the recipe finds it. */
export interface StandingColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: Recipe['source']['columns'][number]['role'];
}

/**
 * The columns that stand before step `index`: dropped ones are gone, casts hold, encoders have replaced theirs.
 * Learned steps see features only.
 */
export function columnsAt(
  recipe: Recipe,
  { index, learned }: { index: number; learned: boolean },
  trace: Trace | null,
  specs: StepSpecs,
): readonly StandingColumn[] {
  const standing = new Map<string, StandingColumn>(
    recipe.source.columns.map(({ name, type, role }) => [name, { name, type, role }]),
  );
  const before = recipe.steps.slice(0, index);
  const cleaning = recipe.steps.filter((s) => specs[s.step]?.kind === 'cleaning');
  const passed = learned
    ? [...cleaning, ...before.filter((s) => specs[s.step]?.kind !== 'cleaning')]
    : before.filter((s) => cleaning.includes(s));
  for (const step of passed) if (step.enabled) walk(standing, step, trace, specs);
  const columns = [...standing.values()];
  return learned ? columns.filter((c) => c.role === 'feature') : columns;
}

function walk(
  standing: Map<string, StandingColumn>,
  step: RecipeStep,
  trace: Trace | null,
  specs: StepSpecs,
): void {
  const spec = specs[step.step];
  if (spec?.kind === 'cleaning') return stand(standing, spec, step);
  (changes.get(step.step) ?? nothing)(standing, step);
  if (spec?.kind !== 'learned') return;
  const traced = trace?.steps.find((s) => s.key === step.key);
  if (traced) follow(standing, traced);
}

/** The columns that a trace shows gone, turned into another kind, or made. */
function follow(standing: Map<string, StandingColumn>, { before, after }: TracedStep): void {
  const now = new Map(after.map((c) => [c.name, c]));
  for (const { name, kind } of before) {
    const found = now.get(name);
    if (!found && now.size < columnsTraced) standing.delete(name);
    else if (found && found.kind !== kind) standing.set(name, asStanding(found));
  }
  for (const c of after) if (!standing.has(c.name)) standing.set(c.name, asStanding(c));
}

type Change = (standing: Map<string, StandingColumn>, step: RecipeStep) => void;

const gone: Change = (standing, { columns }) => columns.forEach((name) => standing.delete(name));
const nothing: Change = () => undefined;

/** A cleaning step says itself which columns it leaves; a new one is a feature. */
function stand(standing: Map<string, StandingColumn>, spec: AnyStepSpec, step: RecipeStep): void {
  if (!spec.columnsAfter) return;
  const before = new Map(standing);
  const after = spec.columnsAfter([...before.values()], step.columns, step.params);
  standing.clear();
  for (const { name, type } of after)
    standing.set(name, { name, type, role: before.get(name)?.role ?? 'feature' });
}

/** What a learned step does to the columns it names; those it makes are read from its trace. */
const changes: ReadonlyMap<string, Change> = new Map([
  ['oneHot', gone],
  ['ordinal', (standing, { columns }) => retype(standing, columns, 'integer')],
]);

function retype(
  standing: Map<string, StandingColumn>,
  names: readonly string[],
  type: ColumnType,
): void {
  for (const name of names) {
    const column = standing.get(name);
    if (column) standing.set(name, { ...column, type });
  }
}

const asStanding = ({ name, kind }: TracedColumn): StandingColumn => ({
  name,
  type: kind === 'number' ? 'number' : 'category',
  role: 'feature',
});
