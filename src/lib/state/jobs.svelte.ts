import { freshId } from '#lib/client/job.ts';
import { Queue, type Act } from '#lib/client/queue.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { JobKind, StoredCheckpoint, StoredTask, TaskState } from '#lib/storage/schema.ts';
import { Checkpoints } from './checkpoints.ts';
import { placing, watched, type JobAsk, type JobParts, type Tell } from './jobAsk.ts';
import { beHere, Tabs } from './lock.ts';
import {
  changed,
  forgotten,
  isOpen,
  lookRecord,
  recordOf,
  secondsOf,
  stateAfter,
  type JobRecord,
} from './jobRecords.ts';

/** Every long act of the project: what waits, works and rests, and what became of those before. */
export class Jobs {
  readonly checkpoints: Checkpoints;
  readonly #parts: JobParts;
  readonly #queue: Queue;
  readonly #channel: BroadcastChannel;
  /** The tab writes: what other tabs left open was interrupted. */
  #leads = false;
  #asked = 0;
  readonly #tab = freshId('tab');
  readonly #end = new AbortController();
  readonly #tabs = new Tabs(this.#end.signal, () => void this.restore());
  #records = $state.raw<readonly JobRecord[]>([]);
  #turns = $state.raw<readonly string[]>([]);
  readonly #cancelled = new Set<string>();
  #reading: Promise<void> = Promise.resolve();

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#queue = new Queue(parts.pool, () => (this.#turns = this.#queue.waiting));
    this.checkpoints = new Checkpoints(parts.store, parts.projectId, (id, event) =>
      parts.console.say(id, event),
    );
    beHere(this.#tab, this.#end.signal);
    this.#channel = new BroadcastChannel(`tabwise-jobs-${parts.projectId}`);
    this.#channel.onmessage = () => {
      void this.restore();
      parts.heard();
    };
  }

  /** In the order in which they were asked for. */
  get records(): readonly JobRecord[] {
    return this.#records;
  }
  /** Those that wait for their turn, in its order. */
  get turns(): readonly string[] {
    return this.#turns;
  }
  get open(): readonly JobRecord[] {
    return this.#records.filter(isOpen);
  }
  of(id: string): JobRecord | undefined {
    return this.#records.find((r) => r.task.id === id);
  }

  /** Puts a job in the queue. @returns its id, and what its work gives; that rejects as the work does */
  add<T>(
    ask: JobAsk<T>,
    work: (act: Act, tell: Tell) => Promise<T>,
  ): { readonly id: string; readonly promise: Promise<T> } {
    const { kind, title, about, recipeHash, again } = ask;
    const id = freshId(kind === 'train' ? 'task' : kind);
    const { lane, priority } = placing[kind];
    const task: StoredTask = {
      ...{ id, projectId: this.#parts.projectId, kind, title, state: 'pending', recipeHash },
      ...{ createdAt: this.#moment(), endedAt: null, priority, again, tab: this.#tab },
      ...(about !== undefined && { about }),
    };
    this.#records = [...this.#records, recordOf(task, { mine: true })];
    this.#save(task);
    const tell: Tell = (share, note) =>
      this.#change(id, { share, ...(note !== undefined && { note }) });
    const asked = { id, lane, priority };
    const promise = this.#queue
      .add(asked, (act) => work(this.#watched(act), tell))
      .then(
        (value) => this.#well(id, value, ask),
        (error: unknown) => this.#badly(id, error),
      );
    return { id, promise };
  }

  /** A look that a page makes for itself: in the list, with its cancel, while it takes longer; nothing is kept of it. */
  look<T>(
    title: string,
    work: (act: Act, tell: Tell) => Promise<T>,
  ): { readonly id: string; readonly promise: Promise<T> } {
    const id = freshId('look');
    const { projectId } = this.#parts;
    const record = lookRecord({ id, projectId, title, createdAt: this.#moment(), tab: this.#tab });
    const shown = setTimeout(() => (this.#records = [...this.#records, record]), 1000);
    const tell: Tell = (share) => this.#change(id, { share });
    const promise = this.#queue
      .add({ id, ...placing.look }, (act) => work(act, tell))
      .finally(() => {
        clearTimeout(shown);
        this.#records = this.#records.filter((r) => r.task.id !== id);
      });
    return { id, promise };
  }

  /** Ends it; what it had begun is as before. A search keeps what it found by then. */
  cancel(id: string): void {
    if (this.of(id)?.task.kind !== 'look') this.#cancelled.add(id);
    this.#queue.cancel(id);
  }
  cancelAll(kind: JobKind): void {
    for (const { task } of this.open.toReversed()) if (task.kind === kind) this.cancel(task.id);
  }

  /** Stands still within a breath, keeping what it has; the time does not count. */
  pause(id: string): void {
    const record = this.of(id);
    if (!this.#queue.standing(id) || record?.task.state === 'paused') return;
    this.#queue.pause(id);
    this.#change(id, { pausedAt: performance.now() }, 'paused');
  }

  resume(id: string): void {
    const record = this.of(id);
    if (!this.#queue.standing(id) || record?.task.state !== 'paused') return;
    const { startedAt, pausedAt } = record;
    const rested = performance.now() - (pausedAt ?? 0);
    const began = startedAt === null ? null : startedAt + rested;
    this.#change(id, { pausedAt: null, startedAt: began }, began === null ? 'pending' : 'running');
    this.#queue.resume(id);
  }

  /** One place sooner (−1) or later (1) in the line. @returns whether it could */
  move(id: string, by: -1 | 1): boolean {
    return this.#queue.move(id, by);
  }

  /** Nobody needs to hear of it any more, and it will not be gone on with. */
  putAside(id: string): void {
    void this.checkpoints.drop(id);
    this.#change(id, { told: false, checkpoint: undefined });
  }

  /** Takes an ended job out of the list; what it had come to goes with it, unless another goes on there. */
  forget(id: string, { goesOn = false } = {}): void {
    if (!goesOn) void this.checkpoints.drop(id);
    this.#records = this.#records.filter((r) => r.task.id !== id || isOpen(r));
    void this.#parts.store?.deleteTasks([id]).then(this.#announce, () => undefined);
  }

  /** Shows what the device knows of other tabs' jobs and of those before. */
  restore(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#restore()).catch(() => undefined);
    return this.#reading;
  }

  /**
   * Tells the jobs that were under way when a page went away as interrupted. Only for the tab that holds the pen: what
   * another open tab does is not interrupted.
   */
  lead(): Promise<void> {
    this.#leads = true;
    return this.restore();
  }

  /** The page that asked goes away: what was under way is interrupted, and said so by the next page. */
  get closed(): boolean {
    return this.#end.signal.aborted;
  }
  close(): void {
    this.#queue.close();
    this.#end.abort();
    this.#channel.close();
  }

  async #restore(): Promise<void> {
    const { store, projectId } = this.#parts;
    if (!store) return;
    const checkpoints = await this.checkpoints.all();
    const stored = await store.tasks(projectId);
    const mine = this.#records.filter((r) => r.mine);
    const own = new Set(mine.map((r) => r.task.id));
    const others = stored
      .filter((t) => !own.has(t.id))
      .map((task) => recordOf(task, this.#knownOf(task, checkpoints.get(task.id))));
    const sorted = others.sort((a, b) => a.task.createdAt.localeCompare(b.task.createdAt));
    this.#records = [...sorted, ...this.#records.filter((r) => r.mine)];
    if (this.#leads) await this.#tellInterrupted(others, checkpoints);
  }

  #knownOf(task: StoredTask, checkpoint: StoredCheckpoint | undefined): Partial<JobRecord> {
    const goesOn = task.state === 'interrupted' && checkpoint !== undefined;
    return { told: this.of(task.id)?.told ?? goesOn, ...(goesOn && { checkpoint }) };
  }

  async #tellInterrupted(
    others: readonly JobRecord[],
    checkpoints: ReadonlyMap<string, StoredCheckpoint>,
  ): Promise<void> {
    const { store, console } = this.#parts;
    for (const { task } of others.filter((r) => isOpen(r) && this.#tabs.gone(r.task.tab))) {
      const checkpoint = checkpoints.get(task.id);
      const endedAt = new Date().toISOString();
      this.#change(task.id, { checkpoint, told: true, task: { ...task, endedAt } }, 'interrupted');
      this.#save(this.of(task.id)!.task);
      console.say(task.id, {
        level: 'WARNING',
        source: `${task.kind}.task`,
        message: `${task.title} was interrupted when the page closed${checkpoint ? ', and can go on where it was' : '; nothing else is lost'}`,
        meta: {},
      });
    }
    const goesOn = new Set(this.#records.filter((r) => r.checkpoint).map((r) => r.task.id));
    const needed = new Set([...goesOn, ...this.open.map((r) => r.task.id)]);
    for (const id of checkpoints.keys()) if (!needed.has(id)) void this.checkpoints.drop(id);
    const old = forgotten(
      others.map((r) => r.task),
      (id) => goesOn.has(id),
    );
    if (old.length > 0) await store!.deleteTasks(old.map((t) => t.id));
  }

  /** Now, and later than any job before: they are listed by it. */
  #moment(): string {
    this.#asked = Math.max(Date.now(), this.#asked + 1);
    return new Date(this.#asked).toISOString();
  }

  /** The act, heard when its first part has a worker. */
  #watched(act: Act): Act {
    return watched(act, () => {
      const record = this.of(act.id);
      if (record?.startedAt === null)
        this.#change(act.id, this.#begun(record), record.pausedAt === null ? 'running' : undefined);
    });
  }

  #begun({ task, pausedAt }: JobRecord): Partial<JobRecord> {
    const startedAt = pausedAt ?? performance.now();
    return { startedAt, task: { ...task, startedAt: new Date().toISOString() } };
  }

  async #well<T>(id: string, value: T, ask: JobAsk<T>): Promise<T> {
    const state = this.#cancelled.delete(id) ? 'cancelled' : 'completed';
    const task = this.#over(id, state, null);
    if (ask.keep) await ask.keep(value, task).finally(this.#announce);
    else this.#save(task);
    const record = this.of(id);
    if (record && state === 'completed') this.#parts.ended(record);
    return value;
  }

  async #badly(id: string, error: unknown): Promise<never> {
    const detail = detailOf(error);
    // The page went away: what it was doing is interrupted, however it heard of that.
    const left = this.closed && !this.#cancelled.has(id);
    const state = left ? 'interrupted' : stateAfter(detail);
    this.#cancelled.delete(id);
    const checkpoint = state === 'interrupted' ? await this.checkpoints.of(id) : undefined;
    this.#change(id, { checkpoint, told: state !== 'cancelled' });
    if (!checkpoint) void this.checkpoints.drop(id);
    this.#save(this.#over(id, state, left || state === 'cancelled' ? null : detail));
    const record = this.of(id);
    if (record && !left && state !== 'cancelled') this.#parts.ended(record);
    throw error;
  }

  #over(id: string, state: TaskState, error: ErrorDetail | null): StoredTask {
    const record = this.of(id)!;
    const task: StoredTask = {
      ...record.task,
      ...{
        state,
        endedAt: new Date().toISOString(),
        seconds: secondsOf(record, performance.now()),
      },
      ...{ share: state === 'completed' ? 1 : record.share, ...(error && { error }) },
    };
    this.#change(id, { task, error, startedAt: null, pausedAt: null, share: task.share! }, state);
    return task;
  }

  #change(id: string, change: Partial<JobRecord>, state?: TaskState): void {
    this.#records = this.#records.map((r) =>
      r.task.id === id ? changed({ ...r, ...change, share: r.share }, change, state) : r,
    );
    if (state === 'running' || state === 'paused' || state === 'pending')
      this.#save(this.of(id)?.task);
  }

  #save(task: StoredTask | undefined): void {
    if (!task) return;
    // A write that fails costs a line of the history; the result is kept, or not, by itself.
    void this.#parts.store?.saveTask(task).then(this.#announce, () => undefined);
  }

  readonly #announce = (): void => {
    if (!this.#end.signal.aborted) this.#channel.postMessage(null);
  };
}
