import type { Remote } from 'comlink';
import { transfer } from 'comlink';
import type { Loaded } from '#lib/engine/prepare.ts';
import type { EngineApi } from '#lib/workers/engine.worker.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { Watched } from './alive.ts';
import { freshId, type RestingJob } from './job.ts';

/** Gives the table for a key anew: each worker gets a copy of its own. */
export type Provide = () => Promise<Loaded>;

/** Gives ports to other workers that make parts of a task (workers/crew.ts); none where none is idle. */
export type Gather = () => MessagePort[];

export interface TableAsk {
  readonly key: string;
  readonly provide: Provide;
  /** Higher goes first. */
  readonly priority?: number;
  /** The name the worker knows the work by, where it has one already. */
  readonly id?: string;
}

export type Work<T> = (api: Remote<EngineApi>, id: string, gather: Gather) => Promise<T>;

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
  /** Those that make parts of the fit of another's task; they leave it when there is other work. */
  readonly #helpers = new Map<Watched<EngineApi>, string>();

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

  /** Work that comes now begins now: nothing waits, and a worker is free or only helps. */
  get idle(): boolean {
    const busy = this.#workers.filter((w) => this.#taken.has(w) && !this.#helpers.has(w));
    return this.#queue.length === 0 && busy.length < this.#workers.length;
  }

  /**
   * Queues `work` on the table named `key`; `provide` is asked only where the worker does not hold it. `gather` sends the
   * idle workers to the one that works and gives the ports to them.
   */
  run<T>(
    { key, provide, priority = 0, id = freshId('task') }: TableAsk,
    work: Work<T>,
  ): RestingJob<T> {
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
        tell = (what) => {
          for (const w of [worker, ...this.#helping(id)])
            void w.call((api) => api[what](id)).catch(nothing);
        };
        try {
          resolve(
            await worker.call(async (api) => {
              if (!(await api.holds(key))) await api.hold(key, moved(await provide()));
              if (over) throw cancelledError();
              return work(api, id, () => (over ? [] : this.#gather(id)));
            }),
          );
        } catch (error) {
          reject(error as Error);
        } finally {
          over = true;
          for (const helper of this.#helping(id)) this.#dismiss(helper);
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
    if (!free) {
      for (const helper of [...this.#helpers.keys()].slice(0, this.#queue.length))
        this.#dismiss(helper);
      return;
    }
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#take(free, () => waiting.start(free));
    this.#next();
  }

  #take(worker: Watched<EngineApi>, work: () => Promise<void>): void {
    this.#taken.add(worker);
    void work().finally(() => {
      this.#taken.delete(worker);
      this.#next();
    });
  }

  /** Ports to all workers that have nothing to do, each of which joins task `id` until it is over or other work comes. */
  #gather(id: string): MessagePort[] {
    if (this.#queue.length > 0) return [];
    return this.#workers
      .filter((w) => !this.#taken.has(w))
      .map((worker) => {
        const { port1, port2 } = new MessageChannel();
        this.#helpers.set(worker, id);
        this.#take(worker, async () => {
          await worker.call((api) => api.join(id, transfer(port2, [port2]))).catch(() => undefined);
          this.#helpers.delete(worker);
        });
        return port1;
      });
  }

  #helping(id: string): Watched<EngineApi>[] {
    return [...this.#helpers].flatMap(([worker, task]) => (task === id ? [worker] : []));
  }

  #dismiss(helper: Watched<EngineApi>): void {
    const id = this.#helpers.get(helper)!;
    void helper.call((api) => api.leave(id)).catch(() => undefined);
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
