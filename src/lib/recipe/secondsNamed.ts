import type { Edit } from './edits.ts';
import type { History, Timeline } from './history.ts';
import type { RecipeStep } from './recipe.ts';
import { secondTables } from './secondTable.ts';
import type { Source } from './source.ts';

/**
 * The second tables that a project names anywhere, each once: those of the recipe as it stands, of every moment and kept
 * version of its history, done and undone, and of the recipes that its runs were made by.
 */
export const secondsNamed = (
  { recipe, history }: Timeline,
  runs: readonly { readonly steps: readonly RecipeStep[] }[],
): readonly Source[] =>
  secondTables([
    ...recipe.steps,
    ...editsOf(history).flatMap(stepsOf),
    ...runs.flatMap((made) => made.steps),
  ]);

const editsOf = ({ moments, lines = [] }: History): readonly Edit[] =>
  [moments, ...lines.map((line) => line.moments)].flat().flatMap((m) => [m.edit, m.inverse]);

/** What an edit, or one of those that it is made of, gives to a step. */
function stepsOf(edit: Edit): readonly Pick<RecipeStep, 'params'>[] {
  if (edit.kind === 'batch') return edit.edits.flatMap(stepsOf);
  if (edit.kind === 'addStep') return [edit.step];
  return edit.kind === 'setParams' ? [edit] : [];
}
