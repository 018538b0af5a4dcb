import { secondsNamed } from '#lib/recipe/secondsNamed.ts';
import { secondTables } from '#lib/recipe/secondTable.ts';
import type { Timeline } from '#lib/recipe/history.ts';
import type { Source } from '#lib/recipe/recipe.ts';
import { keepFile, keptFile, secondId } from '#lib/storage/files.ts';
import type { BundledFile } from '#lib/storage/bundle.ts';
import type { StoredProject, StoredRun } from '#lib/storage/schema.ts';

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

/** A project as far as it names second tables. */
type Naming = Timeline & { readonly runs: readonly StoredRun[] };

const namedBy = (project: Naming): readonly Source[] =>
  secondsNamed(
    project,
    project.runs.flatMap((run) => run.record?.recipe ?? []),
  );

/** The second tables of every version and run of a project that this device holds, as a .tabwise file carries them. */
export async function bundledSeconds(id: string, project: Naming): Promise<BundledFile[]> {
  const found = new Map<string, BundledFile>();
  for (const source of namedBy(project)) {
    const { sha256 } = source.file;
    const data = found.has(sha256) ? null : await secondFile(id, source);
    if (data) found.set(sha256, { sha256, data });
  }
  return [...found.values()];
}

/**
 * Keeps the second tables that a .tabwise file brought, of every version and run.
 * @throws EngineError 'storage' where one could not be kept; all are at hand all the same until the page is left
 */
export async function adoptSeconds(
  id: string,
  project: Naming,
  brought: readonly BundledFile[],
): Promise<void> {
  const named = new Map(namedBy(project).map((s) => [s.file.sha256, s]));
  let failed: unknown;
  for (const { sha256, data } of brought) {
    const source = named.get(sha256);
    const blob = data instanceof Blob ? data : new Blob([data as Uint8Array<ArrayBuffer>]);
    if (source) await keepSecond(id, source, blob).catch((error: unknown) => (failed ??= error));
  }
  if (failed) throw failed;
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
