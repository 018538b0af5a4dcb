import { proxy, transfer } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { RestingJob } from '#lib/client/job.ts';
import type { Pool } from '#lib/client/pool.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { Decision } from '#lib/recipe/decision.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun, RunResult, TestAnswers } from '#lib/recipe/run.ts';
import type { Store } from '#lib/storage/db.ts';
import type { StoredCheckpoint, StoredRun, StoredTask, TaskState } from '#lib/storage/schema.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Console } from './console.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';
import { Verifying } from './verifying.svelte.ts';

/** A training that is waiting, running or ended without a result. */
export interface Training {
  readonly task: StoredTask;
  readonly modelKey: string;
  readonly share: number;
  readonly note: string;
  readonly startedAt: number | null;
  /** Since when it stands still; null where it does not. */
  readonly pausedAt?: number | null;
  readonly error: ErrorDetail | null;
  /** Where an interrupted training can go on. */
  readonly checkpoint?: StoredCheckpoint | undefined;
}

const openStates: ReadonlySet<TaskState> = new Set(['pending', 'running', 'paused']);

const started = (task: StoredTask, modelKey: string): Training => ({
  task,
  modelKey,
  share: 0,
  note: '',
  startedAt: null,
  error: null,
});

/** It waits, runs or rests. */
export const isOpen = ({ task }: Pick<Training, 'task'>): boolean => openStates.has(task.state);

/** Every run of the project, newest first, and what is training now. */
export class Runs {
  /** Exported models beside the runs that they are of. */
  readonly verifying: Verifying;
  readonly #pool: Pool;
  readonly #data: Data;
  readonly #store: Store | null;
  readonly #console: Console;
  readonly #projectId: string;
  readonly #checkpoints: Checkpoints;
  #finished = $state.raw<readonly StoredRun[]>([]);
  #trainings = $state.raw<readonly Training[]>([]);
  #jobs = new Map<string, RestingJob<unknown>>();
  #fitted = new Map<string, FittedRun>();

