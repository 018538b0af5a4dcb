import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RestingJob } from '#lib/client/job.ts';
import { limitOf, Queue, type Act, type Lane } from '#lib/client/queue.ts';
import type { TableAsk, Work } from '#lib/client/pool.ts';
import { EngineError } from '#lib/recipe/errors.ts';

/** Parts of jobs, as the pool sees them: what was asked, and how each ends. */
interface Part {
  readonly ask: TableAsk;
  readonly heard: string[];
  readonly end: (value: unknown) => void;
  readonly begin: () => void;
}
let parts: Part[];
const pool = {
  size: 2,
  run<T>(ask: TableAsk, work: Work<T>): RestingJob<T> {
    const heard: string[] = [];
    let end: (value: never) => void = () => undefined;
    let fail: (error: Error) => void = () => undefined;
    const promise = new Promise<T>((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
    const begin = (): void => void work({} as never, ask.id ?? 'part', () => []);
    parts.push({ ask, heard, end: end as Part['end'], begin });
    const cancelled = { code: 'cancelled', what: 'It was', where: {}, remedy: 'None.' } as const;
    return {
      id: ask.id ?? 'part',
      promise,
      cancel: () => {
        heard.push('cancel');
        fail(new EngineError(cancelled));
      },
      pause: () => heard.push('pause'),
      resume: () => heard.push('resume'),
    };
  },
};

let queue: Queue;
let began: string[];
let endings: Map<string, { end: () => void; fail: () => void; act: Act }>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  [parts, began, endings, pool.size] = [[], [], new Map(), 2];
  queue = new Queue(pool, () => undefined);
});
afterEach(() => vi.useRealTimers());

function add(id: string, lane: Lane = 'train', more: { priority?: number } = {}) {
  const outcome: { done?: true; error?: EngineError } = {};
  queue
    .add({ id, lane, priority: 0, ...more }, (act) => {
      began.push(id);
      return new Promise<void>((end, reject) =>
        endings.set(id, { end, fail: () => reject(new Error('no')), act }),
      );
    })
    .then(
      () => (outcome.done = true),
      (error: unknown) => (outcome.error = error as EngineError),
    );
  return outcome;
}
const end = async (id: string): Promise<void> => {
  endings.get(id)!.end();
  await settled();
};
const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};
const table = { key: 'k', provide: () => Promise.reject(new Error('never asked')) };

describe('the queue', () => {
  it('lets as many of a lane work as it may, each lane for itself, and the rest in turn', async () => {
    for (const id of ['a', 'b', 'c']) add(id);
    for (const id of ['s', 't']) add(id, 'search');
    expect(began).toEqual(['a', 'b', 's']);
    await end('s');
    await end('a');
    expect(began).toEqual(['a', 'b', 's', 't', 'c']);
  });

  it.each([
    [1, [1, 1, 1]],
    [2, [2, 1, 2]],
    [7, [7, 3, 7]],
  ] as const)('has limits by the number of workers (%i)', (workers, limits) => {
    expect((['train', 'search', 'look'] as const).map((l) => limitOf(l, workers))).toEqual(limits);
  });

  it('begins nothing more once it is closed: what waits stays as it was', async () => {
    pool.size = 1;
    add('now');
    const waits = add('then');
    queue.close();
    endings.get('now')!.fail();
    await settled();
    expect([began, waits]).toEqual([['now'], {}]);
  });

  it('takes the higher priority first, equals in their order, and moves one by one place', async () => {
    pool.size = 1;
    add('now');
    add('low', 'train', { priority: -1 });
    for (const id of ['a', 'b', 'c']) add(id);
    expect(queue.waiting).toEqual(['a', 'b', 'c', 'low']);
    expect(queue.move('low', -1)).toBe(true);
    expect(queue.waiting).toEqual(['a', 'b', 'low', 'c']);
    expect(queue.move('a', 1)).toBe(true);
    expect(queue.waiting).toEqual(['b', 'a', 'low', 'c']);
    expect(queue.move('b', -1)).toBe(false);
    expect(queue.move('now', 1)).toBe(false);
    for (const id of ['now', 'b', 'a', 'low']) await end(id);
    expect(began).toEqual(['now', 'b', 'a', 'low', 'c']);
  });
});

