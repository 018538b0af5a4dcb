import type { Database } from './db.ts';

/** A project says its first lines before it is kept: while its file is read, they belong to nobody yet. */
const younger = 60 * 60 * 1000;

/**
 * Removes the log lines of projects that are not there: of a training that ended just after its project was deleted, or a
 * file that was never read to its end. Only where the last line is an hour old or more.
 * @returns of how many projects
 */
export async function sweepLogs(db: Database, now: number = Date.now()): Promise<number> {
  const tx = db.transaction(['projects', 'logs'], 'readwrite');
  const logs = tx.objectStore('logs');
  const known = new Set(await tx.objectStore('projects').getAllKeys());
  const orphans: string[] = [];
  let at = await logs.index('projectId').openKeyCursor(null, 'nextunique');
  for (; at; at = await at.continue()) if (!known.has(at.key)) orphans.push(at.key);
  let swept = 0;
  for (const id of orphans) {
    const all = IDBKeyRange.bound([id, -Infinity], [id, Infinity]);
    const last = await logs.openCursor(all, 'prev');
    if (last && now - Date.parse(last.value.entry.timestamp) < younger) continue;
    await logs.delete(all);
    swept += 1;
  }
  await tx.done;
  return swept;
}
