import { saveFile } from '#lib/features/code/saveFile.ts';
import { bundleName, packProject } from '#lib/state/bundles.ts';
import { device } from '#lib/state/device.svelte.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';

/**
 * Downloads the open project as a .tabwise file, what is not yet saved included.
 * @returns the file's name and size
 * @throws EngineError 'storage', or 'file-missing' where the table is asked for and no longer held
 */
export async function downloadProject(
  workbench: Workbench,
  includeData: boolean,
): Promise<{ readonly name: string; readonly bytes: number }> {
  const open = workbench.project!;
  const project = { ...open.stored, recipe: open.recipe, history: open.history };
  const packed = await packProject(
    device,
    project,
    workbench.runs,
    includeData ? 'needed' : 'none',
  );
  const name = bundleName(project);
  saveFile(name, packed, 'application/zip');
  return { name, bytes: packed.byteLength };
}
