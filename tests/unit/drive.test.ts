import { expect, it } from 'vitest';
import { drive, driveSync } from '#lib/engine/drive.ts';

it('breathes after 30 ms of work and not before', async () => {
  const breaths: number[] = [];
  let clock = 0;
  let last = 0;
  const work = (function* () {
    for (let i = 0; i < 20; i += 1) yield { share: (clock += 7) };
    return 'done';
  })();
  const result = await drive(work, {
    onProgress: () => undefined,
    cancelled: () => false,
    breathe: () => Promise.resolve(void (breaths.push(clock), (last = clock))),
    sinceBreath: () => clock - last,
  });
  expect(result).toBe('done');
  expect(breaths).toEqual([35, 70, 105, 140]);
});

const pace = {
  onProgress: () => undefined,
  cancelled: () => false,
  breathe: () => Promise.resolve(),
  sinceBreath: () => 0,
};

it('waits for what a step asks to wait for before the next turn', async () => {
  let given = 0;
  const work = (function* () {
    yield { share: 0.5, wait: new Promise((done) => setTimeout(done, 5)).then(() => (given = 7)) };
    return given;
  })();
  expect(await drive(work, pace)).toBe(7);
});

it.each([
  ['what it waits for fails', drive],
  ['it may not wait', driveSync],
])('lets a fit clean up where %s', async (_, run: (...given: never[]) => unknown) => {
  let cleaned = false;
  const work = (function* () {
    try {
      yield { share: 0, wait: Promise.resolve().then(() => Promise.reject(new Error('lost'))) };
    } finally {
      cleaned = true;
    }
  })();
  const ask = run as (given: typeof work, how: typeof pace) => unknown;
  await expect((async () => await ask(work, pace))()).rejects.toThrow(/lost|may not wait/);
  expect(cleaned).toBe(true);
});
