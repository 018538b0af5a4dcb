import type { LogEntry } from '#lib/recipe/log.ts';
import type { StoredLog } from '#lib/storage/schema.ts';

/** Where the log is kept; both work on one project at a time. */
export interface LogKeep {
  /** Those from number `from` on, in their order. */
  logs(projectId: string, from?: number): Promise<StoredLog[]>;
  /** The number that the next entry will get. */
  logEnd(projectId: string): Promise<number>;
  /** Puts them after those that are there. @returns the number of the first */
  appendLogs(projectId: string, entries: readonly LogEntry[]): Promise<number>;
}

/** Of each task; formats.md section 1. */
export const perTask = 1000;
/** How far back a page reads when it is opened; the rest is asked for. */
const replayed = 5000;

/**
 * One project's log as one tab sees it. The device numbers the entries as they are kept, so what any number of tabs
 * say comes to each of them once and in the same order: a tab takes what follows on the last number it has, and reads
 * what is missing. What is said here is seen at once, at the end, until it has its number.
 */
export class LogFeed {
  readonly #keep: LogKeep | null;
  readonly #projectId: string;
  readonly #heard: { changed: () => void; announce: () => void };
  #kept: StoredLog[] = [];
  #pending: LogEntry[] = [];
  #next = 0;
  #whole = false;
  #failed = false;
  #writing = false;
  #work: Promise<void> = Promise.resolve();

  /** @param heard `changed` when there is more to see, `announce` when other tabs may read more */
  constructor(
    keep: LogKeep | null,
    projectId: string,
    heard: { changed: () => void; announce: () => void },
  ) {
    this.#keep = keep;
    this.#projectId = projectId;
    this.#heard = heard;
  }

  /** What is in memory, with its number. */
  entries(): StoredLog[] {
    const projectId = this.#projectId;
    const waiting = this.#pending.map((entry, i) => ({ projectId, n: this.#next + i, entry }));
    return [...this.#kept, ...waiting];
  }

  /** All entries ever, also those that are only on the device. */
  get count(): number {
    return this.#next + this.#pending.length;
  }
  /** How many are on the device alone. */
  get older(): number {
    return this.#next - this.#kept.length;
  }
  /** How many the device refused to keep, so far. */
  get unsaved(): number {
    return this.#failed ? this.#pending.length : 0;
  }

  /** Replays the newest of what is kept, before anything that is said from now on. */
  restore(): Promise<void> {
    return this.#after(async () => {
      const end = await this.#keep!.logEnd(this.#projectId);
      if (this.#next === 0) this.#next = Math.max(0, end - replayed);
      await this.#read();
    });
  }

  add(entry: LogEntry): void {
    const { task_id, timestamp, level, source, message, meta } = entry;
    // In the order of the format, whoever made it.
    const exact: LogEntry = { task_id, timestamp, level, source, message, meta };
    if (this.#keep) {
      this.#pending.push(exact);
      if (!this.#writing) void this.flush();
    } else {
      this.#take([{ projectId: this.#projectId, n: this.#next, entry: exact }]);
    }
    this.#heard.changed();
  }

  /** Writes what waits; what cannot be written waits on, and is tried with the next. */
  flush(): Promise<void> {
    return this.#after(() => this.#write());
  }

  /** Reads what other tabs have written. */
  catchUp(): Promise<void> {
    return this.#after(() => this.#read());
  }

  /** Brings everything that is kept into memory, where it stays. */
  showAll(): Promise<void> {
    return this.#after(async () => {
      this.#whole = true;
      this.#kept = await this.#keep!.logs(this.#projectId);
      this.#next = (this.#kept.at(-1)?.n ?? -1) + 1;
      this.#heard.changed();
    });
  }

  /** Every entry, for a download. @throws EngineError 'storage' */
  async all(): Promise<readonly LogEntry[]> {
    await this.flush();
    if (!this.#keep) return this.#kept.map((k) => k.entry);
    const kept = (await this.#keep.logs(this.#projectId)).map((k) => k.entry);
    return [...kept, ...this.#pending];
  }

  /** One act at a time; what fails is tried with the next one. */
  #after(act: () => Promise<void>): Promise<void> {
    if (!this.#keep) return this.#work;
    this.#work = this.#work.then(act).catch(() => undefined);
    return this.#work;
  }

  async #write(): Promise<void> {
    if (this.#pending.length === 0) return;
    this.#writing = true;
    try {
      while (this.#pending.length > 0) await this.#append([...this.#pending]);
      this.#failed = false;
    } catch (error) {
      this.#failed = true;
      throw error;
    } finally {
      this.#writing = false;
      this.#heard.changed();
    }
  }

  async #append(batch: readonly LogEntry[]): Promise<void> {
    const first = await this.#keep!.appendLogs(this.#projectId, batch);
    // They are kept: whatever fails from here on, they must not be written again.
    this.#pending.splice(0, batch.length);
    this.#heard.announce();
    const projectId = this.#projectId;
    if (first === this.#next)
      return this.#take(batch.map((entry, i) => ({ projectId, n: first + i, entry })));
    await this.#read().catch(() => undefined);
  }

  async #read(): Promise<void> {
    const end = await this.#keep!.logEnd(this.#projectId);
    if (end < this.#next) this.#begin();
    if (end === this.#next) return;
    this.#take(await this.#keep!.logs(this.#projectId, this.#next));
    this.#heard.changed();
  }

  /** The project was deleted and is there anew. */
  #begin(): void {
    this.#kept = [];
    this.#next = 0;
  }

  #take(more: readonly StoredLog[]): void {
    const last = more.at(-1);
    if (!last) return;
    this.#kept = this.#whole ? [...this.#kept, ...more] : newest([...this.#kept, ...more]);
    this.#next = last.n + 1;
  }
}

/** Without the oldest of each task that has more than its share. */
function newest(entries: StoredLog[]): StoredLog[] {
  if (entries.length <= perTask) return entries;
  const over = new Map<string, number>();
  for (const { entry } of entries) over.set(entry.task_id, (over.get(entry.task_id) ?? 0) + 1);
  return entries.filter(({ entry: { task_id } }) => {
    const left = over.get(task_id)!;
    over.set(task_id, left - 1);
    return left <= perTask;
  });
}
