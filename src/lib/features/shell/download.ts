import { saveFile } from '../code/saveFile.ts';
import { detailOf } from '#lib/recipe/errors.ts';
import { bundleName, packProject } from '#lib/state/bundles.ts';
import { device } from '#lib/state/device.svelte.ts';
import type { Workbench } from '#lib/state/workbench.svelte.ts';
import type { StoredProject } from '#lib/storage/schema.ts';
import { bytes } from '#lib/ui/format.ts';
import { toasts } from '#lib/ui/toast.svelte.ts';

/** Hands the project out as a .tabwise file, what is not yet saved included; failures go to the log. */
export async function download(
  stored: StoredProject | undefined,
  workbench?: Workbench,
): Promise<void> {
  if (!stored) return;
  const project = workbench?.recipe
    ? { ...stored, recipe: workbench.recipe, history: workbench.project!.history }
    : stored;
  try {
    const packed = await packProject(device, project, workbench?.runs);
    saveFile(bundleName(project), packed, 'application/zip');
    toasts.show(`Downloaded ${bundleName(project)}, ${bytes(packed.byteLength)}`);
  } catch (error) {
    const { what, remedy } = detailOf(error);
    workbench?.console.say(project.id, {
      level: 'ERROR',
      source: 'storage.bundle',
      message: `${what}. ${remedy}`,
      meta: {},
    });
    if (!workbench) throw error;
  }
}
