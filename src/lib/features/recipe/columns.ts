import type { ColumnType } from '#lib/recipe/profile.ts';
import type { Recipe, RecipeStep } from '#lib/recipe/recipe.ts';
import type { Trace, TracedColumn } from '#lib/recipe/run.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';

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
    ? [...cleaning, ...before.filter((s) => specs[s.step]?.kind === 'learned')]
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
  if (step.step === 'dropColumns') for (const name of step.columns) standing.delete(name);
  if (step.step === 'cast') retype(standing, step.columns, step.params['to'] as ColumnType);
  if (specs[step.step]?.kind !== 'learned') return;
  const traced = trace?.steps.find((s) => s.key === step.key);
  if (specs[step.step]?.stage === 'encode') {
    if (step.step === 'oneHot') for (const name of step.columns) standing.delete(name);
    else retype(standing, step.columns, 'integer');
  }
  for (const c of traced?.after ?? []) if (!standing.has(c.name)) standing.set(c.name, made(c));
}

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

const made = ({ name, kind }: TracedColumn): StandingColumn => ({
  name,
  type: kind === 'number' ? 'number' : 'category',
  role: 'feature',
});
