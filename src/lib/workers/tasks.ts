import { drive } from '#lib/engine/drive.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { LogEntry, LogEvent } from '#lib/recipe/log.ts';

const cancelled = new Set<string>();

/** A task that stands still: since when, and who waits for it to go on. */
interface Rest {
  readonly since: number;
  readonly over: Promise<void>;
  readonly end: () => void;
}
const resting = new Map<string, Rest>();
const rested = new Map<string, number>();

/** Asks a running task to stop at its next breath. */
export function cancelTask(id: string): void {
  cancelled.add(id);
  resumeTask(id);
}

/** Asks a running task to stand still at its next breath; it keeps its memory. */
export function pauseTask(id: string): void {
  if (resting.has(id)) return;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  resting.set(id, { since: performance.now(), over, end });
}

export function resumeTask(id: string): void {
  const rest = resting.get(id);
  if (!rest) return;
  resting.delete(id);
  rested.set(id, restedFor(id) + performance.now() - rest.since);
  rest.end();
}

/** Milliseconds that a task stood still, pauses that have ended. */
export const restedFor = (id: string): number => rested.get(id) ?? 0;

/** Runs a generator of the engine so that messages (cancel, pause, beat) get in between, and says how far it is. */
export async function runTask<T>(
  id: string,
  work: Generator<Progress, T>,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<T> {
  let last = performance.now();
  try {
    return await drive(work, {
      onProgress,
      cancelled: () => cancelled.has(id),
      sinceBreath: () => performance.now() - last,
      breathe: async () => {
        await macrotask();
        await resting.get(id)?.over;
        last = performance.now();
      },
    });
  } finally {
    cancelled.delete(id);
    resting.delete(id);
    rested.delete(id);
  }
}

/** Adds what the engine must not know: the task and the time. */
export const stamped = (taskId: string, event: LogEvent): LogEntry => ({
  task_id: taskId,
  timestamp: new Date().toISOString(),
  level: event.level,
  source: event.source,
  message: event.message,
  meta: event.meta,
});

let breathed = 0;

/** Lets messages in, where the last breath is not just drawn. */
export async function breathe(): Promise<void> {
  if (performance.now() - breathed < 50) return;
  await macrotask();
  breathed = performance.now();
}

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Node's own turn: its ports, once they talk, let no timer and no other port in between. */
const { setImmediate: nodeTurn } = globalThis as { setImmediate?: (next: () => void) => unknown };

/** A turn of the event loop without the 4 ms that nested timers cost. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (nodeTurn) return void nodeTurn(resolve);
    waiting.push(resolve);
    port2.postMessage(0);
  });
}
