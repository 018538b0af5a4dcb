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
  restore(): Promise<void> {
    this.#flushing = this.#flushing.then(async () => {
      const kept = (await this.#store?.logs(this.#projectId).catch(() => [])) ?? [];
      this.#count = kept.length + this.#entries.length;
      this.#entries = [...kept.map((k) => k.entry), ...this.#entries].slice(-inMemory);
    });
    return this.#flushing;
  }

  add(entry: LogEntry): void {
    this.#entries = [...this.#entries, entry].slice(-inMemory);
    this.#count += 1;
    if (!this.#store) return;
    this.#pending.push(entry);
    this.#timer ??= setTimeout(() => void this.flush(), 200);
  }

  say(taskId: string, event: LogEvent): void {
    this.add({ task_id: taskId, timestamp: new Date().toISOString(), ...event });
  }

  /** Writes what is pending, in order and after what was kept before; what could not be written stays pending. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const store = this.#store;
    if (!store) return this.#flushing;
    this.#flushing = this.#flushing.then(async () => {
      const batch = this.#pending.splice(0);
      if (batch.length === 0) return;
      await store
        .appendLogs(this.#projectId, batch)
        .catch(() => void this.#pending.unshift(...batch));
    });
    return this.#flushing;
  }

  /** Every entry, for a download. */
  async all(): Promise<readonly LogEntry[]> {
    await this.flush();
    if (!this.#store) return this.#entries;
    const kept = (await this.#store.logs(this.#projectId)).map((k) => k.entry);
    return [...kept, ...this.#pending];
  }
}
