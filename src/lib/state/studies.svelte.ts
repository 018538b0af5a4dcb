import { proxy } from 'comlink';
import type { Data } from '#lib/client/data.ts';
import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { StudyAnswer, StudyAsk } from '#lib/recipe/study.ts';
import type { Console } from './console.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';
import { tableKey } from './pipeline.svelte.ts';

/** A question about a run that takes more fits: under way, answered or failed. */
export interface Study {
  readonly ask: StudyAsk;
  readonly running: boolean;
  /** 0 to 1. */
  readonly share: number;
  readonly note: string;
  readonly answer: StudyAnswer | null;
  readonly error: ErrorDetail | null;
}

/** The newest study under each name, kept while the page is open. */
export class Studies {
  readonly #data: Data;
  readonly #jobs: Jobs;
  readonly #console: Console;
  #studies = $state.raw<ReadonlyMap<string, Study>>(new Map());
  readonly #cancels = new Map<string, () => void>();

  constructor(data: Data, jobs: Jobs, console: Console) {
    this.#data = data;
    this.#jobs = jobs;
    this.#console = console;
  }

  of(name: string): Study | null {
    return this.#studies.get(name) ?? null;
  }

  /** Asks; one that runs under the same name goes on instead. A cancelled one leaves nothing. */
  async start(name: string, recipe: Recipe, modelKey: string, ask: StudyAsk): Promise<void> {
    if (this.of(name)?.running) return;
    this.#set(name, { ask, running: true, share: 0, note: '', answer: null, error: null });
    const key = tableKey(recipe);
    const provide = async () => (await this.#data.load(recipe, { table: true })).loaded!;
    const { id, promise } = this.#jobs.add<StudyAnswer>(
      {
        ...{ kind: 'study', title: `${said[ask.kind]} of ${modelKey}`, about: modelKey },
        ...{ recipeHash: runKey(recipe, modelKey) },
        again: { kind: 'study', name, recipe, modelKey, ask },
      },
      (act, tell) => {
        const told = proxy((share: number, note: string | undefined) => {
          tell(share, note);
          this.#change(name, { share, note: note ?? '' });
        });
        return act.run<StudyAnswer>(
          { key, provide, own: true },
          // Comlink makes a union of promises of it.
          (api, own) =>
            api.study(
              { id: own, key, recipe, modelKey, ask },
              told,
            ) as unknown as Promise<StudyAnswer>,
        );
      },
    );
    this.#cancels.set(name, () => this.#jobs.cancel(id));
    try {
      const answer = await promise;
      this.#change(name, { answer, share: 1 });
      this.#say(id, 'SUCCESS', `${said[ask.kind]} of ${modelKey}`);
    } catch (error) {
      const detail = detailOf(error);
      if (detail.code === 'cancelled') this.#set(name, null);
      else {
        this.#change(name, { error: detail });
        this.#say(id, 'ERROR', `${detail.what}. ${detail.remedy}`);
      }
    } finally {
      this.#cancels.delete(name);
      this.#change(name, { running: false });
    }
  }

  cancel(name: string): void {
    this.#cancels.get(name)?.();
  }

  #say(id: string, level: 'SUCCESS' | 'ERROR', message: string): void {
    this.#console.say(id, { level, source: 'evaluate.study', message, meta: {} });
  }

  #set(name: string, study: Study | null): void {
    const next = new Map(this.#studies);
    if (study) next.set(name, study);
    else next.delete(name);
    this.#studies = next;
  }

  #change(name: string, change: Partial<Study>): void {
    const now = this.of(name);
    if (now) this.#set(name, { ...now, ...change });
  }
}

const said: Readonly<Record<StudyAsk['kind'], string>> = {
  outOfFold: 'Out-of-fold predictions',
  learning: 'Learning curve',
  validation: 'Validation curve',
  mitigate: 'Ways to treat groups more alike',
  compare: 'Comparison on the same folds',
  nested: 'Nested folds',
};
