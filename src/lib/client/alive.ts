import { releaseProxy, wrap, type Remote } from 'comlink';
import { EngineError } from '#lib/recipe/errors.ts';
import { beatEvery, deadAfter, patienceIn } from '#lib/workers/beat.ts';
import { keepErrorDetail } from '#lib/workers/wire.ts';

/**
 * A worker that is watched. `call` rejects with 'dead-worker' when the worker stops giving signs of life while it
 * works, and the next call finds a new worker.
 */
export class Watched<Api> {
  readonly #make: () => Worker;
  readonly #onDeath: (name: string) => void;
  readonly name: string;
  #worker: Worker | null = null;
  #remote: Remote<Api> | null = null;
  #lastBeat = 0;
  #patience = deadAfter;
  /** Loading and compiling the worker's code says nothing; only silence after the first beat means death. */
  #heard = false;
  #calls = new Set<(error: EngineError) => void>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #stopped = false;

  constructor(name: string, make: () => Worker, onDeath: (name: string) => void) {
    this.name = name;
    this.#make = make;
    this.#onDeath = onDeath;
  }

  get busy(): boolean {
    return this.#calls.size > 0;
  }

  /** Runs `work` against the live worker; settles even when the worker dies. */
  async call<T>(work: (api: Remote<Api>) => Promise<T>): Promise<T> {
    if (this.#stopped) throw this.#deadError();
    const remote = this.#start();
    let fail: (error: EngineError) => void = () => undefined;
    const death = new Promise<never>((_, reject) => (fail = reject));
    this.#calls.add(fail);
    try {
      return await Promise.race([work(remote), death]);
    } finally {
      this.#calls.delete(fail);
    }
  }

  /** Ends the worker for good; calls in flight, and those that come, reject as interrupted. */
  stop(): void {
    this.#stopped = true;
    this.#end(false);
  }

  #start(): Remote<Api> {
    if (this.#remote) return this.#remote;
    keepErrorDetail();
    const worker = this.#make();
    worker.addEventListener('message', (event) => {
      const patience = patienceIn(event.data);
      if (patience === null) return;
      this.#patience = patience;
      this.#heard = true;
      this.#lastBeat = performance.now();
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(true);
    });
    worker.addEventListener('messageerror', () => this.#end(true));
    this.#worker = worker;
    this.#remote = wrap<Api>(worker);
    this.#heard = false;
    this.#patience = deadAfter;
    this.#lastBeat = performance.now();
    this.#watch();
    return this.#remote;
  }

  /** A late check (sleep, a throttled tab) proves nothing about the worker: it gets the whole time again. */
  #watch(): void {
    let lastCheck = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (now - lastCheck > 2 * beatEvery) this.#lastBeat = now;
      lastCheck = now;
      if (this.#heard && now - this.#lastBeat > this.#patience - beatEvery) this.#end(true);
    }, beatEvery);
  }

  #end(died: boolean): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#remote?.[releaseProxy]();
    this.#worker?.terminate();
    this.#worker = null;
    this.#remote = null;
    const error = this.#deadError();
    for (const fail of this.#calls) fail(error);
    this.#calls.clear();
    if (died) this.#onDeath(this.name);
  }

  #deadError(): EngineError {
    return new EngineError({
      code: 'dead-worker',
      what: `The ${this.name} worker stopped answering and was restarted`,
      where: {},
      remedy:
        'Nothing that was saved is lost; start the task again. If it stops again, use fewer rows or a smaller model.',
    });
  }
}
