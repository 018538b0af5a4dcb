import { proxy, transfer } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import type { Pool, Work } from '#lib/client/pool.ts';
import type { Act } from '#lib/client/queue.ts';
import type { Leaving } from '#lib/recipe/leaving.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { withDecision, type Decision } from '#lib/recipe/decision.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { RegisteredModel } from '#lib/recipe/registry.ts';
import type { RunSeal } from '#lib/recipe/runRecord.ts';
import type { FittedRun, RunResult, TestAnswers } from '#lib/recipe/run.ts';
import type { Store } from '#lib/storage/db.ts';
import { changedRun, withoutChange } from '#lib/storage/runChange.ts';
import type {
  RunChange,
  StoredCheckpoint,
  StoredRun,
  StoredTask,
  TrialName,
} from '#lib/storage/schema.ts';
import type { Console } from './console.svelte.ts';
import { isOpen, type JobRecord } from './jobRecords.ts';
import type { Tell } from './jobAsk.ts';
import type { Jobs } from './jobs.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';
import { Registry } from './registry.svelte.ts';
import { newestFirst, recordOf } from './runRecords.ts';
import { Verifying } from './verifying.svelte.ts';

/** A training that is waiting, running or ended without a result. */
export interface Training extends JobRecord {
  readonly modelKey: string;
}

interface Fit {
  readonly result: RunResult;
  readonly fitted: FittedRun;
  readonly seal: RunSeal;
}

interface FitAsk {
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly recipeHash: string;
  readonly going: StoredCheckpoint | undefined;
}

interface TrainAsk {
  readonly modelKey: string;
  readonly title: string;
  readonly from?: StoredCheckpoint;
  /** The trial of a search that it makes a whole run of. */
  readonly trial?: TrialName;
}

