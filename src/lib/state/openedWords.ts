import { targetOf } from '#lib/recipe/recipe.ts';
import type { TargetProposal } from '#lib/recipe/target.ts';
import type { StoredProject } from '#lib/storage/schema.ts';
import type { Console } from './console.svelte.ts';
import { likenessWords, type Likeness } from './likeness.ts';

/** Says in the log what was read, and what of it is predicted. */
export function sayOpened(
  console: Console,
  { id, recipe, rows }: StoredProject,
  proposed: TargetProposal | undefined,
): void {
  const { columns, file } = recipe.source;
  console.say(id, {
    level: 'SUCCESS',
    source: 'data.open',
    message: `Read ${rows} rows and ${columns.length} columns of '${file.name}'`,
    meta: { rows, columns: columns.length, bytes: file.bytes },
  });
  const target = targetOf(recipe);
  if (target !== null && target === proposed?.column)
    console.say(id, {
      level: 'INFO',
      source: 'data.target',
      message: `Proposed '${target}' as the target: ${proposed.reason}`,
      meta: { col: target },
    });
}

/** Says in the log how the file differs from the one whose decisions it was read with. */
export function sayLike(console: Console, id: string, likeness: Likeness): void {
  console.say(id, {
    level: likeness.added.length + likeness.gone.length > 0 ? 'WARNING' : 'INFO',
    source: 'data.like',
    message: likenessWords(likeness),
    meta: {},
  });
}

/** A worker that was silent for too long has a successor. */
export const sayDied = (console: Console, id: string, worker: string): void =>
  console.say(id, {
    level: 'ERROR',
    source: 'app.worker',
    message: `The ${worker} worker stopped answering and was restarted; nothing that was saved is lost`,
    meta: { worker },
  });
