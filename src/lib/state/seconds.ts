import { secondTables } from '#lib/recipe/secondTable.ts';
import type { Recipe, Source } from '#lib/recipe/recipe.ts';
import { keepFile, keptFile, secondId } from '#lib/storage/files.ts';
import type { BundledFile } from '#lib/storage/bundle.ts';
import type { StoredProject } from '#lib/storage/schema.ts';

/**
 * The files of second tables: each project has its own copy, named by its content, so that deleting the data set that it
 * was taken from takes nothing away. What cannot be kept stays in memory.
 */
const inMemory = new Map<string, File>();

/** Keeps a project's copy. @throws EngineError 'storage'; the file is at hand all the same until the page is left */
export async function keepSecond(project: string, source: Source, file: Blob): Promise<void> {
  const id = secondId(project, source.file.sha256);
  inMemory.set(id, new File([file], source.file.name));
  await keepFile(id, file);
  inMemory.delete(id);
}

/** A second table's file; null where this device does not hold it. */
export async function secondFile(project: string, { file }: Source): Promise<File | null> {
  const id = secondId(project, file.sha256);
  return inMemory.get(id) ?? (await keptFile(id, file.name).catch(() => null));
}

/** The second tables of a recipe that this device holds, as a .tabwise file carries them. */
export async function bundledSeconds(project: string, recipe: Recipe): Promise<BundledFile[]> {
  const found = new Map<string, BundledFile>();
  for (const source of secondTables(recipe.steps)) {
    const data = await secondFile(project, source);
    if (data) found.set(source.file.sha256, { sha256: source.file.sha256, data });
  }
  return [...found.values()];
}

/** Keeps the second tables that a .tabwise file brought. */
export async function adoptSeconds(
  project: string,
  recipe: Recipe,
  brought: readonly BundledFile[],
): Promise<void> {
  for (const { sha256, data } of brought) {
    const source = secondTables(recipe.steps).find((s) => s.file.sha256 === sha256);
    const blob = data instanceof Blob ? data : new Blob([data as Uint8Array<ArrayBuffer>]);
    if (source) await keepSecond(project, source, blob);
  }
}

/** Projects beside this one that join its file: each has a copy of its own. */
export const joinedIn = (
  { id, recipe }: StoredProject,
  all: readonly StoredProject[],
): readonly StoredProject[] =>
  all.filter(
    (p) =>
      p.id !== id &&
      secondTables(p.recipe.steps ?? []).some((s) => s.file.sha256 === recipe.source.file.sha256),
  );
