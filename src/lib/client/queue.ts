import { EngineError } from '#lib/recipe/errors.ts';
import type { RestingJob } from './job.ts';
import type { Pool, TableAsk, Work } from './pool.ts';

/** Jobs of one lane wait for each other, where the lane is full; those of different lanes do not. */
export type Lane = 'train' | 'search' | 'look' | 'page';

export interface QueueAsk {
  readonly id: string;
  readonly lane: Lane;
  /** Higher goes first, in the queue and, in parts, on the workers. */
  readonly priority: number;
}

/** What a job does its work with. Everything it has under way stands still, or ends, with it. */
export interface Act {
  readonly id: string;
  /** It was cancelled: nothing more can be begun. */
  readonly over: boolean;
  /**
   * Does one part on a free worker; a job of one part says `own`, and the worker knows it by the job's id.
   * `on`: workers of another pool than the queue's.
   */
  run<T>(
    table: Omit<TableAsk, 'priority' | 'id'> & { own?: boolean; on?: Pick<Pool, 'run'> },
    work: Work<T>,
  ): Promise<T>;
  /** Ends the parts that are under way, which reject with 'cancelled'; others may be begun. */
  halt(): void;
  /** After so much time, pauses not counted. @returns what takes it back */
  later(ms: number, act: () => void): () => void;
  /** Seconds since it began, pauses not counted. */
  worked(): number;
}

/** waiting: for its turn; held: paused before it began; working; resting: paused. */
export type Standing = 'waiting' | 'held' | 'working' | 'resting';

/**
 * How many jobs of a lane work at once on so many workers; a search keeps the folds of its table in memory. What a page asks
 * for itself has a worker of its own, and never waits behind a job.
 */
export function limitOf(lane: Lane, workers: number): number {
  if (lane === 'page') return Infinity;
  return lane === 'search' ? Math.max(1, Math.floor(workers / 2)) : workers;
}

/** The jobs of a project, waiting and at work. */
export class Queue {
  readonly #pool: Pick<Pool, 'run' | 'size'>;
  readonly #clock: () => number;
  readonly #changed: () => void;
  readonly #jobs = new Map<string, Job>();
  #made = 0;
  #closed = false;

  constructor(
    pool: Pick<Pool, 'run' | 'size'>,
    changed: () => void,
    clock: () => number = () => performance.now(),
  ) {
    this.#pool = pool;
    this.#changed = changed;
    this.#clock = clock;
  }

  /** Those that wait, in the order of their turn. */
  get waiting(): readonly string[] {
    return this.#line().map((j) => j.ask.id);
  }
  standing(id: string): Standing | null {
    return this.#jobs.get(id)?.standing ?? null;
  }