/** Every run of the project, newest first, and what is training now. */
export class Runs {
  /** Exported models beside the runs that they are of. */
  readonly verifying: Verifying;
  readonly #pool: Pool;
  readonly #data: Data;
  readonly #store: Store | null;
  readonly #console: Console;
  readonly #projectId: string;
  readonly #jobs: Jobs;
  /** Names that runs are registered under. */
  readonly registry: Registry;
  #finished = $state.raw<readonly StoredRun[]>([]);
  readonly #trainings: readonly Training[] = $derived.by(() =>
    this.#jobs.records
      .filter((r) => r.task.kind === 'train' && (isOpen(r) || r.told))
      .map((r) => ({ ...r, modelKey: r.task.about ?? '' })),
  );
  #fitted = new Map<string, FittedRun>();

  constructor(parts: {
    pool: Pool;
    data: Data;
    store: Store | null;
    console: Console;
    projectId: string;
    jobs: Jobs;
  }) {
    this.verifying = new Verifying(parts.data, parts.pool);
    this.#pool = parts.pool;
    this.#data = parts.data;
    this.#store = parts.store;
    this.#console = parts.console;
    this.#projectId = parts.projectId;
    this.#jobs = parts.jobs;
    this.registry = new Registry(parts.store, parts.projectId);
  }

  get all(): readonly StoredRun[] {
    return this.#finished;
  }
  get registered(): readonly RegisteredModel[] {
    return this.registry.models;
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
    const kept = new Set(runs.map((r) => r.taskId));
    const others = this.#finished.filter((r) => !kept.has(r.taskId) && this.#fitted.has(r.taskId));
    this.#finished = [...others, ...runs].sort(newestFirst);
    await this.registry.restore();
  }

  /** Trains one of the recipe's models. @returns null when it was cancelled or failed, which the log then tells */
  async train(
    recipe: Recipe,
    { modelKey, title, from, trial }: TrainAsk,
  ): Promise<RunResult | null> {
    const recipeHash = runKey(recipe, modelKey);
    const going = from?.recipeHash === recipeHash ? from : undefined;
    for (const old of this.#trainings.filter((t) => !isOpen(t)))
      if (old.task.id === going?.taskId) this.#jobs.forget(old.task.id, { goesOn: true });
      else if (old.modelKey === modelKey) this.#jobs.putAside(old.task.id);
    const { id, promise } = this.#jobs.add<Fit>(
      {
        ...{ kind: 'train', title, about: modelKey, recipeHash },
        again: { kind: 'train', recipe, modelKey },
        keep: ({ result, fitted, seal }, task) => {
          const record = recordOf(recipe, modelKey, fitted, seal);
          return this.#keep(task, { result, record, ...(trial && { trial }) }, fitted);
        },
      },
      (act, tell) => this.#fit(act, tell, { recipe, modelKey, recipeHash, going }),
    );
    if (going) void this.#jobs.checkpoints.move(going, id);
    try {
      const { result } = await promise;
      void this.#jobs.checkpoints.drop(id);
      return result;
    } catch (error) {
      if (!this.#jobs.closed) this.#sayStopped(id, title, detailOf(error));
      return null;
    }
  }

  #fit(act: Act, tell: Tell, { recipe, modelKey, recipeHash, going }: FitAsk): Promise<Fit> {
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    return act.run({ key, provide, own: true }, (api, id, gather) =>
      api.train(
        { id, key, recipe, modelKey, ...(going && { from: going.state }) },
        proxy((share: number, note: string | undefined) => tell(share, note)),
        proxy((entry) => this.#console.add(entry)),
        proxy((share: number, state: unknown) =>
          this.#jobs.checkpoints.keep({ taskId: id, recipeHash, share, state }),
        ),
        proxy(() => {
          const ports = gather();
          return transfer(ports, ports);
        }),
      ),
    );
  }

  /** Keeps a threshold with its run, and what the run scores with it: from then on all that says a label says it by this. */
  async decide(taskId: string, { scores: known, ...decision }: Decision): Promise<void> {
    const run = this.run(taskId);
    if (!run) return;
    const { scoresAbove } = await import('#lib/metrics/cut.ts');
    const scores = known ?? scoresAbove(run.result, decision.threshold);
    const told = scores ? { ...decision, scores } : decision;
    await this.update(taskId, { decision: told }, 'keep the threshold');
  }

  /** Takes the kept threshold back: labels are cut at 0.5 again, which nobody chose. */
  undecide(taskId: string): Promise<void> {
    return this.update(taskId, { decision: null }, 'take the threshold back');
  }

  /** Keeps something with a run. @param what the act, as an error says it. @throws where it is not kept; then nothing changed */
  async update(taskId: string, change: RunChange, what: string): Promise<void> {
    const run = this.run(taskId);
    if (!run) return;
    const told = changedRun(run, change);
    const put = (to: (now: StoredRun) => StoredRun) =>
      (this.#finished = this.#finished.map((r) => (r.taskId === taskId ? to(r) : r)));
    put(() => told);
    try {
      await this.#store?.updateRun(run, change, what);
    } catch (error) {
      put((now) => withoutChange(now, { was: run, told }));
      throw error;
    }
  }

  /** Deletes a run and its model. @returns what brings both back as they were */
  async remove(taskId: string): Promise<() => Promise<void>> {
    const run = this.run(taskId);
    const fitted = await this.fitted(taskId);
    await this.#store?.deleteRun(this.#projectId, taskId);
    this.#finished = this.#finished.filter((r) => r.taskId !== taskId);
    this.#fitted.delete(taskId);
    return async () => {
      if (!run || this.run(taskId)) return;
      if (fitted) {
        if (this.#store) await this.#store.returnRun(run, fitted);
        else this.#fitted.set(taskId, fitted);
      }
      this.#finished = [...this.#finished, run].sort(newestFirst);
    };
  }

  /** What a fitted run of this very recipe says of its test rows; null where the table cannot be read. */
  async testAnswers(recipe: Recipe, fitted: FittedRun): Promise<TestAnswers | null> {
    const told = this.#onTable(recipe, (key) => (api) => api.testAnswers(key, recipe, fitted));
    return told.catch(() => null);
  }

  /** The same, and what explains its answers elsewhere. @throws where the table cannot be read, or something else fails */
  leaving(recipe: Recipe, fitted: FittedRun): Promise<Leaving> {
    return this.#onTable(recipe, (key) => (api) => api.leaving(key, recipe, fitted));
  }

  async #onTable<T>(recipe: Recipe, ask: (key: string) => Work<T>): Promise<T> {
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    return this.#pool.run({ key, provide }, ask(key)).promise;
  }

  /** As training left it: for keeping, and for comparing to the last bit. */
  async fitted(taskId: string): Promise<FittedRun | undefined> {
    return this.#fitted.get(taskId) ?? (await this.#store?.fitted(this.#projectId, taskId));
  }

  /** As it answers: its labels cut where somebody decided. */
  async answering(taskId: string): Promise<FittedRun | undefined> {
    const fitted = await this.fitted(taskId);
    return fitted && withDecision(fitted, this.run(taskId)?.decision);
  }

  async #keep(
    task: StoredTask,
    made: Pick<StoredRun, 'result' | 'record' | 'trial'>,
    fitted: FittedRun,
  ): Promise<void> {
    const taskId = task.id;
    const run: StoredRun = {
      projectId: this.#projectId,
      taskId,
      finishedAt: task.endedAt!,
      ...made,
    };
    this.#finished = [run, ...this.#finished];
    // Held until the device has it: a look at what is kept meanwhile must not lose it.
    this.#fitted.set(taskId, fitted);
    if (!this.#store) return;
    try {
      await this.#store.saveRun(run, fitted, task);
      this.#fitted.delete(taskId);
    } catch (error) {
      const { what, remedy } = detailOf(error);
      this.#console.say(taskId, {
        level: 'ERROR',
        source: 'storage.run',
        message: `${what}. ${remedy}`,
        meta: {},
      });
    }
  }

  #sayStopped(taskId: string, title: string, error: ErrorDetail): void {
    const cancelled = error.code === 'cancelled';
    this.#console.say(taskId, {
      level: cancelled ? 'INFO' : 'ERROR',
      source: 'train.task',
      message: cancelled
        ? `Cancelled ${title}; nothing was changed`
        : `${title}: ${error.what}. ${error.remedy}`,
      meta: {},
    });
  }
}
