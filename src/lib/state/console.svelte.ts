import type { LogEntry, LogEvent } from '#lib/recipe/log.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredLog } from '#lib/storage/schema.ts';
import { LogFeed } from './logFeed.ts';

/** The project's log: the newest entries in memory, all of them on the device, the same in every tab. */
export class Console {
  readonly #feed: LogFeed;
  readonly #channel: BroadcastChannel;
  #closed = false;
  #version = $state(0);
  readonly #entries = $derived.by<readonly StoredLog[]>(() => {
    void this.#version;
    return this.#feed.entries();
  });

  constructor(store: Store | null, projectId: string) {
    this.#channel = new BroadcastChannel(`tabwise-log-${projectId}`);
    this.#feed = new LogFeed(store, projectId, {
      changed: () => (this.#version += 1),
      announce: () => {
        if (!this.#closed) this.#channel.postMessage(null);
      },
    });
    this.#channel.onmessage = () => void this.#feed.catchUp();
  }

  /** The newest 1,000 of each task, with their numbers in the project's log. */
  get entries(): readonly StoredLog[] {
    return this.#entries;
  }
  /** All entries ever, also those no longer in memory. */
  get count(): number {
    void this.#version;
    return this.#feed.count;
  }
  /** How many are on the device and not in memory. */
  get older(): number {
    void this.#version;
    return this.#feed.older;
  }
  /** How many the device did not take. */
  get unsaved(): number {
    void this.#version;
    return this.#feed.unsaved;
  }
  get last(): LogEntry | undefined {
    return this.#entries.at(-1)?.entry;
  }

  /** Replays what is kept, before anything new is shown. */
  restore(): Promise<void> {
    return this.#feed.restore();
  }

  add(entry: LogEntry): void {
    this.#feed.add(entry);
  }

  say(taskId: string, event: LogEvent): void {
    this.add({ task_id: taskId, timestamp: new Date().toISOString(), ...event });
  }

  flush(): Promise<void> {
    return this.#feed.flush();
  }
  /** Reads what other tabs said while this one slept. */
  catchUp(): Promise<void> {
    return this.#feed.catchUp();
  }
  showAll(): Promise<void> {
    return this.#feed.showAll();
  }
  /** Every entry, for a download. */
  all(): Promise<readonly LogEntry[]> {
    return this.#feed.all();
  }

  close(): void {
    // What is said from here on is kept, and read by other tabs with their next entry.
    void this.flush().then(() => {
      this.#closed = true;
      this.#channel.close();
    });
  }
}