describe('a job', () => {
  it('that waits is cancelled at once, and one that works with all its parts', async () => {
    pool.size = 1;
    const a = add('a');
    const b = add('b');
    queue.cancel('b');
    await settled();
    expect(b.error?.detail.code).toBe('cancelled');
    const { act } = endings.get('a')!;
    const part = act.run(table, () => Promise.resolve(1)).catch((e: unknown) => e as EngineError);
    await settled();
    queue.cancel('a');
    expect(((await part) as EngineError).detail.code).toBe('cancelled');
    expect(act.over).toBe(true);
    await expect(act.run(table, () => Promise.resolve(1))).rejects.toThrow('cancelled');
    expect(parts).toHaveLength(1);
    await end('a');
    expect([a.done, began]).toEqual([true, ['a']]);
  });

  it('gives its priority and, where it is one part, its name to the worker', async () => {
    add('a', 'train', { priority: 3 });
    void endings.get('a')!.act.run({ ...table, own: true }, () => Promise.resolve(1));
    void endings.get('a')!.act.run(table, () => Promise.resolve(1));
    await settled();
    expect(parts.map((p) => [p.ask.id, p.ask.priority])).toEqual([
      ['a', 3],
      [undefined, 3],
    ]);
  });

  it('rests with all its parts, begins none meanwhile, and goes on', async () => {
    add('a');
    const { act } = endings.get('a')!;
    void act.run(table, () => Promise.resolve(1));
    await settled();
    queue.pause('a');
    expect(queue.standing('a')).toBe('resting');
    void act.run(table, () => Promise.resolve(2));
    await settled();
    expect(parts.map((p) => p.heard)).toEqual([['pause']]);
    // A part that gets its worker only now hears of it then.
    parts[0]!.begin();
    await settled();
    expect(parts[0]!.heard).toEqual(['pause', 'pause']);
    queue.resume('a');
    await settled();
    expect(parts.map((p) => p.heard)).toEqual([['pause', 'pause', 'resume'], []]);
    expect(queue.standing('a')).toBe('working');
  });

  it('can be cancelled while it rests', async () => {
    add('a');
    const { act } = endings.get('a')!;
    queue.pause('a');
    const part = act.run(table, () => Promise.resolve(1)).catch((e: unknown) => e as EngineError);
    queue.cancel('a');
    expect(((await part) as EngineError).detail.code).toBe('cancelled');
    expect(parts).toEqual([]);
  });

  it('held in the line lets others pass, and has its turn when it goes on', async () => {
    pool.size = 1;
    for (const id of ['a', 'b', 'c']) add(id);
    queue.pause('b');
    expect(queue.standing('b')).toBe('held');
    await end('a');
    await end('c');
    expect(began).toEqual(['a', 'c']);
    queue.resume('b');
    expect(began).toEqual(['a', 'c', 'b']);
  });

  it('has a time that does not run while it rests', () => {
    add('a');
    const rang = vi.fn();
    endings.get('a')!.act.later(1000, rang);
    vi.advanceTimersByTime(600);
    queue.pause('a');
    vi.advanceTimersByTime(5000);
    queue.resume('a');
    vi.advanceTimersByTime(399);
    expect(rang).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(rang).toHaveBeenCalledTimes(1);
  });

  it('has no time left when it is stopped', () => {
    add('a');
    const rang = vi.fn();
    endings.get('a')!.act.later(1000, rang);
    queue.cancel('a');
    queue.resume('a');
    vi.advanceTimersByTime(5000);
    expect(rang).not.toHaveBeenCalled();
  });
});

it('ends everything, and starts nothing meanwhile', async () => {
  pool.size = 1;
  const outcomes = ['a', 'b', 'c'].map((id) => add(id));
  queue.cancelAll();
  await settled();
  expect(began).toEqual(['a']);
  expect(outcomes.slice(1).map((o) => o.error?.detail.code)).toEqual(['cancelled', 'cancelled']);
  expect(endings.get('a')!.act.over).toBe(true);
});
