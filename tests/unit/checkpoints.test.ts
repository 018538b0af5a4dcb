import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogEvent } from '#lib/recipe/log.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import { Checkpoints } from '#lib/state/checkpoints.ts';
import { project } from './storage.support.ts';

/** How far a training has come, kept for a page that goes away. */

let db: Database;
let kept: Checkpoints;
let said: LogEvent[] = [];
const say = (_task: string, event: LogEvent): void => void said.push(event);
beforeEach(async () => {
  db = await openDatabase(
    () => undefined,
    () => undefined,
  );
  said = [];
  await new Store(db).saveProject(project('p-1', 1));
  kept = new Checkpoints(new Store(db), 'p-1', say);
});
afterEach(() => {
  db.close();
  indexedDB.deleteDatabase('tabwise');
});

const at = (taskId: string, share: number) => ({
  taskId,
  recipeHash: 'abc',
  share,
  state: { trees: [{ value: Float64Array.of(share) }] },
});

describe('checkpoints', () => {
  it('are there for the next page, the last of each task', async () => {
    kept.keep(at('t-1', 0.1));
    kept.keep(at('t-1', 0.2));
    kept.keep(at('t-2', 0.5));
    expect((await kept.of('t-1'))?.share).toBe(0.2);
    const next = await new Checkpoints(new Store(db), 'p-1', say).all();
    expect([...next.keys()].sort()).toEqual(['t-1', 't-2']);
    expect(next.get('t-2')).toEqual({ ...at('t-2', 0.5), projectId: 'p-1' });
    expect((await new Checkpoints(new Store(db), 'p-2', say).all()).size).toBe(0);
  });

  it('go with the task that goes on from them, and when they are of no more use', async () => {
    kept.keep(at('t-1', 0.4));
    const from = (await kept.of('t-1'))!;
    await kept.move(from, 't-9');
    expect([...(await kept.all()).keys()]).toEqual(['t-9']);
    await kept.drop('t-9');
    expect((await kept.all()).size).toBe(0);
  });

  it('go with their project', async () => {
    kept.keep(at('t-1', 0.4));
    await kept.of('t-1');
    await new Store(db).deleteProject('p-1');
    expect((await kept.all()).size).toBe(0);
  });

  it('that the device does not take are told of, once', async () => {
    kept.keep(at('t-1', 0.1));
    await kept.of('t-1');
    expect(said).toEqual([]);
    db.close();
    for (const share of [0.2, 0.3]) {
      kept.keep(at('t-1', share));
      await kept.of('t-1');
    }
    expect(said.map((e) => [e.level, e.source])).toEqual([['WARNING', 'app.storage']]);
    expect(said[0]!.message).toContain('a reload would begin them anew');
  });
});
