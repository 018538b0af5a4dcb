import type { Workbench } from '#lib/state/workbench.svelte.ts';
import { count, counted } from '#lib/ui/format.ts';
import type { Stage, StageState } from '#lib/ui/shell/types.ts';

type Place = Pick<Stage, 'id' | 'label' | 'group' | 'icon' | 'bar'>;

/** The stages that exist, in the order of the work. */
export const places: readonly Place[] = [
  { id: 'data', label: 'Data', group: 'Understand', icon: 'table-2' },
  { id: 'prepare', label: 'Prepare', group: 'Shape', icon: 'list-checks' },
  { id: 'train', label: 'Train', group: 'Model', icon: 'chart-line', bar: 'Train' },
  { id: 'evaluate', label: 'Evaluate', group: 'Model', icon: 'scale', bar: 'Train' },
  { id: 'runs', label: 'Runs', group: 'Model', icon: 'history', bar: 'Train' },
  { id: 'explain', label: 'Explain', group: 'Model', icon: 'lightbulb' },
  { id: 'export', label: 'Export', group: 'Use', icon: 'package', bar: 'Use' },
];

/** The rail of the open project: what is done, where the page is, what waits for what. */
export function stagesOf(workbench: Workbench, base: string, current: string): readonly Stage[] {
  return places.map((place) => {
    const { state, note } = standing[place.id]!(workbench);
    return {
      ...place,
      href: `${base}/${place.id}`,
      state: place.id === current ? 'current' : state,
      note,
    };
  });
}

interface Standing {
  readonly state: StageState;
  readonly note: string | undefined;
}

const standing: Readonly<Record<string, (workbench: Workbench) => Standing>> = {
  data: ({ recipe, table }) => {
    if (!recipe) return { state: table.status === 'failed' ? 'partial' : 'open', note: undefined };
    return {
      state: recipe.task ? 'done' : 'partial',
      note: counted(recipe.source.columns.length, 'column'),
    };
  },
  prepare: ({ recipe, pipeline }) => {
    const steps = recipe?.steps.length ?? 0;
    if (!recipe) return later('after a file is read');
    const state = steps === 0 ? 'open' : pipeline.trace?.problems.length ? 'partial' : 'done';
    return { state, note: steps > 0 ? counted(steps, 'step') : undefined };
  },
  train: ({ recipe, runs }) => {
    if (!recipe?.task) return later('after a target is chosen');
    if (runs.busy) return { state: 'partial', note: 'training' };
    const n = runs.all.length;
    return { state: n > 0 ? 'done' : 'open', note: n > 0 ? counted(n, 'run') : undefined };
  },
  evaluate: afterRun,
  runs: afterRun,
  explain: afterRun,
  export: ({ recipe }) =>
    recipe?.task ? { state: 'open', note: undefined } : later('after a target is chosen'),
};

function afterRun({ runs }: Workbench): Standing {
  return runs.all.length > 0 ? { state: 'open', note: undefined } : later('after the first run');
}

const later = (note: string): Standing => ({ state: 'later', note });

/** "891 rows, 12 columns", for titles. */
export const shapeOf = (rows: number, columns: number): string =>
  `${counted(rows, 'row')}, ${count(columns)} ${columns === 1 ? 'column' : 'columns'}`;
