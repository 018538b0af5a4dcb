import { EngineError } from '#lib/recipe/errors.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { Source } from '#lib/recipe/source.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { CleaningCompute, Relation, StepComputes } from './step.ts';

/** A cleaning step that is on, with the columns where it stands. */
export interface CleaningPlace {
  readonly step: RecipeStep;
  readonly compute: CleaningCompute<unknown>;
  readonly before: readonly ColumnFacts[];
}

/** The cleaning steps in order, each with the columns before it; those that do not fit are passed over, as in a run. */
export function cleaningPlaces(recipe: Recipe, computes: StepComputes): readonly CleaningPlace[] {
  let now = columnsOnly(recipe.source);
  return activeSteps(recipe).flatMap((step): CleaningPlace[] => {
    const compute = computes[step.step];
    if (compute?.kind !== 'cleaning') return [];
    const before = now.columns;
    try {
      const { columns } = compute.relation({
        relation: now,
        columns: step.columns,
        params: step.params,
        drawn: 'drawn',
        ...(compute.second && { second: columnsOnly(compute.second(step.params)) }),
      });
      now = { from: 'rows', columns };
    } catch (error) {
      if (error instanceof EngineError) return [];
      throw error;
    }
    return [{ step, compute, before }];
  });
}

/** A table's columns where its rows are not asked for. */
const columnsOnly = ({ columns }: Source): Relation => ({
  from: 'rows',
  columns: columns.map(({ name, type }, j) => ({ id: `c${j}`, name, type })),
});