  /** Puts a job in the queue. @returns what its work gives; rejects with 'cancelled' where it never came to that */
  add<T>(ask: QueueAsk, work: (act: Act) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const start = async (job: Job): Promise<void> => {
        try {
          resolve(await work(job));
        } catch (error) {
          reject(error as Error);
        } finally {
          this.#leave(job);
        }
      };
      const parts = { ask, place: this.#made++, pool: this.#pool, clock: this.#clock };
      const job: Job = new Job({ ...parts, start: () => void start(job), drop: reject });
      this.#jobs.set(ask.id, job);
      this.#next();
    });
  }

  /** Ends it; one that waits never starts. Does nothing where it is over. */
  cancel(id: string): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    if (job.begun) return job.stop();
    job.drop(cancelledError());
    this.#leave(job);
  }

  /** Lets it stand still, at work or in the line, until `resume`. */
  pause(id: string): void {
    this.#jobs.get(id)?.pause();
    this.#next();
  }
  resume(id: string): void {
    this.#jobs.get(id)?.resume();
    this.#next();
  }

  /** Changes places with its neighbour in the line: −1 is sooner. @returns whether it could */
  move(id: string, by: -1 | 1): boolean {
    const line = this.#line();
    const at = line.findIndex((j) => j.ask.id === id);
    const [job, other] = [line[at], line[at + by]];
    if (!job || !other) return false;
    [job.priority, other.priority] = [other.priority, job.priority];
    [job.place, other.place] = [other.place, job.place];
    this.#changed();
    return true;
  }

  cancelAll(): void {
    for (const id of [...this.#jobs.keys()].reverse()) this.cancel(id);
  }

  /** Nothing begins any more: the page that asked goes away. */
  close(): void {
    this.#closed = true;
  }

  #line(): Job[] {
    return [...this.#jobs.values()]
      .filter((j) => !j.begun)
      .sort((a, b) => b.priority - a.priority || a.place - b.place);
  }

  #leave(job: Job): void {
    this.#jobs.delete(job.ask.id);
    this.#next();
  }

  #next(): void {
    if (this.#closed) return;
    for (const job of this.#line()) {
      if (job.standing === 'waiting' && this.#room(job.ask.lane)) job.begin();
    }
    this.#changed();
  }

  #room(lane: Lane): boolean {
    const working = [...this.#jobs.values()].filter((j) => j.begun && j.ask.lane === lane);
    return working.length < limitOf(lane, this.#pool.size);
  }
}

interface JobParts {
  readonly ask: QueueAsk;
  readonly place: number;
  readonly pool: Pick<Pool, 'run'>;
  readonly clock: () => number;
  readonly start: () => void;
  readonly drop: (error: Error) => void;
}

/** One job, and all that it has under way. */
class Job implements Act {
  readonly ask: QueueAsk;
  priority: number;
  place: number;
  begun = false;
  over = false;
  #paused = false;
  /** Milliseconds at work until the last pause, and the time when it last began or went on. */
  #worked = 0;
  #since = 0;
  readonly #parts: JobParts;
  readonly #units = new Set<RestingJob<unknown>>();
  readonly #timers = new Set<Timer>();
  #gate: { readonly open: Promise<void>; readonly let: () => void } | null = null;

  constructor(parts: JobParts) {
    this.ask = parts.ask;
    this.priority = parts.ask.priority;
    this.place = parts.place;
    this.#parts = parts;
  }

  get id(): string {
    return this.ask.id;
  }
  get standing(): Standing {
    if (this.begun) return this.#paused ? 'resting' : 'working';
    return this.#paused ? 'held' : 'waiting';
  }
  drop(error: Error): void {
    this.#parts.drop(error);
  }
  begin(): void {
    this.begun = true;
    this.#since = this.#parts.clock();
    this.#parts.start();
  }

  async run<T>(table: Parameters<Act['run']>[0], work: Work<T>): Promise<T> {
    await this.#gate?.open;
    if (this.over) throw cancelledError();
    const { own, on = this.#parts.pool, ...rest } = table;
    const asked = { ...rest, priority: this.priority, ...(own && { id: this.id }) };
    const unit = on.run<T>(asked, (api, id, gather) => {
      // It may have been told to rest while it waited for a worker, which then did not hear of it.
      if (this.#paused) queueMicrotask(() => unit.pause());
      return work(api, id, gather);
    });
    this.#units.add(unit);
    return unit.promise.finally(() => this.#units.delete(unit));
  }

  stop(): void {
    this.over = true;
    this.#open();
    this.halt();
    for (const timer of this.#timers) timer.hold();
    this.#timers.clear();
  }

  halt(): void {
    for (const unit of this.#units) unit.cancel();
  }

  pause(): void {
    if (this.#paused || this.over) return;
    this.#paused = true;
    if (this.begun) this.#worked += this.#parts.clock() - this.#since;
    let open = (): void => undefined;
    this.#gate = { open: new Promise<void>((resolve) => (open = resolve)), let: () => open() };
    for (const unit of this.#units) unit.pause();
    for (const timer of this.#timers) timer.hold();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#since = this.#parts.clock();
    for (const unit of this.#units) unit.resume();
    for (const timer of this.#timers) timer.go();
    this.#open();
  }

  worked(): number {
    return (this.#worked + (this.#paused ? 0 : this.#parts.clock() - this.#since)) / 1000;
  }

  later(ms: number, act: () => void): () => void {
    // setTimeout takes no endless time for what it is.
    if (ms === Infinity) return () => undefined;
    const timer = new Timer(ms, this.#parts.clock, () => {
      this.#timers.delete(timer);
      act();
    });
    if (this.over) return () => undefined;
    this.#timers.add(timer);
    if (!this.#paused) timer.go();
    return () => {
      timer.hold();
      this.#timers.delete(timer);
    };
  }

  #open(): void {
    this.#paused = false;
    this.#gate?.let();
    this.#gate = null;
  }
}

/** A time that stands still while it is held. */
class Timer {
  #left: number;
  #since = 0;
  #ticking: ReturnType<typeof setTimeout> | undefined;
  readonly #clock: () => number;
  readonly #act: () => void;

  constructor(ms: number, clock: () => number, act: () => void) {
    this.#left = ms;
    this.#clock = clock;
    this.#act = act;
  }
  go(): void {
    this.#since = this.#clock();
    this.#ticking = setTimeout(this.#act, Math.max(0, this.#left));
  }
  hold(): void {
    if (this.#ticking === undefined) return;
    clearTimeout(this.#ticking);
    this.#ticking = undefined;
    this.#left -= this.#clock() - this.#since;
  }
}

const cancelledError = (): EngineError =>
  new EngineError({
    code: 'cancelled',
    what: 'The task was cancelled',
    where: {},
    remedy: 'Start it again when you want.',
  });
