import { afterEach, describe, expect, it } from 'vitest';
import { detailOf } from '#lib/recipe/errors.ts';
import { cancelTask, pauseTask, restedFor, resumeTask, runTask } from '#lib/workers/tasks.ts';

/** Some 400 pieces of 5 ms each, unless it is told to stop. */
function* work(done: number[]): Generator<{ share: number }, string> {
  try {
    for (let k = 0; k < 400; k += 1) {
      const until = performance.now() + 5;
      while (performance.now() < until);
      done.push(k);
      yield { share: k / 400 };
      if (stopAt !== null && k >= stopAt) return 'told';
    }
    return 'all';
  } finally {
    done.push(-1);
  }
}
let stopAt: number | null = null;
afterEach(() => (stopAt = null));

/** Waits until the work has not moved over many turns of the event loop. */
async function standstill(done: readonly number[]): Promise<number> {
  for (let still = 0, before = -1; still < 20; before = done.length) {
    await new Promise((resolve) => setTimeout(resolve));
    still = done.length === before ? still + 1 : 0;
  }
  return done.length;
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve));
};

describe('a task', () => {
  it('stands still when paused, and goes on where it was', async () => {
    const done: number[] = [];
    const ended = runTask('a', work(done));
    await until(() => done.length > 3);
    pauseTask('a');
    const at = await standstill(done);
    expect(at).toBeLessThan(100);
    expect(restedFor('a')).toBe(0);
    stopAt = at + 5;
    resumeTask('a');
    expect(restedFor('a')).toBeGreaterThan(0);
    expect(await ended).toBe('told');
    expect(done).toEqual([...Array.from({ length: at + 6 }, (_, k) => k), -1]);
    expect(restedFor('a')).toBe(0);
  });

  it('is cancelled while it stands still, and lets go of what it held', async () => {
    const done: number[] = [];
    const ended = runTask('b', work(done)).catch((error: unknown) => detailOf(error).code);
    await until(() => done.length > 3);
    pauseTask('b');
    await standstill(done);
    cancelTask('b');
    expect(await ended).toBe('cancelled');
    expect(done.at(-1)).toBe(-1);
  });

  it('that is paused twice or resumed for nothing is no other', async () => {
    const done: number[] = [];
    resumeTask('c');
    const ended = runTask('c', work(done));
    await until(() => done.length > 3);
    pauseTask('c');
    pauseTask('c');
    stopAt = await standstill(done);
    resumeTask('c');
    resumeTask('c');
    expect(await ended).toBe('told');
  });
});
