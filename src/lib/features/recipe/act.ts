import { detailOf } from '#lib/recipe/errors.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { Project } from '#lib/state/project.svelte.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';
import { toasts } from '#lib/ui/toast.svelte.ts';

/** Does an edit, says so with Undo, and logs why where it cannot be done. @returns whether it was done */
export function act(workbench: Workbench, edit: Edit): boolean {
  const project = workbench.project;
  if (!project) return false;
  try {
    toasts.show({ text: workbench.edit(edit), undo: () => project.undo() });
    return true;
  } catch (error) {
    refuse(workbench, error);
    return false;
  }
}

/** Goes to another moment of the history, or names one; refused while another tab holds the project. */
export function inHistory(workbench: Workbench, go: (project: Project) => void): void {
  try {
    if (workbench.project) go(workbench.project);
  } catch (error) {
    refuse(workbench, error);
  }
}

function refuse(workbench: Workbench, error: unknown): void {
  const { what, remedy } = detailOf(error);
  workbench.console.say(workbench.id, {
    level: 'ERROR',
    source: 'recipe.edit',
    message: `${what}. ${remedy}`,
    meta: {},
  });
}
