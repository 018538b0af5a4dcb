import type { Workbench } from './workbench.svelte.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import { keepFile } from '#lib/storage/files.ts';
import type { Console } from './console.svelte.ts';

/** @returns whether the device holds a copy; a failure is told, and the file stays in memory */
export async function keepCopy(id: string, file: File, console: Console): Promise<boolean> {
  const copy = (): Promise<void> => keepFile(id, file);
  try {
    if (navigator.locks) await navigator.locks.request('tabwise-import', { mode: 'shared' }, copy);
    else await copy();
    return true;
  } catch (error) {
    const { what, remedy } = detailOf(error);
    console.say(id, {
      level: 'ERROR',
      source: 'storage.file',
      message: `${what}. ${remedy}`,
      meta: {},
    });
    return false;
  }
}

export { secondFile } from './seconds.ts';

/** Takes over what other tabs kept of runs and searches. What cannot be read now stays as it is known. */
export async function catchUp({ runs, searches }: Pick<Workbench, 'runs' | 'searches'>) {
  await Promise.all([runs.restore(), searches.restore()]).catch(() => undefined);
}
