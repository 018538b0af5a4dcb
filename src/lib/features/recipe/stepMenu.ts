import type { RecipeStep } from '#lib/recipe/recipe.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';
import type { MenuEntry } from '#lib/ui/menu.ts';
import { act } from './act.ts';
import { freeKey } from '#lib/recipe/placing.ts';

interface Place {
  readonly step: RecipeStep;
  /** Among the steps on its side of the dashed line. */
  readonly place: number;
  readonly size: number;
  readonly show: (key: string) => void;
  readonly move: (key: string, place: number) => void;
}

/** What can be done to one step, all of it also by keyboard. */
export function stepMenu(
  workbench: Workbench,
  { step, place, size, show, move }: Place,
): MenuEntry[] {
  return [
    { label: 'Edit', icon: 'sliders-horizontal', onselect: () => show(step.key) },
    { label: 'Duplicate', icon: 'copy', onselect: () => duplicate(workbench, step) },
    'line',
    {
      label: 'Move up',
      icon: 'arrow-up',
      disabled: place === 0,
      reason: 'It is the first on its side of the line.',
      onselect: () => move(step.key, place - 1),
    },
    {
      label: 'Move down',
      icon: 'arrow-down',
      disabled: place === size - 1,
      reason: 'It is the last on its side of the line.',
      onselect: () => move(step.key, place + 1),
    },
    'line',
    {
      label: 'Remove',
      icon: 'trash-2',
      onselect: () => {
        const gone = act(workbench, { kind: 'removeStep', key: step.key });
        if (gone && workbench.selectedStep === step.key) workbench.selectedStep = null;
      },
    },
  ];
}

function duplicate(workbench: Workbench, step: RecipeStep): void {
  const steps = workbench.recipe?.steps ?? [];
  const key = freeKey(steps, step.key);
  const index = steps.findIndex((s) => s.key === step.key) + 1;
  if (act(workbench, { kind: 'addStep', index, step: { ...step, key } }))
    workbench.selectedStep = key;
}
