import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pool } from '#lib/client/pool.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { loaded, people } from './engine.support.ts';
import { MadeWorker, settle } from './worker.support.ts';

/** What an engine worker does, in so far as the pool sees it: `trace(id, word)` ends when it is told to. */
class Engine {
  readonly #open = new Map<string, { end: (v: unknown) => void; fail: (e: Error) => void }>();
  key: string | null = null;
  rows = 0;
  readonly cancelled: string[] = [];
  readonly started: string[] = [];
  readonly paused: string[] = [];
  helps: string | null = null;
  #leave: () => void = () => undefined;
  join = (id: string, _port: MessagePort): Promise<void> => {
    this.helps = id;
    return new Promise((resolve) => (this.#leave = resolve));
  };
  leave = (id: string): void => {
    if (this.helps !== id) return;
    this.helps = null;
    this.#leave();
  };
  pause = (id: string): void => void this.paused.push(id);
  holds = (key: string): boolean => this.key === key;
  hold = (key: string, table: Loaded): void => {
    this.key = key;
    this.rows = table.table.rows;
  };
  cancel = (id: string): void => {
    this.cancelled.push(id);
    const error = {
      code: 'cancelled',
      what: 'It was stopped',
      where: {},
      remedy: 'None.',
    } as const;
    this.#open.get(id)?.fail(new EngineError(error));
  };
  trace = (id: string, word: string): Promise<unknown> => {
    this.started.push(word);
    order.push(word);
    return new Promise((end, fail) => {
      this.#open.set(id, { end, fail });
      endings.set(word, { end, fail });
    });
  };
}

let order: string[];
let endings: Map<string, { end: (v: unknown) => void; fail: (e: Error) => void }>;
let pool: Pool;
let deaths: string[];
let provided: string[];

beforeEach(() => {
  [order, endings, deaths, provided] = [[], new Map(), [], []];
  MadeWorker.made = [];
  vi.stubGlobal(
    'Worker',
    class extends MadeWorker {
      constructor() {
        super(new Engine());
        this.startBeating();
      }
    },
  );
});
afterEach(() => {
  pool.stop();
  for (const w of MadeWorker.made) w.terminate();
  vi.unstubAllGlobals();
});

const start = (size: number): Pool => (pool = new Pool(size, (name) => deaths.push(name)));
const engines = (): Engine[] => MadeWorker.made.map((w) => w.api as Engine);

interface Outcome {
  readonly cancel: () => void;
  value?: unknown;
  error?: EngineError;
}

function run(word: string, { key = 'k', priority = 0 } = {}): Outcome {
  const provide = async (): Promise<Loaded> => {
    provided.push(key);
    return loaded(people(10));
  };
  const job = pool.run({ key, provide, priority }, (api, id) =>
    (api.trace as unknown as (id: string, word: string) => Promise<unknown>)(id, word),
  );
  const outcome: Outcome = { cancel: () => job.cancel() };
  job.promise.then(
    (value) => (outcome.value = value),
    (error: unknown) => (outcome.error = error as EngineError),
  );
  return outcome;
}

const end = async (word: string): Promise<void> => {
  endings.get(word)!.end(`${word} done`);
  await settle();
};

describe('a pool', () => {
  it('runs as many jobs at once as it has workers, and the rest in turn', async () => {
    start(2);
    const jobs = ['a', 'b', 'c', 'd'].map((w) => run(w));
    await settle();
    expect([order, pool.idle]).toEqual([['a', 'b'], false]);
    await end('b');
    expect(order).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    await end('d');
    expect(jobs.map((j) => j.value)).toEqual(['a done', 'b done', 'c done', 'd done']);
    expect(MadeWorker.made).toHaveLength(2);
  });

  it('makes no worker before there is work', () => {
    start(3);
    expect(MadeWorker.made).toHaveLength(0);
    expect(pool.size).toBe(3);
  });

  it('takes urgent work first, and equals in their order', async () => {
    start(1);
    run('running');
    for (const [word, priority] of [
      ['low', 0],
      ['low too', 0],
      ['high', 5],
      ['mid', 2],
      ['high too', 5],
    ] as const)
      run(word, { priority });
    await settle();
    for (const word of ['running', 'high', 'high too', 'mid', 'low']) await end(word);
    expect(order).toEqual(['running', 'high', 'high too', 'mid', 'low', 'low too']);
  });

  it('asks for a table once for each worker and key', async () => {
    start(2);
    for (const word of ['a', 'b', 'c', 'd', 'e']) run(word);
    await settle();
    for (const word of ['a', 'b', 'c', 'd', 'e']) await end(word);
    expect(provided).toEqual(['k', 'k']);
    run('f', { key: 'other' });
    await settle();
    expect(provided).toEqual(['k', 'k', 'other']);
    expect(engines().map((e) => e.rows)).toEqual([10, 10]);
  });
});

describe('idle workers', () => {
  /** A job that calls for help as soon as it runs. */
  function calling(word: string) {
    let ports: readonly MessagePort[] = [];
    const provide = (): Promise<Loaded> => Promise.resolve(loaded(people(10)));
    const job = pool.run({ key: 'k', provide }, (api, id, gather) => {
      ports = gather();
      return (api.trace as unknown as (id: string, word: string) => Promise<unknown>)(id, word);
    });
    job.promise.catch(() => undefined);
    return { job, ports: () => ports };
  }

  it('help the job that calls for them, until it ends', async () => {
    start(3);
    const { job, ports } = calling('a');
    await settle();
    expect([ports().length, pool.idle]).toEqual([2, true]);
    expect(engines().map((e) => e.helps)).toEqual([null, job.id, job.id]);
    job.pause();
    await settle();
    expect(engines().map((e) => e.paused)).toEqual([[job.id], [job.id], [job.id]]);
    await end('a');
    expect(engines().map((e) => e.helps)).toEqual([null, null, null]);
    for (const word of ['b', 'c', 'd']) run(word);
    await settle();
    expect(order.length).toBe(4);
  });

  it('leave one by one as other work comes, and none is sent while work waits', async () => {
    start(3);
    const { job } = calling('a');
    await settle();
    run('b');
    await settle();
    expect(engines().filter((e) => e.helps === job.id)).toHaveLength(1);
    run('c');
    run('d');
    await settle();
    expect(order).toEqual(['a', 'b', 'c']);
    expect(engines().filter((e) => e.helps === job.id)).toHaveLength(0);
    const { ports } = calling('e');
    await end('a');
    await end('b');
    expect(ports()).toEqual([]);
  });

  it('are let go where the job’s worker dies', async () => {
    start(2);
    const { job } = calling('a');
    await settle();
    MadeWorker.made[0]!.dispatchEvent(new Event('error'));
    await expect(job.promise).rejects.toThrow('stopped answering');
    await settle();
    expect(engines()[1]!.helps).toBeNull();
  });
});

describe('a job that is cancelled', () => {
  it('never starts when it waits, and the others do', async () => {
    start(1);
    run('a');
    const b = run('b');
    const c = run('c');
    b.cancel();
    await settle();
    expect(b.error?.detail.code).toBe('cancelled');
    await end('a');
    await end('c');
    expect(order).toEqual(['a', 'c']);
    expect(c.value).toBe('c done');
  });

  it('is told to its worker when it runs, and the next starts there', async () => {
    start(1);
    const a = run('a');
    const b = run('b');
    await settle();
    a.cancel();
    await settle();
    expect(a.error?.detail.code).toBe('cancelled');
    expect(engines()[0]!.cancelled).toHaveLength(1);
    await end('b');
    expect(b.value).toBe('b done');
    expect(MadeWorker.made).toHaveLength(1);
  });

  it('does no work when it is cancelled while its table is still being made', async () => {
    start(1);
    let give: (l: Loaded) => void = () => undefined;
    const job = pool.run(
      { key: 'slow', provide: () => new Promise<Loaded>((resolve) => (give = resolve)) },
      (api, id) => (api.trace as unknown as (id: string, w: string) => Promise<unknown>)(id, 'x'),
    );
    const caught = job.promise.catch((e: unknown) => e as EngineError);
    await settle();
    job.cancel();
    give(loaded(people(5)));
    expect(((await caught) as EngineError).detail.code).toBe('cancelled');
    expect(order).toEqual([]);
  });

  it('stays done when it is cancelled afterwards, and no worker is bothered', async () => {
    start(1);
    const a = run('a');
    await settle();
    await end('a');
    pool.stop();
    a.cancel();
    await settle();
    expect(a.value).toBe('a done');
    expect(engines()[0]!.cancelled).toEqual([]);
    expect(MadeWorker.made).toHaveLength(1);
  });
});

describe('a job that fails', () => {
  it('stops no other', async () => {
    start(1);
    const [a, b] = [run('a'), run('b')];
    await settle();
    endings
      .get('a')!
      .fail(new EngineError({ code: 'singular', what: 'No', where: {}, remedy: 'Yes.' }));
    await settle();
    expect(a.error?.detail.code).toBe('singular');
    await end('b');
    expect(b.value).toBe('b done');
  });

  it('frees its worker when its table cannot be made', async () => {
    start(1);
    const job = pool.run({ key: 'bad', provide: () => Promise.reject(new Error('no table')) }, () =>
      Promise.resolve(1),
    );
    const b = run('b');
    await expect(job.promise).rejects.toThrow('no table');
    await settle();
    await end('b');
    expect(b.value).toBe('b done');
  });

  it('with its worker, is told, and the next job finds a new worker with the table', async () => {
    start(1);
    const [a, b] = [run('a'), run('b')];
    await settle();
    MadeWorker.made[0]!.dispatchEvent(new Event('error', { cancelable: true }));
    await settle();
    expect(a.error?.detail.code).toBe('dead-worker');
    expect(deaths).toEqual(['engine 1']);
    await end('b');
    expect(b.value).toBe('b done');
    expect(provided).toEqual(['k', 'k']);
    expect(MadeWorker.made.map((w) => w.ended)).toEqual([true, false]);
  });
});

it('drops what waits and ends what runs when it is stopped', async () => {
  start(1);
  const [a, b] = [run('a'), run('b')];
  await settle();
  pool.stop();
  await settle();
  expect(a.error?.detail.code).toBe('dead-worker');
  expect(b.error?.detail.code).toBe('cancelled');
  expect(MadeWorker.made.every((w) => w.ended)).toBe(true);
  expect(deaths).toEqual([]);
});
