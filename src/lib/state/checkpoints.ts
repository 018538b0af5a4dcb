import { detailOf } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredCheckpoint } from '#lib/storage/schema.ts';

/** How far the trainings of a project have come, on the device. Losing one costs time, never a result. */
export class Checkpoints {
  readonly #store: Store | null;
  readonly #projectId: string;
  /** One write at a time: a later checkpoint of a task takes the place of one that still waits. */
  readonly #waiting = new Map<string, StoredCheckpoint>();
  #writing: Promise<void> | null = null;
  readonly #say: (taskId: string, event: LogEvent) => void;
  /** It is said once: every later one would fail as well. */
  #said = false;

  constructor(
    store: Store | null,
    projectId: string,
    say: (taskId: string, event: LogEvent) => void,
  ) {
    this.#store = store;
    this.#projectId = projectId;
    this.#say = say;
  }

  keep(checkpoint: Omit<StoredCheckpoint, 'projectId'>): void {
    if (!this.#store) return;
    this.#waiting.set(checkpoint.taskId, { ...checkpoint, projectId: this.#projectId });
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
  }

  /** By task. */
  async all(): Promise<ReadonlyMap<string, StoredCheckpoint>> {
    const kept = (await this.#store?.checkpoints(this.#projectId).catch(() => [])) ?? [];
    return new Map(kept.map((c) => [c.taskId, c]));
  }

  async of(taskId: string): Promise<StoredCheckpoint | undefined> {
    await this.#writing;
    return (await this.all()).get(taskId);
  }

  /** A new task goes on where another one was. */
  async move(from: StoredCheckpoint, taskId: string): Promise<void> {
    this.keep({ ...from, taskId });
    await this.drop(from.taskId);
  }

  async drop(taskId: string): Promise<void> {
    this.#waiting.delete(taskId);
    await this.#writing;
    await this.#store?.deleteCheckpoint(taskId).catch(() => undefined);
  }

  async #write(): Promise<void> {
    for (const [taskId, checkpoint] of this.#waiting) {
      this.#waiting.delete(taskId);
      await this.#store
        ?.saveCheckpoint(checkpoint)
        .catch((error: unknown) => this.#warn(taskId, error));
    }
  }

  #warn(taskId: string, error: unknown): void {
    if (this.#said) return;
    this.#said = true;
    const { what, code } = detailOf(error);
    this.#say(taskId, {
      level: 'WARNING',
      source: 'app.storage',
      message: `How far trainings are cannot be kept: a reload would begin them anew. ${what}`,
      meta: { code },
    });
  }
}
