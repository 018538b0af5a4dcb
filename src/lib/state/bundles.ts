import { keptFile } from '#lib/storage/files.ts';
import type { RegisteredModel } from '#lib/recipe/registry.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { StoredProject, StoredRun } from '#lib/storage/schema.ts';
import type { Device } from './device.svelte.ts';

/** Where a project's runs are: the open project's Runs, or what the device keeps. */
export interface RunsKept {
  readonly all: readonly StoredRun[];
  readonly registered: readonly RegisteredModel[];
  fitted(taskId: string): Promise<FittedRun | undefined>;
}

/**
 * A project as the bytes of a .tabwise file: recipe, history, runs, models and the file: where this device holds it
 * ('held'), in any case or not at all ('needed': throws 'file-missing'), or left out ('none').
 * The zip code is loaded here, when it is first needed.
 */
export async function packProject(
  device: Device,
  project: StoredProject,
  open?: RunsKept,
  file: 'held' | 'needed' | 'none' = 'held',
): Promise<Uint8Array> {
  const { writeBundle } = await import('#lib/storage/bundle.ts');
  const { bundledSeconds } = await import('./seconds.ts');
  const kept = open ?? (await runsOf(device, project.id));
  const models: { taskId: string; fitted: FittedRun }[] = [];
  for (const { taskId } of kept.all) {
    const fitted = await kept.fitted(taskId);
    if (fitted) models.push({ taskId, fitted });
  }
  const { recipe, history, rows } = project;
  const held = file === 'none' ? null : fileOf(device, project);
  const data = (await (file === 'held' ? held?.catch(() => null) : held)) ?? null;
  const runs = kept.all;
  const seconds =
    file === 'none' ? [] : await bundledSeconds(project.id, { recipe, history, runs });
  const registry = kept.registered.length > 0 ? { registry: kept.registered } : {};
  const searches = await searchesOf(device, project.id);
  return writeBundle({ recipe, history, rows, runs, models, data, seconds, searches, ...registry });
}

/** Makes a project of a .tabwise file. @returns its id; throws EngineError when the file cannot be trusted */
export async function unpackProject(device: Device, file: File): Promise<string> {
  const { readBundle } = await import('#lib/storage/bundle.ts');
  return device.adopt(await readBundle(file));
}

/** `Titanic survival.tabwise`, without what file systems refuse. */
export const bundleName = ({ recipe }: StoredProject): string =>
  `${recipe.name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim() || 'project'}.tabwise`;

const searchesOf = async ({ store }: Device, id: string) => (await store?.searches(id)) ?? [];

async function fileOf(device: Device, { id, recipe }: StoredProject): Promise<File> {
  return device.arriving.get(id) ?? keptFile(id, recipe.source.file.name);
}

async function runsOf({ store }: Device, id: string): Promise<RunsKept> {
  return {
    all: (await store?.runs(id)) ?? [],
    registered: (await store?.registry(id)) ?? [],
    fitted: async (taskId) => store?.fitted(id, taskId),
  };
}
