import { storageError } from './troubles.ts';
import { EngineError } from '#lib/recipe/errors.ts';

const folder = 'files';

/** Copies a file into the browser's private file system under `id`, in chunks; `onBytes` gets bytes written so far. */
export async function keepFile(
  id: string,
  file: Blob,
  onBytes: (written: number) => void = () => undefined,
): Promise<void> {
  try {
    const directory = await filesDirectory();
    const handle = await directory.getFileHandle(`${id}.part`, { create: true });
    const writable = await handle.createWritable();
    let written = 0;
    for (let start = 0; start < file.size; start += chunk) {
      await writable.write(file.slice(start, start + chunk));
      written = Math.min(file.size, start + chunk);
      onBytes(written);
    }
    await writable.close();
    await rename(directory, handle, id);
  } catch (error) {
    throw storageError('keep a copy of the file', error);
  }
}

const chunk = 8 * 1024 * 1024;

/** A half-written copy never gets the final name. */
async function rename(
  directory: FileSystemDirectoryHandle,
  handle: FileSystemFileHandle,
  id: string,
): Promise<void> {
  if ('move' in handle) {
    await (handle as FileSystemFileHandle & { move(name: string): Promise<void> }).move(id);
    return;
  }
  const target = await directory.getFileHandle(id, { create: true });
  const writable = await target.createWritable();
  await writable.write(await handle.getFile());
  await writable.close();
  await directory.removeEntry(`${id}.part`);
}

/** @throws EngineError 'file-missing' when the browser no longer holds it */
export async function keptFile(id: string, name: string): Promise<File> {
  try {
    const directory = await filesDirectory();
    const handle = await directory.getFileHandle(id);
    const file = await handle.getFile();
    return new File([file], name, { type: file.type, lastModified: file.lastModified });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError')
      throw new EngineError({
        code: 'file-missing',
        what: 'The browser no longer holds this file; its storage was cleared',
        where: { file: name },
        remedy: 'Open the same file again: the recipe and its runs are still here.',
      });
    throw storageError('read the kept file', error);
  }
}

/** Under which a project's copy of a second table is kept. */
export const secondId = (id: string, sha256: string): string => `${id}~${sha256}`;

/** The project that a copy belongs to; one that is half written belongs to none. */
const ownerOf = (name: string): string => (name.endsWith('.part') ? name : name.split('~')[0]!);

/** Removes the project's file, and its copies of second tables. */
export async function dropFile(id: string): Promise<void> {
  const directory = await filesDirectory();
  const names: string[] = [];
  for await (const name of directory.keys()) if (ownerOf(name) === id) names.push(name);
  for (const name of names) await directory.removeEntry(name).catch(ignoreMissing);
}

/** A copy is there before its project is: while another tab reads the file, it belongs to nobody yet. */
const younger = 60 * 60 * 1000;

/** Removes copies that belong to no project: left by a crash in mid-import, an hour ago or more. */
export async function sweepFiles(
  known: ReadonlySet<string>,
  now: number = Date.now(),
): Promise<number> {
  const directory = await filesDirectory();
  let removed = 0;
  for await (const [name, handle] of directory.entries()) {
    if (known.has(ownerOf(name)) || handle.kind !== 'file') continue;
    const { lastModified } = await (handle as FileSystemFileHandle).getFile();
    if (now - lastModified < younger) continue;
    await directory.removeEntry(name).catch(ignoreMissing);
    removed += 1;
  }
  return removed;
}

/** Bytes of each copy that is held, by project. */
export async function keptSizes(): Promise<ReadonlyMap<string, number>> {
  const directory = await filesDirectory();
  const sizes = new Map<string, number>();
  for await (const [name, handle] of directory.entries())
    if (handle.kind === 'file') {
      const { size } = await (handle as FileSystemFileHandle).getFile();
      sizes.set(ownerOf(name), (sizes.get(ownerOf(name)) ?? 0) + size);
    }
  return sizes;
}

const ignoreMissing = (error: unknown): void => {
  if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
};

async function filesDirectory(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(folder, { create: true });
}

/** Bytes used and granted on this device, or null where the browser does not say. */
export async function storageUse(): Promise<{ used: number; quota: number } | null> {
  const estimate = await navigator.storage?.estimate?.();
  if (estimate?.usage === undefined || estimate.quota === undefined) return null;
  return { used: estimate.usage, quota: estimate.quota };
}

/** Asks the browser not to evict; true when it promised. */
export const askToPersist = async (): Promise<boolean> =>
  (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