  constructor(parts: {
    pool: Pool;
    data: Data;
    store: Store | null;
    console: Console;
    projectId: string;
  }) {
    this.verifying = new Verifying(parts.data, parts.pool);
    this.#pool = parts.pool;
    this.#data = parts.data;
    this.#store = parts.store;
    this.#console = parts.console;
    this.#projectId = parts.projectId;
    this.#checkpoints = new Checkpoints(parts.store, parts.projectId, (id, event) =>
      parts.console.say(id, event),
    );
  }

  get all(): readonly StoredRun[] {
    return this.#finished;
  }
  get trainings(): readonly Training[] {
    return this.#trainings;
  }
  get busy(): boolean {
    return this.#trainings.some(isOpen);
  }

  run(taskId: string): StoredRun | undefined {
    return this.#finished.find((r) => r.taskId === taskId);
  }

  /** The newest finished run of each of the recipe's models, stale or not. */
  newest(recipe: Recipe): readonly { run: StoredRun; stale: boolean }[] {
    return recipe.models.flatMap((m) => {
      const run = this.#finished.find((r) => r.result.modelKey === m.key);
      return run ? [{ run, stale: run.result.key !== runKey(recipe, m.key) }] : [];
    });
  }

  /** Shows the runs kept on the device. */
  async restore(): Promise<void> {
    if (!this.#store) return;
    const runs = await this.#store.runs(this.#projectId);
    this.#finished = runs.sort((a, b) => (a.finishedAt < b.finishedAt ? 1 : -1));
  }

  /**
   * Tells the tasks that were running when a page went away as interrupted. Only for the tab that holds the pen: what
   * another open tab trains is not interrupted.
   */
  async tellInterrupted(): Promise<void> {
    if (!this.#store) return;
    const checkpoints = await this.#checkpoints.all();
    const tasks = (await this.#store.tasks(this.#projectId)).filter((t) => !this.#jobs.has(t.id));
    const again = tasks.filter((t) => t.state === 'interrupted' && checkpoints.has(t.id));
    const open = tasks.filter((task) => isOpen({ task }));
    const known = new Set([...open, ...again].map((t) => t.id));
    for (const id of checkpoints.keys())
      if (!known.has(id) && !this.#jobs.has(id)) void this.#checkpoints.drop(id);
    this.#trainings = [
      ...this.#trainings,
      ...again.map((task) => ({ ...started(task, ''), checkpoint: checkpoints.get(task.id) })),
    ];
    for (const task of open) {
      const checkpoint = checkpoints.get(task.id);
      const interrupted = {
        ...task,
        state: 'interrupted' as const,
        endedAt: new Date().toISOString(),
      };
      await this.#store.saveTask(interrupted).catch(() => undefined);
      this.#console.say(task.id, {
        level: 'WARNING',
        source: 'train.task',
        message: `${task.title} was interrupted when the page closed${checkpoint ? ', and can go on where it was' : '; nothing else is lost'}`,
        meta: {},
      });
      this.#trainings = [...this.#trainings, { ...started(interrupted, ''), checkpoint }];
    }
  }

  /** Trains one of the recipe's models. @returns null when it was cancelled or failed, which the log then tells */
  async train(
    recipe: Recipe,
    {
      modelKey,
      title,
      from,
    }: { modelKey: string; title: string; from?: StoredCheckpoint | undefined },
  ): Promise<RunResult | null> {
    const key = tableKey(recipe);
    const hash = runKey(recipe, modelKey);
    const going = from?.recipeHash === hash ? from : undefined;
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const job = this.#pool.run({ key, provide }, (api, id, gather) => {
      this.#change(id, { startedAt: performance.now() }, 'running');
      return api.train(
        { id, key, recipe, modelKey, ...(going && { from: going.state }) },
        proxy((share: number, note: string | undefined) =>
          this.#change(id, { share, ...(note === undefined ? {} : { note }) }),
        ),
        proxy((entry) => this.#console.add(entry)),
        proxy((share: number, state: unknown) =>
          this.#checkpoints.keep({ taskId: id, recipeHash: hash, share, state }),
        ),
        proxy(() => {
          const ports = gather();
          return transfer(ports, ports);
        }),
      );
    });
    const task: StoredTask = {
      id: job.id,
      projectId: this.#projectId,
      kind: 'train',
      title,
      state: 'pending',
      createdAt: new Date().toISOString(),
      endedAt: null,
      recipeHash: hash,
    };
    this.#jobs.set(job.id, job);
    this.#trainings = [
      ...this.#trainings.filter(
        (t) => isOpen(t) || (t.modelKey !== modelKey && t.task.state !== 'interrupted'),
      ),
      started(task, modelKey),
    ];
    if (going) void this.#checkpoints.move(going, task.id);
    void this.#store?.saveTask(task).catch(() => undefined);
    try {
      const { result, fitted } = await job.promise;
      await this.#keep(task, result, fitted);
      void this.#checkpoints.drop(job.id);
      return result;
    } catch (error) {
      await this.#stopped(job.id, title, detailOf(error));
      return null;
    } finally {
      this.#jobs.delete(job.id);
    }
  }

  cancel(taskId: string): void {
    this.#jobs.get(taskId)?.cancel();
  }

  /** Stands still within a breath, keeping its worker and what it has learned; the time does not count. */
  pause(taskId: string): void {
    const training = this.#trainings.find((t) => t.task.id === taskId);
    if (training?.task.state !== 'running') return;
    this.#jobs.get(taskId)?.pause();
    this.#change(taskId, { pausedAt: performance.now() }, 'paused');
  }

  resume(taskId: string): void {
    const training = this.#trainings.find((t) => t.task.id === taskId);
    if (training?.task.state !== 'paused') return;
    this.#jobs.get(taskId)?.resume();
    const { startedAt, pausedAt } = training;
    const rested = performance.now() - (pausedAt ?? 0);
    this.#change(
      taskId,
      { pausedAt: null, startedAt: startedAt === null ? null : startedAt + rested },
      'running',
    );
  }

  cancelAll(): void {
    for (const job of this.#jobs.values()) job.cancel();
  }

  dismiss(taskId: string): void {
    void this.#checkpoints.drop(taskId);
    this.#trainings = this.#trainings.filter((t) => t.task.id !== taskId);
  }

  /** Keeps a threshold with its run. */
  async decide(taskId: string, decision: Decision): Promise<void> {
    this.#finished = this.#finished.map((r) => (r.taskId === taskId ? { ...r, decision } : r));
    await this.#store?.decideRun(this.run(taskId)!);
  }

  async remove(taskId: string): Promise<void> {
    await this.#store?.deleteRun(this.#projectId, taskId);
    this.#finished = this.#finished.filter((r) => r.taskId !== taskId);
    this.#fitted.delete(taskId);
  }

  /** What a fitted run of this very recipe says of its test rows; null where the table cannot be read. */
  async testAnswers(recipe: Recipe, fitted: FittedRun): Promise<TestAnswers | null> {
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const job = this.#pool.run({ key, provide }, (api) => api.testAnswers(key, recipe, fitted));
    return job.promise.catch(() => null);
  }

  async fitted(taskId: string): Promise<FittedRun | undefined> {
    return this.#fitted.get(taskId) ?? (await this.#store?.fitted(this.#projectId, taskId));
  }

  /** Runs that came with an imported project. */
  adopt(runs: readonly StoredRun[]): void {
    this.#finished = [...runs, ...this.#finished];
  }

  async #keep(task: StoredTask, result: RunResult, fitted: FittedRun): Promise<void> {
    const taskId = task.id;
    const run: StoredRun = {
      projectId: this.#projectId,
      taskId,
      finishedAt: new Date().toISOString(),
      result,
    };
    this.#finished = [run, ...this.#finished];
    this.#trainings = this.#trainings.filter((t) => t.task.id !== taskId);
    if (!this.#store) {
      this.#fitted.set(taskId, fitted);
      return;
    }
    try {
      await this.#store.saveRun(run, fitted, {
        ...task,
        state: 'completed',
        endedAt: run.finishedAt,
      });
    } catch (error) {
      this.#fitted.set(taskId, fitted);
      const { what, remedy } = detailOf(error);
      this.#console.say(taskId, {
        level: 'ERROR',
        source: 'storage.run',
        message: `${what}. ${remedy}`,
        meta: {},
      });
    }
  }

  async #stopped(taskId: string, title: string, error: ErrorDetail): Promise<void> {
    const states: Partial<Record<ErrorDetail['code'], TaskState>> = {
      cancelled: 'cancelled',
      'dead-worker': 'interrupted',
    };
    const state = states[error.code] ?? 'failed';
    const checkpoint = state === 'interrupted' ? await this.#checkpoints.of(taskId) : undefined;
    this.#change(taskId, { error, checkpoint }, state);
    const task = this.#trainings.find((t) => t.task.id === taskId)?.task;
    this.#console.say(taskId, {
      level: state === 'cancelled' ? 'INFO' : 'ERROR',
      source: 'train.task',
      message:
        state === 'cancelled'
          ? `Cancelled ${title}; nothing was changed`
          : `${title}: ${error.what}. ${error.remedy}`,
      meta: {},
    });
    if (state === 'cancelled') this.dismiss(taskId);
    if (task)
      await this.#store
        ?.saveTask({ ...task, endedAt: new Date().toISOString() })
        .catch(() => undefined);
  }

  #change(taskId: string, change: Partial<Training>, state?: TaskState): void {
    this.#trainings = this.#trainings.map((t) => {
      if (t.task.id !== taskId) return t;
      const task = state ? { ...t.task, state } : t.task;
      return { ...t, ...change, share: Math.max(t.share, change.share ?? 0), task };
    });
    if (state === 'running' || state === 'paused') {
      const task = this.#trainings.find((t) => t.task.id === taskId)?.task;
      if (task) void this.#store?.saveTask(task).catch(() => undefined);
    }
  }
}
