import type { Remote } from 'comlink';
import { transfer } from 'comlink';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { EngineApi } from '#lib/workers/engine.worker.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { Watched } from './alive.ts';
import { freshId, type RestingJob } from './job.ts';

/** Gives the table for a key anew: each worker gets a copy of its own. */
export type Provide = () => Promise<Loaded>;

interface Waiting {
  readonly priority: number;
  readonly start: (worker: Watched<EngineApi>) => Promise<void>;
  readonly drop: () => void;
}

/** Runs engine work on as many workers as there are cores to spare; urgent work (a preview) goes first. */
export class Pool {
  readonly #workers: Watched<EngineApi>[];
  readonly #queue: Waiting[] = [];
  readonly #taken = new Set<Watched<EngineApi>>();

  constructor(size: number, onDeath: (name: string) => void) {
    const make = (): Worker =>
      new Worker(new URL('../workers/engine.worker.ts', import.meta.url), {
        type: 'module',
        name: 'engine',
      });
    this.#workers = Array.from(
      { length: size },
      (_, i) => new Watched<EngineApi>(`engine ${i + 1}`, make, onDeath),
    );
  }

  get size(): number {
    return this.#workers.length;
  }

  /** Queues `work` on the table named `key`; `provide` is asked only where the worker does not hold it. */
  run<T>(
    { key, provide, priority = 0 }: { key: string; provide: Provide; priority?: number },
    work: (api: Remote<EngineApi>, id: string) => Promise<T>,
  ): RestingJob<T> {
    const id = freshId('task');
    const nothing = (): void => undefined;
    let stop = nothing;
    let tell: (what: 'pause' | 'resume') => void = nothing;
    const promise = new Promise<T>((resolve, reject) => {
      const start = async (worker: Watched<EngineApi>): Promise<void> => {
        let over = false;
        stop = () => {
          over = true;
          void worker.call((api) => api.cancel(id)).catch(nothing);
        };
        tell = (what) => void worker.call((api) => api[what](id)).catch(nothing);
        try {
          resolve(
            await worker.call(async (api) => {
              if (!(await api.holds(key))) await api.hold(key, moved(await provide()));
              if (over) throw cancelledError();
              return work(api, id);
            }),
          );
        } catch (error) {
          reject(error as Error);
        } finally {
          stop = nothing;
          tell = nothing;
        }
      };
      const waiting = { priority, start, drop: () => reject(cancelledError()) };
      stop = () => {
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1)[0]!.drop();
      };
      this.#enqueue(waiting);
    });
    return {
      id,
      promise,
      cancel: () => stop(),
      pause: () => tell('pause'),
      resume: () => tell('resume'),
    };
  }

  stop(): void {
    for (const waiting of this.#queue.splice(0)) waiting.drop();
    for (const worker of this.#workers) worker.stop();
  }

  #enqueue(waiting: Waiting): void {
    const at = this.#queue.findIndex((w) => w.priority < waiting.priority);
    this.#queue.splice(at < 0 ? this.#queue.length : at, 0, waiting);
    this.#next();
  }

  #next(): void {
    const free = this.#workers.find((w) => !this.#taken.has(w));
    const waiting = free && this.#queue.shift();
    if (!waiting) return;
    this.#taken.add(free);
    void waiting.start(free).finally(() => {
      this.#taken.delete(free);
      this.#next();
    });
    this.#next();
  }
}

const cancelledError = (): EngineError =>
  new EngineError({
    code: 'cancelled',
    what: 'The task was cancelled',
    where: {},
    remedy: 'Start it again when you want.',
  });

/** The buffers go with the message, uncopied. */
function moved(loaded: Loaded): Loaded {
  const buffers = [...loaded.table.columns.values()].map((c) =>
    c.kind === 'number' ? c.values.buffer : c.codes.buffer,
  );
  return transfer(loaded, [...new Set([...buffers, loaded.rid.buffer])] as ArrayBuffer[]);
}
