import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEntry } from '#lib/recipe/log.ts';
import { openDatabase, Store, type Database } from '#lib/storage/db.ts';
import { LogFeed } from '#lib/state/logFeed.ts';

/** The log of one project in several tabs: each a feed over one device, told of the others by a channel. */

let db: Database;
let tabs: { feed: LogFeed; close: () => void }[];
beforeEach(async () => {
  tabs = [];
  db = await openDatabase(
    () => undefined,
    () => undefined,
  );
});
afterEach(async () => {
  for (const { close } of tabs) close();
  vi.restoreAllMocks();
  db.close();
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('tabwise').onsuccess = resolve;
  });
});

function tab(): LogFeed {
  const channel = new BroadcastChannel('tabwise-log-p');
  const feed = new LogFeed(new Store(db), 'p', {
    changed: () => undefined,
    announce: () => channel.postMessage(null),
  });
  channel.onmessage = () => void feed.catchUp();
  tabs.push({ feed, close: () => channel.close() });
  return feed;
}

const line = (message: string, task_id = 'task-1'): LogEntry => ({
  task_id,
  timestamp: '2026-12-26T17:01:03.123Z',
  level: 'INFO',
  source: 'train.task',
  message,
  meta: {},
});
const messages = (feed: LogFeed): string[] => feed.entries().map((e) => e.entry.message);
const upTo = (n: number, word: string): string[] =>
  Array.from({ length: n }, (_, i) => `${word}${i}`);

describe('the log in two tabs', () => {
  it('is the same in both, each line once, however what they say mixes', async () => {
    const [a, b] = [tab(), tab()];
    await Promise.all([a.restore(), b.restore()]);
    for (let i = 0; i < 200; i += 1) {
      a.add(line(`a${i}`));
      if (i % 3 === 0) b.add(line(`b${i / 3}`, 'task-2'));
      if (i % 7 === 0) await Promise.resolve();
      if (i % 50 === 0) await a.flush();
    }
    await Promise.all([a.flush(), b.flush()]);
    await vi.waitFor(() => {
      expect(a.entries()).toHaveLength(267);
      expect(messages(b)).toEqual(messages(a));
    });
    expect(a.entries().map((e) => e.n)).toEqual(Array.from({ length: 267 }, (_, i) => i));
    expect(messages(a).filter((m) => m.startsWith('a'))).toEqual(upTo(200, 'a'));
    expect(messages(b).filter((m) => m.startsWith('b'))).toEqual(upTo(67, 'b'));
  });

  it('is whole in a tab that is loaded again while the other goes on', async () => {
    const [a, gone] = [tab(), tab()];
    for (const word of upTo(30, 'before')) a.add(line(word));
    gone.add(line('said, then closed', 'task-2'));
    await gone.flush();
    tabs[1]!.close();
    for (const word of upTo(30, 'between')) a.add(line(word));
    const again = tab();
    const replay = again.restore();
    for (const word of upTo(30, 'after')) a.add(line(word));
    again.add(line('from the new page', 'task-3'));
    await Promise.all([replay, a.flush(), again.flush()]);
    await vi.waitFor(() => expect(messages(again)).toHaveLength(92));
    await vi.waitFor(() => expect(messages(again)).toEqual(messages(a)));
    const own = messages(again).filter((m) => !/^(said|from)/.test(m));
    expect(own).toEqual([...upTo(30, 'before'), ...upTo(30, 'between'), ...upTo(30, 'after')]);
  });

  it('shows what is said at once, before the device has it', () => {
    const a = tab();
    a.add(line('now'));
    expect(messages(a)).toEqual(['now']);
    expect(a.count).toBe(1);
  });
});

describe('what is in memory', () => {
  it('is the newest 1,000 of each task; the device has all, and they can be asked for', async () => {
    const a = tab();
    a.add(line('first', 'quiet'));
    for (const word of upTo(2500, 'loud')) a.add(line(word, 'loud'));
    a.add(line('last', 'quiet'));
    await a.flush();
    expect(messages(a)).toEqual(['first', ...upTo(2500, 'loud').slice(1500), 'last']);
    expect([a.count, a.older]).toEqual([2502, 1500]);
    const all = (await a.all()).map((e) => e.message);
    expect(all).toEqual(['first', ...upTo(2500, 'loud'), 'last']);
    await a.showAll();
    expect([messages(a).length, a.older]).toEqual([2502, 0]);
    a.add(line('more', 'loud'));
    await a.flush();
    expect(messages(a)).toHaveLength(2503);
  });

  it('has each entry in the form of the format, in whatever order it was made', async () => {
    const a = tab();
    const { task_id, timestamp, level, source, message, meta } = line('x');
    a.add({ meta, message, source, level, timestamp, task_id });
    expect(JSON.stringify((await a.all())[0])).toBe(
      '{"task_id":"task-1","timestamp":"2026-12-26T17:01:03.123Z","level":"INFO","source":"train.task","message":"x","meta":{}}',
    );
  });

  it('is all there is where the device keeps nothing', async () => {
    const feed = new LogFeed(null, 'p', { changed: () => undefined, announce: () => undefined });
    for (const word of upTo(1200, 'w')) feed.add(line(word));
    await feed.flush();
    expect(feed.entries()).toHaveLength(1000);
    expect(feed.unsaved).toBe(0);
  });
});

it('keeps what a full device refused, says so, and writes it once when there is room', async () => {
  const a = tab();
  a.add(line('one'));
  await a.flush();
  const refuse = vi
    .spyOn(Store.prototype, 'appendLogs')
    .mockRejectedValue(new Error('QuotaExceededError'));
  a.add(line('two'));
  await a.flush();
  expect([messages(a), a.unsaved]).toEqual([['one', 'two'], 1]);
  refuse.mockRestore();
  a.add(line('three'));
  await a.flush();
  expect(a.unsaved).toBe(0);
  expect((await new Store(db).logs('p')).map((l) => l.entry.message)).toEqual(upTo3);
});
const upTo3 = ['one', 'two', 'three'];

it('shows nothing twice where reading fails right after a write', async () => {
  const [a, b] = [tab(), tab()];
  b.add(line('theirs'));
  await b.flush();
  vi.spyOn(Store.prototype, 'logs').mockRejectedValueOnce(new Error('gone'));
  a.add(line('mine'));
  await a.flush();
  await a.catchUp();
  expect(messages(a)).toEqual(['theirs', 'mine']);
  expect(await new Store(db).logs('p')).toHaveLength(2);
});

it('begins anew when the project was deleted meanwhile', async () => {
  const a = tab();
  for (const word of upTo(5, 'old')) a.add(line(word));
  await a.flush();
  await new Store(db).deleteProject('p');
  a.add(line('new'));
  await a.flush();
  expect(messages(a)).toEqual(['new']);
});
