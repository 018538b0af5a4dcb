import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Watched } from '#lib/client/alive.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { MadeWorker, settle } from './worker.support.ts';

interface Api {
  double(x: number): number;
  never(): Promise<never>;
  refuse(): never;
}
const api: Api = {
  double: (x) => 2 * x,
  never: () => new Promise<never>(() => undefined),
  refuse: () => {
    throw new EngineError({ code: 'no-rows', what: 'None', where: {}, remedy: 'Add rows.' });
  },
};

let deaths: string[];
let watched: Watched<Api>;

beforeEach(() => {
  vi.useFakeTimers();
  MadeWorker.made = [];
  deaths = [];
  watched = new Watched<Api>(
    'data',
    () => new MadeWorker(api) as unknown as Worker,
    (name) => deaths.push(name),
  );
});
afterEach(() => {
  watched.stop();
  vi.useRealTimers();
});

const worker = (): MadeWorker => MadeWorker.made.at(-1)!;

/** A call that does not end, with what came of it. */
function waiting(): { error: EngineError | null } {
  const state: { error: EngineError | null } = { error: null };
  watched.call((a) => a.never()).catch((e: unknown) => (state.error = e as EngineError));
  return state;
}

const pass = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
};

it('makes no worker any more once it was stopped', async () => {
  await watched.call(async (a) => a.double(2));
  watched.stop();
  await expect(watched.call(async (a) => a.double(2))).rejects.toMatchObject({
    detail: { code: 'dead-worker' },
  });
  expect(MadeWorker.made).toHaveLength(1);
});

describe('a worker that stops beating', () => {
  it.each([0, 1, 400, 999])('is ended within 5 s, whatever the moment (%d ms)', async (offset) => {
    const call = waiting();
    worker().startBeating();
    await pass(3000 + offset);
    worker().beat();
    await settle();
    worker().stopBeating();
    await pass(3500);
    expect(call.error).toBeNull();
    await pass(1500);
    expect(worker().ended).toBe(true);
    expect(deaths).toEqual(['data']);
    expect(call.error!.detail).toMatchObject({
      code: 'dead-worker',
      what: expect.stringContaining('data') as string,
    });
    expect(call.error!.detail.remedy).toMatch(/start the task again/);
  });

  it('ends every call in flight, once', async () => {
    const calls = [waiting(), waiting(), waiting()];
    worker().beat();
    await pass(6000);
    expect(calls.map((c) => c.error?.detail.code)).toEqual([
      'dead-worker',
      'dead-worker',
      'dead-worker',
    ]);
    expect(deaths).toHaveLength(1);
    await pass(60_000);
    expect(deaths).toHaveLength(1);
  });

  it('is replaced at the next call', async () => {
    waiting();
    worker().beat();
    await pass(6000);
    const answer = watched.call((a) => Promise.resolve(a.double(21)));
    worker().startBeating();
    await settle();
    expect(await answer).toBe(42);
    expect(MadeWorker.made).toHaveLength(2);
    await pass(30_000);
    expect(deaths).toHaveLength(1);
    expect(worker().ended).toBe(false);
  });

  it('gets its time anew: the second worker is not judged by the first one’s silence', async () => {
    waiting();
    worker().beat();
    await pass(6000);
    const second = waiting();
    await pass(20_000);
    expect(second.error).toBeNull();
  });
});

describe('a worker is left alone', () => {
  it('while it beats, however long the work', async () => {
    const call = waiting();
    worker().startBeating();
    await pass(600_000);
    expect(call.error).toBeNull();
    expect(MadeWorker.made).toHaveLength(1);
  });

  it('for as long as it said it may be silent, and no longer', async () => {
    const call = waiting();
    worker().beat(30_000);
    await pass(28_000);
    expect(call.error).toBeNull();
    await pass(3000);
    expect(call.error?.detail.code).toBe('dead-worker');
  });

  it('before its first beat, while its code is loaded and compiled', async () => {
    const call = waiting();
    await pass(120_000);
    expect(call.error).toBeNull();
    expect(deaths).toEqual([]);
  });

  it('when the page slept and its own timer is late', async () => {
    const call = waiting();
    worker().startBeating();
    await pass(3000);
    worker().stopBeating();
    vi.setSystemTime(Date.now());
    sleep(60_000);
    await pass(1000);
    expect(call.error).toBeNull();
    worker().startBeating();
    await pass(10_000);
    expect(call.error).toBeNull();
    worker().stopBeating();
    await pass(5001);
    expect(call.error?.detail.code).toBe('dead-worker');
  });
});

/** Time goes by and no timer runs, as in a laptop that is shut. */
function sleep(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}
afterEach(() => vi.restoreAllMocks());

describe('a call', () => {
  it('gives the answer, and the worker’s own error whole', async () => {
    expect(await watched.call((a) => Promise.resolve(a.double(4)))).toBe(8);
    await expect(watched.call((a) => Promise.resolve(a.refuse()))).rejects.toMatchObject({
      detail: { code: 'no-rows' },
    });
    expect(watched.busy).toBe(false);
    expect(deaths).toEqual([]);
  });

  it.each(['error', 'messageerror'])(
    'rejects when the worker says %s, and the next finds a new one',
    async (type) => {
      const call = waiting();
      worker().dispatchEvent(new Event(type, { cancelable: true }));
      await settle();
      expect(call.error?.detail.code).toBe('dead-worker');
      expect(await watched.call((a) => Promise.resolve(a.double(1)))).toBe(2);
    },
  );

  it('rejects when the worker is stopped, which is no death', async () => {
    const call = waiting();
    expect(watched.busy).toBe(true);
    watched.stop();
    await settle();
    expect(call.error?.detail.code).toBe('dead-worker');
    expect(deaths).toEqual([]);
    expect(worker().ended).toBe(true);
  });

  it('rejects when no worker can be made, and tries anew the next time', async () => {
    let broken = true;
    const odd = new Watched<Api>(
      'x',
      () => {
        if (broken) throw new Error('blocked');
        return new MadeWorker(api) as unknown as Worker;
      },
      () => undefined,
    );
    await expect(odd.call((a) => Promise.resolve(a.double(1)))).rejects.toThrow('blocked');
    broken = false;
    expect(await odd.call((a) => Promise.resolve(a.double(1)))).toBe(2);
    odd.stop();
  });
});
