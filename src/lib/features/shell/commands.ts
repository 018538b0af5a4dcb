import type { Workbench } from '#lib/state/workbench.svelte.ts';
import { settings } from '#lib/state/settings.svelte.ts';
import type { IconName } from '#lib/ui/icons.ts';
import { typeOf } from '../data/words.ts';
import { places } from './stages.ts';
import { themes } from './themes.ts';

/** An entry of the command palette. */
export interface Command {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly icon: IconName;
  readonly href?: string | undefined;
  readonly run?: (() => void) | undefined;
}

interface Around {
  /** Address of the project's pages. */
  readonly base: string;
  readonly ondownload: () => void;
  readonly onjobs: () => void;
}

/** Everything the palette can do in the open project. */
export function commandsOf(
  workbench: Workbench,
  { base, ondownload, onjobs }: Around,
): readonly Command[] {
  return [
    ...places.map((place): Command => ({
      id: `stage ${place.id}`,
      group: 'Go to',
      label: place.label,
      icon: place.icon,
      href: `${base}/${place.id}`,
    })),
    ...historyCommands(workbench),
    {
      id: 'download',
      group: 'Do',
      label: 'Download .tabwise',
      icon: 'download',
      run: ondownload,
    },
    { id: 'jobs', group: 'Do', label: 'Show the jobs', icon: 'layers', run: onjobs },
    ...themes.map(({ id, label, icon }): Command => ({
      id: `theme ${id}`,
      group: 'Do',
      label: `Theme: ${label.toLowerCase()}`,
      icon,
      run: () => settings.setTheme(id),
    })),
    ...(workbench.recipe?.source.columns ?? []).map(({ name, type }): Command => ({
      id: `column ${name}`,
      group: 'Columns',
      label: name,
      note: typeOf[type].label,
      icon: typeOf[type].icon,
      href: `${base}/data?column=${encodeURIComponent(name)}`,
    })),
  ];
}

function historyCommands({ project }: Workbench): Command[] {
  const found: Command[] = [];
  const command = (id: 'undo' | 'redo', label: string, note: string): Command => ({
    id,
    group: 'Do',
    label,
    note,
    icon: id === 'undo' ? 'undo-2' : 'redo-2',
    run: () => project?.[id](),
  });
  if (project?.canUndo) found.push(command('undo', 'Undo', project.undoLabel));
  if (project?.canRedo) found.push(command('redo', 'Redo', project.redoLabel));
  return found;
}

const drawn = 60;

/** Commands that hold every word of the query, those that begin with it first; at most 60. */
export function found(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.slice(0, drawn);
  const text = (c: Command): string => `${c.label} ${c.group} ${c.note ?? ''}`.toLowerCase();
  const hits = commands.filter((c) => words.every((w) => text(c).includes(w)));
  const rank = (c: Command): number => (c.label.toLowerCase().startsWith(words[0]!) ? 0 : 1);
  return hits.toSorted((a, b) => rank(a) - rank(b)).slice(0, drawn);
}
