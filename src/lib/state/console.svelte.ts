import type { Level, LogEntry, LogEvent } from '#lib/recipe/log.ts';
import type { Store } from '#lib/storage/db.ts';

const inMemory = 1000;

/** The project's log: the newest entries in memory, all of them on the device. */
export class Console {
  #entries = $state.raw<readonly LogEntry[]>([]);
  #count = $state(0);
  #pending: LogEntry[] = [];
  #flushing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #store: Store | null;
  readonly #projectId: string;

  constructor(store: Store | null, projectId: string) {
    this.#store = store;
    this.#projectId = projectId;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** All entries ever, also those no longer in memory. */
  get count(): number {
    return this.#count;
  }

  get last(): LogEntry | undefined {
    return this.#entries.at(-1);
  }

  countOf(level: Level): number {
    return this.#entries.filter((e) => e.level === level).length;
  }

  /** Replays what is kept, before anything new is shown. */
  async restore(): Promise<void> {
    const kept = (await this.#store?.logs(this.#projectId)) ?? [];
    this.#count = kept.length + this.#entries.length;
    this.#entries = [...kept.map((k) => k.entry), ...this.#entries].slice(-inMemory);
  }

  add(entry: LogEntry): void {
    this.#entries = [...this.#entries, entry].slice(-inMemory);
    this.#count += 1;
    this.#pending.push(entry);
    this.#timer ??= setTimeout(() => void this.flush(), 200);
  }

  say(taskId: string, event: LogEvent): void {
    this.add({ task_id: taskId, timestamp: new Date().toISOString(), ...event });
  }

  /** Writes what is pending; entries keep their order and number. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const batch = this.#pending.splice(0);
    const first = this.#count - batch.length;
    const logs = batch.map((entry, i) => ({ projectId: this.#projectId, n: first + i, entry }));
    if (this.#store && logs.length > 0) {
      const store = this.#store;
      this.#flushing = this.#flushing.then(() => store.appendLogs(logs)).catch(() => undefined);
    }
    return this.#flushing;
  }

  /** Every entry, for a download. */
  async all(): Promise<readonly LogEntry[]> {
    await this.flush();
    if (!this.#store) return this.#entries;
    return (await this.#store.logs(this.#projectId)).map((k) => k.entry);
  }
}
