import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';

const makers: ReadonlySet<string> = new Set(['melt', 'groupRows', 'pivot', 'querySql']);

/** What a row is named by: where a step makes rows of others, the row of the file that it was made of, the first of several. */
export const rowHeading = (recipe: Recipe | null | undefined): string =>
  recipe && activeSteps(recipe).some((s) => makers.has(s.step))
    ? 'First row of the file that it was made of'
    : 'Row of the file';
