import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FitInput, Progress } from '#lib/engine/model.ts';
import { drive, driveSync } from '#lib/engine/drive.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { parseParams } from '#lib/recipe/params.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { crewOf } from '#lib/workers/crew.ts';
import { matrixOf } from '../oracle/models/answers.ts';
import { wave } from '../oracle/models/fixtures.ts';

/** Forests whose trees other workers help to grow, here threads of Node. */

type Forest = 'randomForest' | 'extraTrees';
const cases: readonly (readonly [Forest, Task, object, readonly number[]])[] = [
  ['randomForest', 'binary', { nEstimators: 400, maxDepth: 7 }, [1, 2, 3]],
  ['randomForest', 'regression', { nEstimators: 400, maxDepth: 5 }, [2]],
  ['extraTrees', 'multiclass', { nEstimators: 400, maxDepth: 2, bootstrap: true }, [2]],
];

/** Of a whole model: comparing its numbers one by one takes seconds where they differ. */
const hashOf = (fitted: unknown): string =>
  createHash('sha256').update(serialize(fitted)).digest('hex');

function inputOf(id: Forest, task: Task, params: object): FitInput<unknown> {
  const rows = 8000;
  const columns = Array.from({ length: 10 }, (_, j) =>
    Array.from({ length: rows }, (_, i) => wave(i, j)),
  );
  const score = columns[0]!.map((x, i) => x + 2 * columns[2]![i]! * x);
  const cuts = task === 'regression' ? null : task === 'binary' ? [0] : [-0.5, 0.5];
  return {
    X: matrixOf(
      columns,
      columns.map((_, j) => `x${j}`),
    ),
    y: Float64Array.from(score, (s) => cuts?.filter((cut) => s > cut).length ?? s),
    task,
    nClasses: cuts ? cuts.length + 1 : 1,
    params: parseParams(modelSpecs[id].params, params, id),
    seed: 5,
  };
}

const threads: { readonly worker: Worker; busy: Promise<unknown> }[] = [];
beforeAll(async () => {
  for (let at = 0; at < 3; at += 1) {
    const worker = new Worker(new URL('crew.thread.ts', import.meta.url));
    threads.push({ worker, busy: once(worker, 'message') });
  }
  await Promise.all(threads.map(({ busy }) => busy));
});
afterAll(() => Promise.all(threads.map(({ worker }) => worker.terminate())));

/** So many threads that are idle, as ports to them. */
function gatherFrom(helpers: number, onPart: (helper: number) => void): readonly MessagePort[] {
  return threads.slice(0, helpers).map((thread, at) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', ({ data }: MessageEvent<object>) => {
      if ('index' in data) onPart(at);
    });
    thread.busy = once(thread.worker, 'message');
    thread.worker.postMessage(port2, [port2 as never]);
    return port1;
  });
}

interface Helped {
  readonly helpers: number;
  readonly onPart?: (helper: number, parts: readonly number[]) => void;
  readonly cancelled?: () => boolean;
}

/** A fit with helpers, which are idle again at its end. @returns its end and how many trees came from each helper */
async function withHelpers(
  [id, input]: readonly [Forest, FitInput<unknown>],
  { helpers, onPart = () => undefined, cancelled = () => false }: Helped,
): Promise<{ end: unknown; parts: readonly number[] }> {
  const parts = Array.from({ length: helpers }, () => 0);
  const gather = (): readonly MessagePort[] =>
    gatherFrom(helpers, (at) => {
      parts[at]! += 1;
      onPart(at, parts);
    });
  const shares: number[] = [];
  const work = modelComputes[id].fit({ ...input, crew: crewOf(id, gather) } as never);
  try {
    const end: unknown = await drive<Progress, unknown>(work, {
      onProgress: ({ share }) => shares.push(share),
      cancelled,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      sinceBreath: () => 100,
    });
    return { end, parts };
  } finally {
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    await Promise.all(threads.map(({ busy }) => busy));
  }
}

describe.each(cases)('%s for %s with %j', (id, task, params, counts) => {
  const input = inputOf(id, task, params);
  const alone: unknown = driveSync(modelComputes[id].fit(input as never));

  it.each(counts)('is the same tree for tree with %d helpers', async (helpers) => {
    const { end, parts } = await withHelpers([id, input], { helpers });
    expect(hashOf(end)).toBe(hashOf(alone));
    expect(Math.max(...parts)).toBeGreaterThan(10);
  });
});

const first = cases[0]!;
const input = inputOf(first[0], first[1], first[2]);

it('is the same where a helper is called away', async () => {
  const alone: unknown = driveSync(modelComputes[first[0]].fit(input as never));
  const onPart = (at: number): void => {
    if (at === 0) threads[0]!.worker.postMessage('leave');
  };
  const { end } = await withHelpers([first[0], input], { helpers: 2, onPart });
  expect(hashOf(end)).toBe(hashOf(alone));
});

it('a stopped fit lets its helpers go', async () => {
  let cancelled = false;
  const work = withHelpers([first[0], input], {
    helpers: 2,
    onPart: () => (cancelled = true),
    cancelled: () => cancelled,
  });
  await expect(work).rejects.toThrow('stopped before its end');
});
